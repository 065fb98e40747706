"""Who can be seen, when, where and for how long: parsed once from `flows/clinic/schedule.toml`.

A wrong file stops the start with every problem at once. What is free is asked of `slots`, not here.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time, timedelta
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.clinic.profile import Hours, Number, Profile, Span
from bot.values import Language

NAME = "clinic/schedule.toml"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")]


class ScheduleError(Exception):
    """The clinic's schedule cannot be used. Correct `flows/clinic/schedule.toml` as each line says."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rules(_Facts):
    """Limits that hold for every visit."""

    slot_minutes: int = Field(ge=5, le=120)
    hold_minutes: int = Field(gt=0, le=30)
    slots_offered: int = Field(ge=1, le=4)  # a call cannot carry more
    move_notice_hours: int = Field(ge=0)
    drop_notice_hours: int = Field(ge=0)
    no_show_minutes: int = Field(gt=0)
    most_late_minutes: int = Field(gt=0)
    offer_minutes: int = Field(gt=0)
    offer_hours: Span
    code_digits: int = Field(ge=6, le=10)

    @property
    def hold_lasts(self) -> timedelta:
        """How long a slot is kept while the person decides."""
        return timedelta(minutes=self.hold_minutes)


class Room(_Facts):
    """A room holds one visit at a time."""

    number: int = Field(gt=0)
    key: Key


class Location(_Facts):
    """A place with its rooms. `say` completes "at …". `lines`: the clinic's numbers that ring there, where each
    place has its own.
    """

    key: Key
    lines: tuple[Number, ...] = ()
    say: dict[Language, str]
    rooms: tuple[Room, ...] = Field(min_length=1)


class VisitType(_Facts):
    """What a visit can be for: its length, who does it, how soon and how late it may lie."""

    key: Key
    minutes: int = Field(ge=5, le=480)
    practitioners: tuple[Key, ...] = Field(min_length=1)
    lead_hours: int = Field(ge=0)
    horizon_days: int = Field(gt=0, le=400)
    daily_cap: int | None = Field(default=None, gt=0)
    say: dict[Language, str]


class Shift(_Facts):
    """When and in which room one practitioner works, each week."""

    days: tuple[Weekday, ...] = Field(min_length=1)
    hours: Span
    breaks: tuple[Span, ...] = ()
    room: Key

    def is_on(self, weekday: int) -> bool:
        """True on this weekday, Monday being 0."""
        return WEEKDAYS[weekday] in self.days


class Days(_Facts):
    """A run of days, the last one included."""

    first: date
    last: date

    def has(self, day: date) -> bool:
        """True for a day within."""
        return self.first <= day <= self.last


class Practitioner(_Facts):
    """Somebody who sees people."""

    number: int = Field(gt=0)
    key: Key
    name: str = Field(min_length=1)
    daily_cap: int | None = Field(default=None, gt=0)
    shifts: tuple[Shift, ...] = ()
    away: tuple[Days, ...] = ()
    ehr_schedule: str = ""  # the id of this person's Schedule in the health record, for CALENDAR=fhir

    def shifts_on(self, day: date) -> tuple[Shift, ...]:
        """The shifts of one day; none while away."""
        if any(days.has(day) for days in self.away):
            return ()
        return tuple(shift for shift in self.shifts if shift.is_on(day.weekday()))


class Closure(Days):
    """Days on which one location, or the whole clinic, sees nobody."""

    location: Key | None = None


class Plan(_Facts):
    """An insurance plan the clinic takes, and the words people use for it. Staff confirm each person's own."""

    name: str
    words: tuple[str, ...] = Field(min_length=1)


Keyed = TypeVar("Keyed", Location, VisitType, Practitioner, Room)


class Schedule(_Facts):
    """All of it."""

    format: Literal[1]
    rules: Rules
    locations: tuple[Location, ...] = Field(min_length=1)
    types: tuple[VisitType, ...] = Field(min_length=1)
    practitioners: tuple[Practitioner, ...] = Field(min_length=1)
    closures: tuple[Closure, ...] = ()
    plans: tuple[Plan, ...] = ()

    def type_of(self, key: str) -> VisitType:
        """The visit type of this key. Raises KeyError."""
        return _by_key(self.types, key)

    def practitioner(self, key: str) -> Practitioner:
        """The practitioner of this key. Raises KeyError."""
        return _by_key(self.practitioners, key)

    def room(self, key: str) -> Room:
        """The room of this key; keys are unique over all locations. Raises KeyError."""
        return _by_key(tuple(room for place in self.locations for room in place.rooms), key)

    def location_of(self, room: str) -> Location:
        """The location a room belongs to. Raises KeyError."""
        for place in self.locations:
            if any(known.key == room for known in place.rooms):
                return place
        raise KeyError(room)

    def location_at(self, line: str) -> str | None:
        """The key of the place that this number of the clinic rings at; None where it is every place's."""
        return next((place.key for place in self.locations if line in place.lines), None)

    def is_closed(self, day: date, location: str) -> bool:
        """True on a closure of this location. Weekends and holidays are the clinic's opening hours."""
        return any(days.has(day) and days.location in (None, location) for days in self.closures)

    def plan(self, words: str) -> Plan | None:
        """The plan these words name, or None: then staff are asked."""
        said = f" {words.casefold()} "
        return next((plan for plan in self.plans if any(f" {word} " in said for word in plan.words)), None)


def parse(text: str, profile: Profile) -> Schedule:
    """The schedule in this TOML text, of the clinic with this profile. Raises ScheduleError."""
    try:
        schedule = Schedule.model_validate(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise ScheduleError([f"{NAME}: not valid TOML: {error}"]) from error
    except ValidationError as error:
        raise ScheduleError(
            [
                f"{NAME}: {'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
                for problem in error.errors(include_url=False, include_input=False)
            ]
        ) from error
    problems = [f"{NAME}: {problem}" for problem in contradictions(schedule, profile)]
    if problems:
        raise ScheduleError(problems)
    return schedule


def contradictions(schedule: Schedule, profile: Profile) -> Iterator[str]:
    """What cannot be so, each in one line."""
    rooms = tuple(room for place in schedule.locations for room in place.rooms)
    for title, keyed in (
        ("locations", schedule.locations),
        ("types", schedule.types),
        ("practitioners", schedule.practitioners),
        ("rooms", rooms),
    ):
        yield from _doubled(title, [thing.key for thing in keyed])
    yield from _doubled("practitioners.number", [one.number for one in schedule.practitioners])
    yield from _doubled("rooms.number", [room.number for room in rooms])
    known = {one.key for one in schedule.practitioners}
    for kind in schedule.types:
        yield from (f"types.{kind.key}: no practitioner '{key}'" for key in kind.practitioners if key not in known)
        yield from _unspoken(f"types.{kind.key}", kind.say)
    yield from _doubled("locations.lines", [line for place in schedule.locations for line in place.lines])
    for place in schedule.locations:
        strange = [line for line in place.lines if line not in profile.numbers.bot_lines]
        yield from (f"locations.{place.key}.lines: {line} is no bot line of clinic.toml" for line in strange)
        yield from _unspoken(f"locations.{place.key}", place.say)
    for one in schedule.practitioners:
        for shift in one.shifts:
            yield from _shift_problems(f"practitioners.{one.key}", shift, {room.key for room in rooms}, profile.hours)
        yield from (
            f"practitioners.{one.key}.away: ends before it begins" for days in one.away if days.last < days.first
        )
    yield from _closure_problems(schedule)
    if schedule.rules.offer_hours[0] >= schedule.rules.offer_hours[1]:
        yield "rules.offer_hours: end at or before they begin"


def _closure_problems(schedule: Schedule) -> Iterator[str]:
    places = {place.key for place in schedule.locations}
    for closure in schedule.closures:
        if closure.last < closure.first:
            yield f"closures: {closure.first} ends before it begins"
        if closure.location is not None and closure.location not in places:
            yield f"closures: no location '{closure.location}'"


def _doubled(title: str, keys: Iterable[str | int]) -> Iterator[str]:
    yield from (f"{title}: '{key}' stands there twice" for key, times in Counter(keys).items() if times > 1)


def _unspoken(place: str, say: Mapping[Language, str]) -> Iterator[str]:
    yield from (f"{place}: say.{language} is missing" for language in Language if not say.get(language))


def _shift_problems(place: str, shift: Shift, rooms: set[str], hours: Hours) -> Iterator[str]:
    begins, ends = shift.hours
    if begins >= ends:
        yield f"{place}: a shift ends at or before it begins"
    if shift.room not in rooms:
        yield f"{place}: no room '{shift.room}'"
    for day in shift.days:
        span = hours.of(WEEKDAYS.index(day))
        if span is None or begins < span[0] or ends > span[1]:
            yield f"{place}: works on {day} while the clinic is closed; correct the shift, or the hours in clinic.toml"
    yield from _break_problems(place, shift)


def _break_problems(place: str, shift: Shift) -> Iterator[str]:
    before: time = shift.hours[0]
    for first, last in shift.breaks:
        if not before <= first < last <= shift.hours[1]:
            yield f"{place}: the break at {first:%H:%M} overlaps another or leaves the shift"
        before = max(before, last)


def _by_key(known: tuple[Keyed, ...], key: str) -> Keyed:
    found = next((thing for thing in known if thing.key == key), None)
    if found is None:
        raise KeyError(key)
    return found
