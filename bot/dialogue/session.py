"""The engine's state between turns: plain values that survive a save, a reload and a deploy."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypedDict, Unpack

from bot.dialogue.stack import EMPTY, Stack
from bot.values import Channel, Disposition, Intent, Language

SCREEN_LASTS = timedelta(hours=4)  # a return after this screens again
EXPIRES_AFTER = timedelta(hours=4)  # an unanswered text question is stale after this

INSIDE = " > "  # in `previous`: a call, and the question in the flow that it called

_NOTHING: Mapping[str, str] = MappingProxyType({})


class Waiting(StrEnum):
    """What the session waits for."""

    ANSWER = "answer"  # the person
    RESULT = "result"  # an action, for example a phone that rings
    NOTHING = "nothing"  # the talk is over


class Changes(TypedDict, total=False):
    """What a turn may change of a session."""

    language: Language
    last_at: datetime
    stack: Stack
    waiting: Waiting
    attempts: int
    silences: int
    part: int
    has_spoken: bool
    disposition: Disposition
    screen_began_at: datetime | None
    screened_at: datetime | None
    previous: str
    later: tuple[Intent, ...]
    guesses: tuple[Intent, ...]
    left_off: str
    edition: str
    asked: str


@dataclass(frozen=True, slots=True)
class Session:
    """One run through flows. `stack` says where it stands.

    `answers` maps an answer's name to its canonical string, `values` holds what actions reported.
    """

    channel: Channel
    language: Language
    opened_at: datetime
    last_at: datetime
    stack: Stack = EMPTY
    waiting: Waiting = Waiting.NOTHING
    answers: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    values: Mapping[str, str] = field(default_factory=lambda: _NOTHING)
    attempts: int = 0  # answers in a row that were not understood here
    silences: int = 0  # silences in a row here
    part: int = 0  # which part of a question that is spoken in parts
    has_spoken: bool = False  # any word or key yet, in the whole session
    disposition: Disposition = Disposition.NONE  # the worst so far; it sticks
    screen_began_at: datetime | None = None  # when the safety screen was last begun
    screened_at: datetime | None = None  # a passed screen counts from here: from when it was begun
    previous: str = ""  # the question before this one, beneath nothing else, for "back"
    later: tuple[Intent, ...] = ()  # wishes kept for when this one is done
    guesses: tuple[Intent, ...] = ()  # the wishes that we asked back with last
    edition: str = ""  # of the flow that asked last
    asked: str = ""  # the fingerprint of the open question, as it was when it was asked
    left_off: str = ""  # where the talk stood when it was left for hours, until it goes on

    @property
    def place(self) -> str:
        """The current step, or an empty text when the session is over."""
        return self.stack.top

    @property
    def is_locked(self) -> bool:
        """True once anything from D0 to D3 was heard: no self-care until a person clears it."""
        return self.disposition.acts_at_once

    def is_screened(self, now: datetime) -> bool:
        """True while a passed safety screen still counts."""
        return self.screened_at is not None and now - self.screened_at < SCREEN_LASTS

    def changed(self, **changes: Unpack[Changes]) -> "Session":
        """The session with these changes. The engine makes all of its changes here, so that a proof can watch."""
        return replace(self, **changes)

    def with_answer(self, name: str, answer: str) -> "Session":
        """The session with one more answer; the newest stands last."""
        others = {known: kept for known, kept in self.answers.items() if known != name}
        return replace(self, answers=MappingProxyType({**others, name: answer}))

    def with_values(self, values: Mapping[str, str]) -> "Session":
        """The session with what an action reported."""
        return replace(self, values=MappingProxyType({**self.values, **values})) if values else self


def to_json(session: Session) -> dict[str, Any]:
    """The session as plain JSON."""
    return {
        "channel": session.channel.value,
        "language": session.language.value,
        "opened_at": session.opened_at.isoformat(),
        "last_at": session.last_at.isoformat(),
        "stack": list(session.stack.places),
        "waiting": session.waiting.value,
        "answers": dict(session.answers),
        "values": dict(session.values),
        "attempts": session.attempts,
        "silences": session.silences,
        "part": session.part,
        "has_spoken": session.has_spoken,
        "disposition": session.disposition.value,
        "screen_began_at": _written(session.screen_began_at),
        "screened_at": _written(session.screened_at),
        "previous": session.previous,
        "later": [intent.value for intent in session.later],
        "guesses": [intent.value for intent in session.guesses],
        "edition": session.edition,
        "asked": session.asked,
        "left_off": session.left_off,
    }


def from_json(stored: Mapping[str, Any]) -> Session:
    """The session that `to_json` wrote, also by an older program: what it did not know has its default."""
    return Session(
        channel=Channel(stored["channel"]),
        language=Language(stored["language"]),
        opened_at=datetime.fromisoformat(stored["opened_at"]),
        last_at=datetime.fromisoformat(stored["last_at"]),
        stack=Stack(tuple(stored.get("stack", ()))),
        waiting=Waiting(stored.get("waiting", Waiting.NOTHING)),
        answers=MappingProxyType(dict(stored.get("answers", {}))),
        values=MappingProxyType(dict(stored.get("values", {}))),
        attempts=stored.get("attempts", 0),
        silences=stored.get("silences", 0),
        part=stored.get("part", 0),
        has_spoken=stored.get("has_spoken", False),
        disposition=Disposition(stored.get("disposition", Disposition.NONE)),
        screen_began_at=_read(stored.get("screen_began_at")),
        screened_at=_read(stored.get("screened_at")),
        previous=stored["previous"] if isinstance(stored.get("previous"), str) else "",
        later=tuple(Intent(intent) for intent in stored.get("later", ())),
        guesses=tuple(Intent(intent) for intent in stored.get("guesses", ())),
        edition=stored.get("edition", ""),
        asked=stored.get("asked", ""),
        left_off=stored.get("left_off", ""),
    )


def _written(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _read(stored: str | None) -> datetime | None:
    return datetime.fromisoformat(stored) if stored else None
