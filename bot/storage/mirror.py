"""What is busy in the clinic's other calendar, beside our own slots: one constraint and one search see both."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from uuid import uuid4

from sqlalchemy import Connection, delete
from sqlalchemy.dialects.postgresql import insert

from bot.clinic.schedule import Schedule
from bot.storage.visit_tables import slots

ELSEWHERE = "elsewhere"  # stands in `held_for` and `type` of such a row


@dataclass(frozen=True, slots=True)
class Busy:
    """A stretch that is not free there. `practitioner` is the schedule's key."""

    practitioner: str
    starts_at: datetime
    ends_at: datetime


def replace(tx: Connection, schedule: Schedule, found: Sequence[Busy], zone: tzinfo) -> int:
    """All of it anew. What overlaps our own visits is ours, brought there before. Returns how many were new."""
    tx.execute(delete(slots).where(slots.c.held_for == ELSEWHERE))
    rows = [
        {
            "id": uuid4(),
            "practitioner_id": schedule.practitioner(one.practitioner).number,
            "room_id": _room(schedule, one, zone),
            "type": ELSEWHERE,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
            "day_on": one.starts_at.astimezone(zone).date(),
            "status": "busy",
            "held_for": ELSEWHERE,
        }
        for one in found
        if one.starts_at < one.ends_at
    ]
    if not rows:
        return 0
    return len(tx.scalars(insert(slots).on_conflict_do_nothing().returning(slots.c.id), rows).all())


def _room(schedule: Schedule, busy: Busy, zone: tzinfo) -> int:
    """The room this practitioner works in that day; the record does not tell."""
    shifts = schedule.practitioner(busy.practitioner).shifts
    today = schedule.practitioner(busy.practitioner).shifts_on(busy.starts_at.astimezone(zone).date())
    return schedule.room((today or shifts)[0].room).number
