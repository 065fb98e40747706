"""The kinds of message the line sends by itself, parsed from `flows/messages.toml`. Pure: the text is handed in.

A kind is data, so that counsel and a clinician can read who gets what, when, and by which consent.
"""

import tomllib
from collections.abc import Iterator, Mapping
from datetime import time, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.clinic.contact_rules import Caps, Hours
from bot.values import Language


class KindsError(Exception):
    """The kinds of message cannot be used. Correct `flows/messages.toml` as each line says."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class MessageClass(StrEnum):
    """Which law of hours and limits a message is under."""

    REPLY = "reply"  # to somebody who wrote: any hour
    CONTINUATION = "continuation"  # of a talk the person is in, at most two hours old: any hour
    TIMER = "timer"  # asked for
    PROACTIVE = "proactive"  # reminders, check-ins, offers
    STAFF = "staff"  # to our own people


class Lane(StrEnum):
    """Who waits behind whom; declared first to last. A page of staff never waits behind reminders."""

    URGENT = "urgent"  # emergencies and staff
    CONVERSATION = "conversation"  # somebody is holding the phone
    REMINDERS = "reminders"  # paced
    CHECK_INS = "check_ins"  # paced

    @property
    def rank(self) -> int:
        """0 for the lane that goes first."""
        return _LANES.index(self)

    @property
    def is_paced(self) -> bool:
        """True where many fall due in the same minute."""
        return self in (Lane.REMINDERS, Lane.CHECK_INS)


_LANES = tuple(Lane)


class Purpose(StrEnum):
    """What a person can agree to."""

    CARE = "care"  # check-ins
    VISITS = "visits"  # reminders and earlier times
    TIMERS = "timers"  # the ice timer
    CALLS = "calls"  # being called by the line instead of texted


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Kind(_Facts):
    """One kind of message. `say` is empty where a person or a flow brings the words."""

    message_class: Annotated[MessageClass, Field(alias="class")]
    lane: Lane
    minutes: int = Field(gt=0)
    resend: bool
    consent: Purpose | None = None
    hours: str = ""
    is_capped: bool = False
    early: bool = False
    is_emergency: bool = False
    is_after_opt_out: bool = False
    is_call: bool = False  # spoken by phone
    again_minutes: int | None = None  # after a first try in vain that another hour may do better
    then: str = ""  # the kind that is tried where this one cannot be delivered
    before_hours: int | None = None  # of the visit
    answered_at: str = ""  # the step of a flow that a reply to it answers
    after_hours: tuple[int, ...] = ()  # after the talk it follows
    after_minutes: tuple[int, ...] = ()  # after it was asked for
    say: Mapping[Language, str] = {}
    note: str = ""
    name: str = ""

    @property
    def lasts(self) -> timedelta:
        """How long after its time it may still be sent."""
        return timedelta(minutes=self.minutes)


class Brakes(_Facts):
    """The most that may be sent, and where to: against our own faults, and against being used."""

    contact_an_hour: int = Field(gt=0)
    contact_a_day: int = Field(gt=0)
    all_an_hour: int = Field(gt=0)
    all_a_day: int = Field(gt=0)
    countries: tuple[str, ...] = Field(min_length=1)


class Pace(_Facts):
    """How fast the paced lanes leave, in segments a second and number."""

    a_second: float = Field(gt=0)


class _Hours(_Facts):
    weekdays: tuple[time, time]
    sunday: tuple[time, time]
    evening: time


class _Caps(_Facts):
    a_day: int = Field(gt=0)
    a_week: int = Field(gt=0)


class _File(_Facts):
    format: int
    hours: Mapping[str, _Hours]
    caps: _Caps
    brakes: Brakes
    pace: Pace
    kinds: Mapping[str, Kind]


class Kinds:
    """All kinds with the limits they share."""

    def __init__(self, file: _File) -> None:
        self._kinds = {name: kind.model_copy(update={"name": name}) for name, kind in file.kinds.items()}
        self._hours = {name: Hours(row.weekdays, row.sunday, row.evening) for name, row in file.hours.items()}
        self.caps = Caps(file.caps.a_day, file.caps.a_week)
        self.brakes = file.brakes
        self.pace = file.pace

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    def of(self, name: str) -> Kind:
        """The kind of this name. Raises KeyError."""
        return self._kinds[name]

    def hours_of(self, kind: Kind) -> Hours | None:
        """The hours that bind this kind; None for any hour."""
        return self._hours[kind.hours] if kind.hours else None

    def capped(self) -> tuple[str, ...]:
        """The names of the kinds that share the caps."""
        return tuple(kind.name for kind in self if kind.is_capped)


def parse(text: str, *chapters: str) -> Kinds:
    """The kinds in this TOML text, and more of them in its chapters. Raises KindsError with every problem."""
    try:
        table: dict[str, Any] = tomllib.loads(text)
        for chapter in chapters:
            table["kinds"] |= tomllib.loads(chapter)["kinds"]
        file = _File.model_validate(table)
    except tomllib.TOMLDecodeError as error:
        raise KindsError([f"messages.toml: not valid TOML: {error}"]) from error
    except ValidationError as error:
        raise KindsError(
            [
                f"messages.toml: {'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
                for problem in error.errors(include_url=False, include_input=False)
            ]
        ) from error
    problems = [f"messages.toml: {problem}" for problem in _contradictions(file)]
    if problems:
        raise KindsError(problems)
    return Kinds(file)


def _contradictions(file: _File) -> Iterator[str]:
    for name, kind in file.kinds.items():
        is_proactive = kind.message_class is MessageClass.PROACTIVE
        if kind.hours and kind.hours not in file.hours:
            yield f"kinds.{name}: hours.{kind.hours} is not given"
        if is_proactive and not (kind.hours and kind.is_capped and kind.consent):
            yield f"kinds.{name}: what is proactive needs hours, a consent and the caps"
        if kind.message_class is MessageClass.TIMER and not (kind.hours and kind.consent):
            yield f"kinds.{name}: a timer needs hours and a consent"
        if kind.again_minutes is not None and not 0 < kind.again_minutes < kind.minutes:
            yield f"kinds.{name}: again_minutes must lie within its minutes"
        yield from _calls(file, name, kind)
        if kind.say and set(kind.say) != set(Language):
            yield f"kinds.{name}: say needs every language"
        if kind.lane is Lane.URGENT and not (kind.is_emergency or kind.message_class is MessageClass.STAFF):
            yield f"kinds.{name}: the urgent lane is for emergencies and staff"
    for name, hours in file.hours.items():
        spans = (hours.weekdays, hours.sunday)
        if any(span[0] >= span[1] or not span[0] <= hours.evening < span[1] for span in spans):
            yield f"hours.{name}: each span needs to begin before it ends, with the evening in it"


def _calls(file: _File, name: str, kind: Kind) -> Iterator[str]:
    if kind.then and not getattr(file.kinds.get(kind.then), "is_call", False):
        yield f"kinds.{name}: then needs a kind that is a call"
    is_asked_for = kind.message_class is MessageClass.REPLY
    if kind.is_call and kind.consent is not Purpose.CALLS and not is_asked_for:
        yield f"kinds.{name}: a call needs the consent to calls, or to be a reply"
