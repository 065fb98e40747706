"""Calls that ring at the pretend phones of local mode: a row for each, while it rings."""

from dataclasses import dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class PretendCall:
    """`id` is the gateway's of the call that `path` is about; `is_person`: whoever answers is joined with somebody."""

    id: str
    phone: str
    line: str
    path: str
    is_person: bool


_ADD = text(
    "INSERT INTO pretend_calls (id, phone, line, path, is_person) VALUES (:id, :phone, :line, :path, :is_person)"
)
_RINGING = text(
    "SELECT id, phone, line, path, is_person FROM pretend_calls WHERE phone = :phone ORDER BY rung_at LIMIT 1"
)


def add(tx: Connection, call: PretendCall) -> None:
    """It rings from now on."""
    values = {"id": call.id, "phone": call.phone, "line": call.line, "path": call.path, "is_person": call.is_person}
    tx.execute(_ADD, values)


def ringing(tx: Connection, phone: str) -> PretendCall | None:
    """What rings at this phone, the longest first."""
    row = tx.execute(_RINGING, {"phone": phone}).first()
    return PretendCall(*row) if row else None


def take(tx: Connection, call_id: str) -> bool:
    """It rings no more; of two who end its ringing one is told True."""
    return tx.execute(text("DELETE FROM pretend_calls WHERE id = :id"), {"id": call_id}).rowcount == 1
