"""What a session remembers of the past: the lock, the screen, the onset, and how often it was not understood.

None of it is carried from state to state. Where a turn looks at it, the turn is walked with every value it can have;
and for every turn the invariants ask that it gives care only after it has looked and found it right, and that it
writes nothing into memory but the truth. By induction both hold for every talk, however long.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta, timezone
from typing import Any

from bot.dialogue.book import MENU, WISH, FlowBook
from bot.dialogue.flow import Ask, Call, Choose, Do, ToStaff
from bot.dialogue.predicates import ONSET
from bot.values import Disposition, Intent

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=timezone(timedelta(hours=-6)))  # a Tuesday; every turn is taken now
STALE = NOW - timedelta(hours=5)
FRESH = NOW - timedelta(minutes=10)
ICE = (NOW - timedelta(hours=1)).isoformat()
HEAT = (NOW - timedelta(hours=100)).isoformat()

SCREENED, BEGAN, LOCK = "screened_at", "screen_began_at", "disposition"
FREE: Mapping[str, tuple[Any, ...]] = {
    SCREENED: (None, FRESH, STALE),
    BEGAN: (FRESH, STALE),
    LOCK: (Disposition.NONE, Disposition.SAME_DAY_STAFF),
    ONSET: ("", f"{ICE}/{ICE}", f"{HEAT}/{HEAT}"),
    "has_spoken": (True, False),
    "attempts": (0, 1, 2),
    "silences": (0, 1, 2),
    "last_at": (NOW, NOW - timedelta(hours=8)),
}

LEFT_OFF, GUESSES = "left_off", "guesses"


def left_off_at(book: FlowBook) -> tuple[str, ...]:
    """Every place where a talk that was left for hours may go on."""
    found = {MENU, book.common.intents[Intent.SPASM_CARE].to}
    for flow in book.flows.values():
        if flow.resumes == "start":
            found.add(f"{flow.flow}.{flow.start}")
        elif not flow.is_screen:
            stands = Ask | Choose | Do | ToStaff | Call  # where a talk can wait, or come back to
            found |= {f"{flow.flow}.{name}" for name, step in flow.steps.items() if isinstance(step, stands)}
    return tuple(sorted(found))


def guessed(book: FlowBook) -> tuple[tuple[Intent, ...], ...]:
    """Nothing, or any wish that can be asked back with."""
    wishes = (intent for intent in book.common.intents if WISH + intent in book.common.wordings)
    return ((), *((intent,) * 3 for intent in wishes))


_IN_WORDS: Mapping[str, Mapping[Any, str]] = {
    SCREENED: {
        FRESH: "the safety screen was passed in the last four hours",
        STALE: "the safety screen was passed more than four hours ago",
    },
    BEGAN: {STALE: "the safety screen was begun more than four hours ago"},
    LOCK: {Disposition.SAME_DAY_STAFF: "something was said that locks care"},
    ONSET: {
        FREE[ONSET][1]: "the spasm began today",
        FREE[ONSET][2]: "the spasm began more than 72 hours ago",
    },
    "has_spoken": {False: "nothing has been said so far"},
    "attempts": {1: "one answer was not understood here", 2: "two answers were not understood here"},
    "last_at": {NOW - timedelta(hours=8): "the last word was eight hours ago"},
    "silences": {1: "there was silence once here", 2: "there was silence twice here"},
}


def in_words(read: Mapping[str, Any]) -> Iterator[str]:
    """What is remembered that differs from the usual, as sentences for a transcript."""
    for name, value in read.items():
        if value in _IN_WORDS.get(name, {}):
            yield f"from before: {_IN_WORDS[name][value]}"
