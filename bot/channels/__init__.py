"""Between replies and the phone world: how the clinic line writes and speaks, and each gateway in a folder.

Values in, values out: nothing here reads a clock, a setting or the database, or decides what is said.
"""
