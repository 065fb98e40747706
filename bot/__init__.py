"""The clinic line: back-spasm care by text and by phone.

Nine floors, each importing only the ones below it; `pyproject.toml` holds the contracts that keep it so.
"""
