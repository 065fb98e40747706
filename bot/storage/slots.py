"""Slots: what is taken, holding one, and giving it back. The constraint decides who wins, not the code above it.

An expired hold takes nothing: it is left out of every reading, and removed by whoever wants its time.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, bindparam, delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from bot.clinic.appointments import SlotId
from bot.clinic.schedule import Schedule, VisitType
from bot.clinic.slots import Slot, Stretch, Taken
from bot.storage.visit_tables import practitioners, rooms, slots

LONGEST = timedelta(hours=8)  # no visit is longer; one that began before the first day may reach into it

# Both questions are answered from indexes alone. Stretches that touch are joined by the server.
TAKEN = text("""
    SELECT practitioner_id, room_id,
           ARRAY(SELECT (date_part('epoch', lower(one)) / 60)::int FROM unnest(stretches) AS one),
           ARRAY(SELECT (date_part('epoch', upper(one)) / 60)::int FROM unnest(stretches) AS one)
    FROM (
        SELECT practitioner_id, room_id, range_agg(tstzrange(starts_at, ends_at)) AS stretches
        FROM slots
        WHERE status <> 'free' AND (status = 'busy' OR expires_at > :now)
          AND starts_at >= :since AND starts_at < :until
        GROUP BY practitioner_id, room_id
    ) AS taken
""")
FULL = text("""
    SELECT slots.practitioner_id, slots.day_on
    FROM slots JOIN practitioners ON practitioners.id = slots.practitioner_id
    WHERE slots.status <> 'free' AND (slots.status = 'busy' OR slots.expires_at > :now)
      AND slots.day_on BETWEEN :first AND :last
    GROUP BY slots.practitioner_id, slots.day_on, practitioners.daily_cap
    HAVING count(*) >= practitioners.daily_cap OR count(*) FILTER (WHERE slots.type = :type) >= CAST(:cap AS integer)
""")
_LOCK_DAY = text("SELECT pg_advisory_xact_lock(:practitioner, :day)")
_FORGET_EXPIRED = text("""
    DELETE FROM slots
    WHERE status = 'busy_tentative' AND expires_at <= :now AND starts_at < :ends_at AND ends_at > :starts_at
      AND (practitioner_id = :practitioner OR room_id = :room)
""")


@dataclass(frozen=True, slots=True)
class Held:
    """A hold as it stands."""

    id: SlotId
    slot: Slot
    type: str
    held_for: str
    expires_at: datetime


def taken(
    tx: Connection, schedule: Schedule, kind: VisitType, days: tuple[date, date], zone: tzinfo, now: datetime
) -> Taken:
    """All that is not free from the first to the last of these days, the last included. Always two statements."""
    people = {one.number: one.key for one in schedule.practitioners}
    rooms_by_number = {room.number: room.key for place in schedule.locations for room in place.rooms}
    busy: defaultdict[str, list[Stretch]] = defaultdict(list)
    in_room: defaultdict[str, list[Stretch]] = defaultdict(list)
    since, until = (datetime.combine(day, time(0), tzinfo=zone) for day in (days[0], days[1] + timedelta(days=1)))
    for practitioner, room, begins, ends in tx.execute(TAKEN, {"now": now, "since": since - LONGEST, "until": until}):
        stretches = list(zip(begins, ends, strict=True))
        if practitioner in people:
            busy[people[practitioner]] += stretches
        if room in rooms_by_number:
            in_room[rooms_by_number[room]] += stretches
    for several in (*busy.values(), *in_room.values()):
        several.sort()  # apart already: the constraints see to that
    wanted = {"now": now, "first": days[0], "last": days[1], "type": kind.key, "cap": kind.daily_cap}
    full = frozenset(
        (people[practitioner], day) for practitioner, day in tx.execute(FULL, wanted) if practitioner in people
    )
    return Taken(busy, in_room, full)


def lock_day(tx: Connection, practitioner: int, day: date) -> None:
    """One at a time at this practitioner's day, until the transaction ends: a cap cannot be passed by two at once."""
    tx.execute(_LOCK_DAY, {"practitioner": practitioner, "day": day.toordinal()})


def hold(
    tx: Connection,
    schedule: Schedule,
    slot: Slot,
    kind: str,
    day: date,
    held_for: str,
    expires_at: datetime,
    now: datetime,
) -> Held | None:
    """Keeps a slot for somebody; None when another was faster."""
    practitioner, room = schedule.practitioner(slot.practitioner).number, schedule.room(slot.room).number
    tx.execute(
        _FORGET_EXPIRED,
        {"now": now, "starts_at": slot.starts_at, "ends_at": slot.ends_at, "practitioner": practitioner, "room": room},
    )
    wanted = {
        "id": uuid4(),
        "practitioner_id": practitioner,
        "room_id": room,
        "type": kind,
        "starts_at": slot.starts_at,
        "ends_at": slot.ends_at,
        "day_on": day,
        "status": "busy_tentative",
        "held_for": held_for,
        "expires_at": expires_at,
    }
    found = tx.scalar(_HOLD, wanted)
    return Held(SlotId(found), slot, kind, held_for, expires_at) if found else None


def find_hold(tx: Connection, held_for: str) -> Held | None:
    """The hold of this session, entry or person, locked; also an expired one that nobody has wanted yet."""
    row = tx.execute(_HELD_FOR, {"whose": held_for}).first()
    return _held(row) if row else None


def prolong(tx: Connection, slot_id: SlotId, expires_at: datetime) -> None:
    """The same hold, for longer."""
    tx.execute(update(slots).where(slots.c.id == slot_id).values(expires_at=expires_at))


def settle(tx: Connection, slot_id: SlotId, held_for: str) -> bool:
    """The hold becomes a visit. False when it is gone."""
    return tx.execute(_SETTLE, {"slot": slot_id, "whose": held_for}).rowcount == 1


def hand_over(tx: Connection, held_for: str, successor: str) -> None:
    """What one session holds is kept for another: the same person goes on there."""
    mine = (slots.c.status == "busy_tentative", slots.c.held_for == held_for)
    tx.execute(update(slots).where(*mine).values(held_for=successor))


def release(tx: Connection, held_for: str) -> int:
    """Gives back whatever this session, entry or person holds. Returns how many."""
    return tx.execute(_RELEASE, {"whose": held_for}).rowcount


def free(tx: Connection, slot_id: SlotId) -> None:
    """The visit in it is over or dropped: its time may be taken."""
    tx.execute(update(slots).where(slots.c.id == slot_id).values(status="free"))


def expire(tx: Connection, now: datetime, limit: int = 500) -> list[Held]:
    """Removes holds whose time is over, and tells which. Several workers may do this at once."""
    over = (
        select(slots.c.id)
        .where(slots.c.status == "busy_tentative", slots.c.expires_at <= now)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = tx.execute(_HELD.where(slots.c.id.in_(over.scalar_subquery()))).all()
    tx.execute(delete(slots).where(slots.c.id.in_([row[0] for row in rows])))
    return [_held(row) for row in rows]


_HELD = (
    select(
        slots.c.id,
        slots.c.starts_at,
        slots.c.ends_at,
        practitioners.c.key,
        rooms.c.key,
        rooms.c.location,
        slots.c.type,
        slots.c.held_for,
        slots.c.expires_at,
    )
    .join_from(slots, practitioners)
    .join(rooms, rooms.c.id == slots.c.room_id)
    .where(slots.c.status == "busy_tentative")
)
_HELD_FOR = (
    _HELD.where(slots.c.held_for == bindparam("whose"))
    .order_by(slots.c.expires_at.desc())
    .limit(1)
    .with_for_update(of=slots)
)
_HOLD = insert(slots).on_conflict_do_nothing().returning(slots.c.id)
_IS_THEIRS = (slots.c.status == "busy_tentative", slots.c.held_for == bindparam("whose"))
_RELEASE = delete(slots).where(*_IS_THEIRS)
_SETTLE = (
    update(slots)
    .where(slots.c.id == bindparam("slot"), *_IS_THEIRS)
    .values(status="busy", held_for=None, expires_at=None)
)


def _held(row: Sequence[Any]) -> Held:
    return Held(SlotId(row[0]), Slot(row[1], row[2], row[3], row[4], row[5]), row[6], row[7], row[8])
