"""The shapes that understanding takes in and gives back. No rules here.

Answers are canonical strings, so that a session is plain JSON:

| expects         | answer                                                             |
|-----------------|--------------------------------------------------------------------|
| yes_no          | `yes`, `no` or `unsure`                                            |
| choice          | the chosen option's key (`1`, `2` …)                               |
| onset           | an option's key, or `earliest/latest` as two ISO instants with offset |
| day             | `start/end` in the time-window format; two windows joined by `;`   |
| name, note      | the words as given, trimmed                                        |
| date_of_birth   | `YYYY-MM-DD`                                                       |
| phone           | E.164                                                              |
| number          | digits                                                             |
| code            | digits, six or more                                                |
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.values import Channel, Disposition, Intent, Language, RedFlag


class Expect(StrEnum):
    """What a waiting step wants to hear."""

    YES_NO = "yes_no"  # yes, no, or not sure
    CHOICE = "choice"  # one of the step's options
    ONSET = "onset"  # when the pain began: an option or words
    DAY = "day"  # when the person can come
    NAME = "name"  # a person's or an office's name
    DATE_OF_BIRTH = "date_of_birth"  # a full date in the past
    PHONE = "phone"  # a number to call
    CODE = "code"  # the digits of a visit code
    NUMBER = "number"  # a small whole number, such as pain 0 to 10
    NOTE = "note"  # free words kept for staff; on a call a voicemail


@dataclass(frozen=True, slots=True)
class Option:
    """One choice: its key, and the words that also mean it."""

    key: str
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """What had just been asked, so that a bare "a little" can be read against it."""

    expects: Expect | None = None
    options: tuple[Option, ...] = ()
    flags: tuple[RedFlag, ...] = ()  # the dangers this question asks about; empty for a harmless one
    after_reminder: bool = False  # the last thing sent was a visit reminder
    context: str = ""  # the words the bot had just said, where known (the batch door)


@dataclass(frozen=True, slots=True)
class Heard:
    """One text or speech result with its circumstances. `now` is aware, in the clinic's zone."""

    text: str
    now: datetime
    channel: Channel = Channel.SMS
    language: Language | None = None  # the person's language where known
    confidence: float | None = None  # the recogniser's, 0 to 1; None for a typed text
    question: Question = Question()


@dataclass(frozen=True, slots=True)
class TimeWindow:
    """A time the person named. Each side is a day, a moment, a clock time (`THH:MM`) or None, as ISO text."""

    start: str | None
    end: str | None


def written(windows: Sequence[TimeWindow]) -> str:
    """At most two windows in the time-window format: what an answer to "when?" is kept as."""
    return ";".join(f"{window.start or ''}/{window.end or ''}" for window in windows[:2])


@dataclass(frozen=True, slots=True)
class Onset:
    """When the pain began, at the earliest and at the latest. Both aware."""

    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a result says what it says: which rule, and the person's own words that fired it."""

    rule: str
    words: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """All that was understood in one message."""

    language: Language
    disposition: Disposition = Disposition.NONE
    red_flags: tuple[RedFlag, ...] = ()  # the flag that decides first
    opt_out: bool = False
    intents: tuple[Intent, ...] = ()  # the one to act on first; empty when none is clear
    guesses: tuple[Intent, ...] = ()  # two or three to ask back with, when none is clear
    topic: str = ""  # the whole message is one of the sentences of topics.toml
    answer: str | None = None  # the answer to the question, canonical; None when it is no answer
    windows: tuple[TimeWindow, ...] = ()
    readings: tuple[tuple[TimeWindow, ...], ...] = ()  # other readings of the same words, to be offered
    onset: Onset | None = None
    channel: Channel | None = None  # the whole message asks to go on by text, or by phone
    reasons: tuple[Reason, ...] = ()
