"""Which few of the free times are offered: one for each wish, the soonest, and the rest spread over days.

Three times of one morning are one choice told three times.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice

from bot.clinic.slots import Availability, Slot
from bot.clinic.windows import ANY_TIME, Window

APART = timedelta(hours=2)  # nearer ones count as the same choice
NOON = 12


@dataclass(frozen=True, slots=True)
class Choices:
    """Slots in order of time, those that were wished for before the one that is only sooner.

    `is_as_wished` is False when no wish could be met and these are the nearest.
    """

    slots: tuple[Slot, ...] = ()
    is_as_wished: bool = True


def choose(windows: Sequence[Window], free: Availability, limit: int, *, passed: Iterable[str] = ()) -> Choices:
    """At most `limit` slots. `passed` are the keys of slots the person has heard and not taken."""
    wishes = tuple(windows) or (ANY_TIME,)
    heard = frozenset(passed)
    picked: list[Slot] = []
    for wish in wishes[:limit]:
        begun = {slot.starts_at for slot in picked}
        picked += islice((slot for slot in _all(free, wish, heard) if slot.starts_at not in begun), 1)
    if not picked:
        return Choices(tuple(sorted(_nearest(wishes[0], free, heard, limit))), is_as_wished=False)
    sooner = _sooner(wishes, free, heard, picked) if len(picked) < limit else ()
    picked += sooner
    for spread in (_is_elsewhere, _is_apart):
        while len(picked) < limit:
            wished = (slot for wish in wishes for slot in _all(free, wish, heard))
            other = next((slot for slot in wished if spread(slot, picked, free)), None)
            if other is None:
                break
            picked.append(other)
    return Choices(tuple(sorted(picked, key=lambda slot: (slot in sooner, slot))))


def _sooner(
    wishes: Sequence[Window], free: Availability, heard: frozenset[str], picked: Sequence[Slot]
) -> tuple[Slot, ...]:
    """The soonest slot of all beside days that were wished for, unless it stands among them."""
    soonest = next(_all(free, ANY_TIME, heard), None)
    is_beside = all(wish.names_days for wish in wishes) and soonest is not None and _is_elsewhere(soonest, picked, free)
    return (soonest,) if soonest is not None and is_beside else ()


def _all(free: Availability, wish: Window, heard: frozenset[str]) -> Iterator[Slot]:
    """The free slots of a wish in order, each time of day once."""
    for day in free.days():
        if wish.last is not None and day > wish.last:
            return
        if not wish.may_fall_on(day):
            continue
        before: datetime | None = None
        for slot in free.on(day):
            if slot.starts_at != before and slot.key not in heard and wish.has(wall(slot, free)):
                before = slot.starts_at
                yield slot


def _nearest(wish: Window, free: Availability, heard: frozenset[str], limit: int) -> list[Slot]:
    """The slots nearest to what was wished for, each in a half-day of its own.

    Days are looked at in rings around the wished day; the ring after the last needed one may hold a nearer hour.
    """
    wished = wish.anchor(free.today)
    around = min(max(wished.date(), free.today), free.last_day)
    nearby: list[Slot] = []
    is_enough = False
    for distance in range((free.last_day - free.today).days + 1):
        ring = {around - timedelta(days=distance), around + timedelta(days=distance)}
        nearby += [slot for day in ring for slot in free.on(day) if slot.key not in heard]
        if is_enough:
            break
        is_enough = len({_half_day(slot, free) for slot in nearby}) >= limit
    moment = datetime.combine(around, wished.time())
    picked: list[Slot] = []
    for slot in sorted(nearby, key=lambda slot: (abs(wall(slot, free) - moment), slot)):
        if len(picked) < limit and _is_elsewhere(slot, picked, free):
            picked.append(slot)
    return picked


def wall(slot: Slot, free: Availability) -> datetime:
    """When a slot begins on the clinic's wall clock, without a zone."""
    return slot.starts_at.astimezone(free.zone).replace(tzinfo=None)


def _half_day(slot: Slot, free: Availability) -> tuple[date, bool]:
    begins = wall(slot, free)
    return begins.date(), begins.hour >= NOON


def _is_elsewhere(slot: Slot, picked: Sequence[Slot], free: Availability) -> bool:
    return all(_half_day(slot, free) != _half_day(one, free) for one in picked)


def _is_apart(slot: Slot, picked: Sequence[Slot], _: Availability) -> bool:
    return all(abs(slot.starts_at - one.starts_at) >= APART for one in picked)
