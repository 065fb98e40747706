"""The machine proof: every reachable state of the real engine is walked, and ten sentences must stay true.

`prove` is the door. Nothing here decides what the line does; it only tries everything and looks.
Pure like the rest of the floor: the number of seconds is measured by whoever calls.
"""

from bot.dialogue.proofs.engine import REAL, Engine
from bot.dialogue.proofs.invariants import INVARIANTS
from bot.dialogue.proofs.search import CounterExample, Proof, prove
from bot.dialogue.proofs.words import IN_WORDS, breaches_in_words

__all__ = ["INVARIANTS", "IN_WORDS", "REAL", "CounterExample", "Engine", "Proof", "breaches_in_words", "prove"]
