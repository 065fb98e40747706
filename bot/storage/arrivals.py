"""Texts that reached a number without being asked for, in their order: what the browser phone shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, text

from bot.values import ConversationId


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


_ADD = text("""
    INSERT INTO messages (id, conversation_id, channel, status, body, places, segments, created_at, arrival)
    VALUES (:id, :conversation_id, 'sms', 'accepted', :body, :places, :segments, :at, nextval('message_arrivals'))
""")


def add(
    tx: Connection, conversation_id: ConversationId, body: str, places: Sequence[str], segments: int, at: datetime
) -> None:
    """A text that reaches the browser phone at once, past the gateway."""
    values = {"id": uuid4(), "conversation_id": conversation_id, "body": body, "places": list(places)}
    tx.execute(_ADD, {**values, "segments": segments, "at": at})
