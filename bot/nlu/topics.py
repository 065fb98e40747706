"""Whole sentences that nobody can mistake: "who is this", "how many should I take".

A model weighs words it has seen; these few are looked up instead, and only where nothing else is said beside them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.nlu.grammar import Hits
from bot.nlu.meaning import Expect
from bot.nlu.text import Text, word_set
from bot.values import Intent

COURTESY = "topic_courtesy"  # the concept of what may stand beside such a sentence
_TITLES = word_set("dr doctor doctora dra mr mrs ms miss senor senora")  # a name follows


@dataclass(frozen=True, slots=True)
class Topic:
    """A narrower wish than its intent; `concept` is that of its sentences."""

    name: str
    intent: Intent
    answers: bool  # may answer a yes-or-no question too
    beside: Expect | None  # means it only where this is expected; None anywhere
    concept: int


def find_topic(topics: Sequence[Topic], courtesy: int, text: Text, hits: Hits, expects: Expect | None) -> Topic | None:
    """The topic whose sentence is all of the message, courtesies and the name after a title aside."""
    beside = {n for hit in hits.get(courtesy, ()) for n in range(hit.start, hit.end)}
    beside |= {n for n in range(1, len(text.tokens)) if text.tokens[n - 1].word in _TITLES}
    for topic in topics:
        if topic.beside not in (None, expects):
            continue
        for hit in hits.get(topic.concept, ()):
            if all(n in beside or hit.start <= n < hit.end for n in range(len(text.tokens))):
                return topic
    return None
