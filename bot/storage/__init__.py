"""Rows in, values out: how the clinic line remembers.

Storage never decides and never commits by itself: a service begins the one transaction and hands its
connection down. Only PostgreSQL is spoken here.
"""
