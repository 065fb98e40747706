"""Which times are free. The one place where shifts, breaks, closures, limits and what is taken come together.

Counted in whole minutes since 1970 (UTC), so that a night on which the clock changes has as many minutes as it has.
The database has the last word: a slot that is free here may be gone a moment later.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from bot.clinic.hours import OpeningHours
from bot.clinic.schedule import Schedule, Shift, VisitType

Stretch = tuple[int, int]  # from, to: minutes since 1970, the last not included


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """A bookable piece of time. Instants are UTC; practitioner, room and location by their keys."""

    starts_at: datetime
    ends_at: datetime
    practitioner: str
    room: str
    location: str

    @property
    def key(self) -> str:
        """The slot in one word, for a session: enough to find it again in the schedule."""
        return f"{self.starts_at:%Y%m%dT%H%MZ}-{self.practitioner}"


@dataclass(frozen=True, slots=True)
class Taken:
    """What is not free any more: stretches sorted and apart, by key; and the practitioner-days at their cap."""

    practitioners: Mapping[str, Sequence[Stretch]] = field(default_factory=dict)
    rooms: Mapping[str, Sequence[Stretch]] = field(default_factory=dict)
    full: frozenset[tuple[str, date]] = frozenset()


NOTHING = Taken()


class Availability:
    """The free slots of one visit type, day by day. Days are looked at when asked for, and once."""

    def __init__(
        self,
        schedule: Schedule,
        hours: OpeningHours,
        kind: VisitType,
        taken: Taken,
        now: datetime,
        *,
        is_staff: bool = False,
    ) -> None:
        """`is_staff`: the clinic's own people are bound by the shifts, not by lead time and caps."""
        self.zone: ZoneInfo = hours.zone
        self.kind = kind
        self.soonest = minute(now) + (1 if is_staff else max(1, kind.lead_hours * 60))
        self.today = now.astimezone(self.zone).date()
        self.last_day = self.today + timedelta(days=kind.horizon_days)
        self._schedule = schedule
        self._hours = hours
        self._taken = taken
        self._is_staff = is_staff
        self._known: dict[date, tuple[Slot, ...]] = {}

    def on(self, day: date) -> tuple[Slot, ...]:
        """The free slots of a day of the clinic, the soonest first; none outside lead time and horizon."""
        if day not in self._known:
            self._known[day] = tuple(sorted(self._find(day)))
        return self._known[day]

    def days(self) -> Iterator[date]:
        """Every day that may have a slot, in order."""
        return (self.today + timedelta(days=ahead) for ahead in range((self.last_day - self.today).days + 1))

    def has(self, slot: Slot) -> bool:
        """True while exactly this slot is free."""
        return slot in self.on(slot.starts_at.astimezone(self.zone).date())

    def find(self, key: str) -> Slot | None:
        """The free slot of this key, or None."""
        try:
            at = datetime.strptime(key.partition("-")[0], "%Y%m%dT%H%MZ").replace(tzinfo=UTC)
        except ValueError:
            return None
        return next((slot for slot in self.on(at.astimezone(self.zone).date()) if slot.key == key), None)

    def _find(self, day: date) -> Iterator[Slot]:
        if not self.today <= day <= self.last_day or not _is_business_day(self._hours, day):
            return
        for key in self.kind.practitioners:
            if (key, day) in self._taken.full and not self._is_staff:
                continue
            for shift in self._schedule.practitioner(key).shifts_on(day):
                location = self._schedule.location_of(shift.room).key
                if self._schedule.is_closed(day, location):
                    continue
                for start in self._starts(key, shift, day):
                    ends = start + self.kind.minutes
                    yield Slot(instant(start), instant(ends), key, shift.room, location)

    def _starts(self, practitioner: str, shift: Shift, day: date) -> Iterator[int]:
        """The grid points of a shift from which the whole visit fits."""
        begins, ends = (_minute_on(day, wall, self.zone) for wall in shift.hours)
        pauses = [(_minute_on(day, first, self.zone), _minute_on(day, last, self.zone)) for first, last in shift.breaks]
        free = without([(max(begins, self.soonest), ends)], pauses)
        free = without(free, self._taken.practitioners.get(practitioner, ()))
        free = without(free, self._taken.rooms.get(shift.room, ()))
        step = self._schedule.rules.slot_minutes
        on_grid = (range(first + (begins - first) % step, last - self.kind.minutes + 1, step) for first, last in free)
        if ends - begins == _minutes_between(*shift.hours):
            yield from chain.from_iterable(on_grid)
        else:  # the clock changes meanwhile: an hour that comes twice is offered once
            yield from (at for at in chain.from_iterable(on_grid) if not instant(at).astimezone(self.zone).fold)


def without(stretches: Sequence[Stretch], taken: Sequence[Stretch]) -> list[Stretch]:
    """What is left of stretches once the taken ones (sorted, apart) are cut out."""
    left = []
    for first, last in stretches:
        start = first
        for place in range(max(0, bisect_right(taken, (first, first)) - 1), len(taken)):
            busy_from, busy_to = taken[place]
            if busy_from >= last:
                break
            if busy_from > start:
                left.append((start, busy_from))
            start = max(start, busy_to)
        if start < last:
            left.append((start, last))
    return left


def minute(at: datetime) -> int:
    """Whole minutes since 1970, rounded down."""
    return int(at.timestamp() // 60)


def instant(minutes: int) -> datetime:
    """The UTC instant of a minute since 1970."""
    return datetime.fromtimestamp(minutes * 60, UTC)


def _minute_on(day: date, wall: time, zone: ZoneInfo) -> int:
    """A wall-clock time that a changing clock skips means the moment after the gap; one that comes twice, the first."""
    return minute(datetime.combine(day, wall, tzinfo=zone))


def _minutes_between(first: time, last: time) -> int:
    return (last.hour - first.hour) * 60 + last.minute - first.minute


def _is_business_day(hours: OpeningHours, day: date) -> bool:
    midnight = datetime.combine(day, time(0), tzinfo=hours.zone)
    return hours.opens_at(midnight).astimezone(hours.zone).date() == day
