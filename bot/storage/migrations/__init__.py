"""How the tables came to be: numbered steps, each applied once. Steps only go forward.

`bot.storage.schema_version` runs them; a released step is never edited, a new one is added.
"""
