"""Who of the staff is reached, in which order and at which hours. Pure: the instant is an argument.

A rota is a list of duties, one a phone. The clinic changes it in the console; its file is what it starts with.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from bot.clinic.hours import OpeningHours
from bot.clinic.profile import Number, Profile
from bot.values import Team

HIGHEST_RUNG = 9
MOST_DUTIES = 40
ON_CALL = "on_call"  # the name of the ladder that ends a clinical one


class When(StrEnum):
    """At which hours of its days a duty holds. Holidays count as closed."""

    OPEN = "open"  # while the clinic is open
    CLOSED = "closed"  # while it is closed
    ALWAYS = "always"  # day and night


class Duty(BaseModel):
    """One phone: whose it is, for what it is reached, and when."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=60)
    phone: Number
    rung: int = Field(ge=1, le=HIGHEST_RUNG)  # the lowest number is reached first
    teams: tuple[Team, ...] = ()  # none named: every team
    locations: tuple[str, ...] = ()  # keys of the schedule; none named: every place
    days: tuple[int, ...] = ()  # Monday is 0; none named: every day
    when: When = When.ALWAYS
    first_on: date | None = None  # of a week of duty
    last_on: date | None = None
    is_clinician: bool = False
    is_called: bool = False  # rung by phone with "press 1"; else texted

    @property
    def is_on_call(self) -> bool:
        """The clinician whom the line may ring day and night."""
        return self.is_clinician and self.is_called

    def holds(self, now: datetime, *, is_open: bool) -> bool:
        """True while this phone is on duty; `now` is in the clinic's zone."""
        today = now.date()
        if self.days and today.weekday() not in self.days:
            return False
        if (self.first_on and today < self.first_on) or (self.last_on and today > self.last_on):
            return False
        return self.when is When.ALWAYS or (self.when is When.OPEN) == is_open

    def serves(self, team: Team) -> bool:
        """True where it is reached for this team's requests."""
        return not self.teams or team in self.teams

    def is_at(self, location: str | None) -> bool:
        """True where it is reached for requests that came in at this place; None: at no one place."""
        return not self.locations or location is None or location in self.locations


Rungs = tuple[tuple[Duty, ...], ...]
_DUTIES = TypeAdapter(tuple[Duty, ...])


class RotaError(Exception):
    """A duty that cannot be used. `problems` pairs its place in the list with what is wrong."""

    def __init__(self, problems: list[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"duty {place + 1}: {words}" for place, words in problems))
        self.problems = problems


class Rota:
    """The duties in force. Replaced as a whole when the clinic changes them; `hours` say what open means."""

    def __init__(self, duties: Iterable[Duty], hours: OpeningHours) -> None:
        self._hours = hours
        self.duties = tuple(duties)

    def follow(self, duties: Iterable[Duty]) -> None:
        """From now on these."""
        self.duties = tuple(duties)

    def ladder(self, team: Team, now: datetime, *, is_clinical: bool, location: str | None = None) -> Rungs:
        """Whom to tell of a waiting request, rung after rung. A clinical ladder ends at a clinician.

        A place without people of its own is served by those of the others, and so is a team.
        """
        here = self._on_duty(now)
        rungs = _rungs(_those_at(location, [duty for duty in here if duty.serves(team)] or here))
        if is_clinical and not (rungs and any(duty.is_clinician for duty in rungs[-1])):
            clinicians = [duty for duty in here if duty.is_clinician]
            last = tuple(duty for duty in clinicians if duty.is_called) or tuple(clinicians)
            return (*rungs, last) if last else rungs
        return rungs

    def ringing(self, ladder: str, now: datetime, location: str | None = None) -> tuple[tuple[str, ...], ...]:
        """The phones a caller is rung through to, rung after rung: the staff's, or those of whoever is on call."""
        wanted = [duty for duty in self._on_duty(now) if duty.is_on_call == (ladder == ON_CALL)]
        return tuple(tuple(duty.phone for duty in rung) for rung in _rungs(_those_at(location, wanted)))

    def _on_duty(self, now: datetime) -> list[Duty]:
        is_open = self._hours.is_open(now)
        local = now.astimezone(self._hours.zone)
        return [duty for duty in self.duties if duty.holds(local, is_open=is_open)]


def parse(rows: Sequence[Any], bot_lines: Iterable[str] = ()) -> tuple[Duty, ...]:
    """The duties in these plain rows. Raises RotaError with every problem."""
    try:
        duties = _DUTIES.validate_python(list(rows)[:MOST_DUTIES])
    except ValidationError as error:
        told = [(_place(problem["loc"]), f"{problem['loc'][-1]}: {problem['msg']}") for problem in error.errors()]
        raise RotaError(told) from None  # the values stand in the error: numbers of people
    own = frozenset(bot_lines)
    ringing_itself = [
        (place, "phone: a line this bot answers") for place, duty in enumerate(duties) if duty.phone in own
    ]
    if ringing_itself:
        raise RotaError(ringing_itself)
    return duties


def plain(duties: Iterable[Duty]) -> list[dict[str, Any]]:
    """The rows that `parse` reads back."""
    return [duty.model_dump(mode="json") for duty in duties]


def first_rota(profile: Profile) -> tuple[Duty, ...]:
    """The duties the clinic's file begins with: its two ladders, the one on call above the other."""
    staff = [
        Duty(name=f"Staff {number}", phone=phone, rung=number, when=When.ALWAYS)
        for number, rung in enumerate(profile.ladders.staff[: HIGHEST_RUNG - 1], start=1)
        for phone in rung.numbers
    ]
    above = max((duty.rung for duty in staff), default=0) + 1
    on_call = [
        Duty(name="On call", phone=phone, rung=min(above + number, HIGHEST_RUNG), is_clinician=True, is_called=True)
        for number, rung in enumerate(profile.ladders.on_call)
        for phone in rung.numbers
    ]
    return (*staff, *on_call)


def _those_at(location: str | None, duties: Sequence[Duty]) -> Sequence[Duty]:
    return [duty for duty in duties if duty.is_at(location)] or duties


def _rungs(duties: Sequence[Duty]) -> Rungs:
    ordered = sorted(duties, key=lambda duty: duty.rung)
    return tuple(tuple(rung) for _, rung in groupby(ordered, key=lambda duty: duty.rung))


def _place(loc: Sequence[int | str]) -> int:
    return loc[0] if loc and isinstance(loc[0], int) else 0
