"""What the person means: red flags first, then opt-out, then the expected answer, then intents and times.

Pure and deterministic: no I/O, no clock, no randomness, no logging. Word lists come in as parsed data.
Knows nothing of the clinic, the flows or the channel's gateway.
"""
