"""What the clinic means: its numbers, hours, promises and rules.

Pure: no I/O, no clock, no randomness, no logging. Knows nothing of words people say or of any channel.
"""
