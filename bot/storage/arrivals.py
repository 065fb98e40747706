"""Texts that reached a number without being asked for, in their order: what the browser phone shows."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Arrived:
    """One text that the gateway took. `sequence` grows with every text of the line."""

    sequence: int
    line: str
    body: str
    at: datetime


_ARRIVED = text("""
    SELECT m.arrival, v.line, m.body, coalesce(m.sent_at, m.created_at)
    FROM messages m JOIN conversations v ON v.id = m.conversation_id JOIN contacts c ON c.id = v.contact_id
    WHERE c.phone = :phone AND m.arrival > :after AND m.channel = 'sms' ORDER BY m.arrival LIMIT :limit
""")


def after(tx: Connection, phone: str, sequence: int, limit: int = 50) -> list[Arrived]:
    """The texts to this number after that one, oldest first."""
    rows = tx.execute(_ARRIVED, {"phone": phone, "after": sequence, "limit": limit})
    return [Arrived(*row) for row in rows]
