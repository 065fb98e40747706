"""The conversation engine: values in, values out.

Nothing here may read a clock, a file, the environment, a database or the network, or log.
Time and every fact about the world come in as arguments; what only the world can do goes out as an Action.
"""
