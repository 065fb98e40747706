"""Calls that staff make to patients: the phone of the member of staff rings first. Forward only, each told once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, text


class CallStatus(StrEnum):
    """Where such a call stands."""

    DUE = "due"  # the staff phone is to be rung
    RINGING = "ringing"  # a worker has handed it to the gateway, or is about to
    FAILED = "failed"  # the staff phone could not be rung
    UNANSWERED = "unanswered"  # nobody pressed 1 there
    DIALLING = "dialling"  # 1 was pressed: the patient's phone rings
    SPOKEN = "spoken"  # the two talked
    NOT_REACHED = "not_reached"  # the patient's phone was busy, off, or not picked up
    HUNG_UP = "hung_up"  # the staff phone was hung up meanwhile


@dataclass(frozen=True, slots=True)
class PatientCall:
    """One such call. `patient` is the number that is dialled, `line` the clinic's that is shown."""

    id: UUID
    conversation_id: UUID
    staff_id: UUID
    phone: str
    key: str
    status: CallStatus
    line: str
    patient: str


_CALL = """
    SELECT p.id, p.conversation_id, p.staff_id, p.phone, p.key, p.status, v.line, coalesce(c.phone, '')
    FROM patient_calls p JOIN conversations v ON v.id = p.conversation_id JOIN contacts c ON c.id = v.contact_id
"""


def add(tx: Connection, conversation_id: UUID, staff_id: UUID, phone: str, key: str, now: datetime) -> None:
    """A call that is to be made now."""
    query = text("""
        INSERT INTO patient_calls (id, conversation_id, staff_id, phone, key, status, asked_at)
        VALUES (:id, :conversation_id, :staff_id, :phone, :key, 'due', :now)
    """)
    values = {"id": uuid4(), "conversation_id": conversation_id, "staff_id": staff_id, "phone": phone, "key": key}
    tx.execute(query, {**values, "now": now})


def take_to_ring(tx: Connection) -> PatientCall | None:
    """The next one, marked as ringing before anything is posted: no phone is rung twice."""
    query = text(f"{_CALL} WHERE p.status = 'due' ORDER BY p.asked_at LIMIT 1 FOR UPDATE OF p SKIP LOCKED")
    row = tx.execute(query).first()
    if row is not None:
        tx.execute(text("UPDATE patient_calls SET status = 'ringing' WHERE id = :id"), {"id": row[0]})
    return _call(row)


def find(tx: Connection, key: str) -> PatientCall | None:
    """The call the gateway names by this key, locked."""
    return _call(tx.execute(text(f"{_CALL} WHERE p.key = :key FOR UPDATE OF p"), {"key": key}).first())


def move(tx: Connection, call_id: UUID, before: Iterable[CallStatus], after: CallStatus, now: datetime) -> bool:
    """Forward only. False when it was past that."""
    query = text("""
        UPDATE patient_calls SET status = :after, ended_at = CASE WHEN :is_over THEN :now ELSE ended_at END
        WHERE id = :id AND status = ANY(:before)
    """)
    is_over = after not in (CallStatus.DUE, CallStatus.RINGING, CallStatus.DIALLING)
    values = {"id": call_id, "after": after.value, "before": [one.value for one in before], "is_over": is_over}
    return tx.execute(query, {**values, "now": now}).rowcount == 1


def _call(row: Sequence[Any] | None) -> PatientCall | None:
    if row is None:
        return None
    return PatientCall(row[0], row[1], row[2], row[3], row[4], CallStatus(row[5]), row[6], row[7])
