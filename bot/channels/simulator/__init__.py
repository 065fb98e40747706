"""A pretend phone and a pretend gateway in front of the real webhooks: for trying, showing and testing.

Nothing here knows the services or the database; the line is reached only as the phone company reaches it.
"""
