"""A conversation as data: what the person does, and what must then be true. Played by the tests, by text or by call."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.gsm import to_gsm
from bot.channels.simulator.moves import Move
from bot.values import Channel, HandoffReason, Language, Team, Urgency


@dataclass(frozen=True, slots=True)
class Person:
    """Words of the person, sent as a text or spoken, whichever way the script is played."""

    words: str
    photos: int = 0


@dataclass(frozen=True, slots=True)
class Does:
    """Something only a phone of one kind can do."""

    move: Move


@dataclass(frozen=True, slots=True)
class Waits:
    duration: timedelta


@dataclass(frozen=True, slots=True)
class StaffClaims:
    """A staff member takes every handoff that waits: from now on people own the talk."""


@dataclass(frozen=True, slots=True)
class Expects:
    """The bot's answer to the turn contains this; `…` stands for anything."""

    words: str


@dataclass(frozen=True, slots=True)
class Absent:
    """The bot's answer to the turn does not contain this."""

    words: str


@dataclass(frozen=True, slots=True)
class HandoffOpen:
    reason: HandoffReason
    urgency: Urgency
    team: Team


@dataclass(frozen=True, slots=True)
class Ends:
    """The call is over."""


Doing = Person | Does | Waits | StaffClaims
Checking = Expects | Absent | HandoffOpen | Ends


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the script and where it stands."""

    number: int
    what: Doing | Checking


@dataclass(frozen=True, slots=True)
class Script:
    """One conversation. `now` is the clinic's wall clock, without a zone. Played once for each channel."""

    title: str
    channels: tuple[Channel, ...]
    language: Language
    now: datetime
    lines: tuple[Line, ...]
    number: str = ""
    name: str = ""  # the file's
    settings: tuple[tuple[str, str], ...] = ()  # that differ from a test's usual ones

    @property
    def is_both(self) -> bool:
        return len(self.channels) > 1


def matches(expected: str, answer: str) -> bool:
    """True where the answer contains the words. Spaces, line breaks and accents a text cannot carry are folded."""
    parts = [re.escape(_folded(part)) for part in expected.split("…")]
    return re.search(".*?".join(parts), _folded(answer)) is not None


def _folded(words: str) -> str:
    return " ".join(to_gsm(words).split())
