"""Use cases: each begins the one transaction, asks the pure floors what to do, and stores what they decided.

Transactions begin here and nowhere else. No network call is made while one is open.
"""
