"""Routes: each checks who asks, turns the request into a value, calls one use case, and answers.

Nothing here decides what is said, and nothing touches a table.
"""
