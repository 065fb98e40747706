"""The waitlist: who would come earlier, whose turn it is, and the one offer that stands for each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.clinic.appointments import PatientId, SlotId, WaitId, WaitStatus
from bot.storage.visit_tables import waitlist


@dataclass(frozen=True, slots=True)
class Entry:
    """One person's place on the waitlist. `windows` is in the time-window format."""

    id: WaitId
    patient_id: PatientId
    phone: str | None
    type: str
    windows: str
    urgency: int
    status: WaitStatus
    joined_at: datetime
    slot_id: SlotId | None = None
    offer_ends_at: datetime | None = None

    @property
    def holder(self) -> str:
        """Under what name a slot is held for this entry."""
        return f"waitlist:{self.id}"


_ENTRY = select(
    waitlist.c.id,
    waitlist.c.patient_id,
    waitlist.c.phone,
    waitlist.c.type,
    waitlist.c.windows,
    waitlist.c.urgency,
    waitlist.c.status,
    waitlist.c.joined_at,
    waitlist.c.slot_id,
    waitlist.c.offer_ends_at,
)


def join(
    tx: Connection, patient_id: PatientId, phone: str | None, kind: str, windows: str, urgency: int, now: datetime
) -> bool:
    """A place on the list. False when this person already waits for such a visit; the first place is kept."""
    new = insert(waitlist).values(
        id=uuid4(),
        patient_id=patient_id,
        phone=phone,
        type=kind,
        windows=windows,
        urgency=urgency,
        status=WaitStatus.WAITING.value,
        joined_at=now,
    )
    return tx.scalar(new.on_conflict_do_nothing().returning(waitlist.c.id)) is not None


def in_turn(tx: Connection, kinds: Sequence[str], limit: int = 50) -> list[Entry]:
    """Who is waiting for such a visit: by clinical urgency, then by wait. Locked; another worker's are passed over."""
    rows = tx.execute(
        _ENTRY.where(waitlist.c.type.in_(kinds), waitlist.c.status == WaitStatus.WAITING.value)
        .order_by(waitlist.c.urgency.desc(), waitlist.c.joined_at, waitlist.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [_entry(row) for row in rows]


def find(tx: Connection, wait_id: WaitId) -> Entry | None:
    """The entry of this id, locked."""
    row = tx.execute(_ENTRY.where(waitlist.c.id == wait_id).with_for_update()).first()
    return _entry(row) if row else None


def of_patient(tx: Connection, patient_id: PatientId) -> list[Entry]:
    """The entries of a patient that are not over, locked."""
    open_ones = waitlist.c.status.in_([WaitStatus.WAITING.value, WaitStatus.OFFERED.value])
    return [
        _entry(row)
        for row in tx.execute(_ENTRY.where(waitlist.c.patient_id == patient_id, open_ones).with_for_update())
    ]


def overdue(tx: Connection, now: datetime) -> list[Entry]:
    """Offers whose deadline has passed. Locked; another worker's are passed over."""
    rows = tx.execute(
        _ENTRY.where(waitlist.c.status == WaitStatus.OFFERED.value, waitlist.c.offer_ends_at <= now)
        .order_by(waitlist.c.offer_ends_at)
        .with_for_update(skip_locked=True)
    )
    return [_entry(row) for row in rows]


def offer(tx: Connection, entry: Entry, slot_id: SlotId, ends_at: datetime) -> None:
    """A slot is held for this person until then."""
    _set(tx, entry, status=WaitStatus.OFFERED.value, slot_id=slot_id, offer_ends_at=ends_at)


def end(tx: Connection, entry: Entry, status: WaitStatus) -> None:
    """Booked, expired or left: nothing more will be offered under this entry."""
    _set(tx, entry, status=status.value, offer_ends_at=None)


def _set(tx: Connection, entry: Entry, **values: object) -> None:
    tx.execute(update(waitlist).where(waitlist.c.id == entry.id).values(**values))


def _entry(row: Sequence[Any]) -> Entry:
    return Entry(
        id=WaitId(row[0]),
        patient_id=PatientId(row[1]),
        phone=row[2],
        type=row[3],
        windows=row[4],
        urgency=row[5],
        status=WaitStatus(row[6]),
        joined_at=row[7],
        slot_id=SlotId(row[8]) if row[8] else None,
        offer_ends_at=row[9],
    )
