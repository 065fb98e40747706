"""Who was told what: the steps whose words stand in each message that went out, and the edition they came from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from bot.values import Channel, ContactId, ConversationId


@dataclass(frozen=True, slots=True)
class Told:
    """One contact that heard one edition of some steps, and how often and when last."""

    contact_id: ContactId
    phone: str | None
    language: str | None
    channels: tuple[Channel, ...]
    edition: str
    times: int
    last_at: datetime


_TOLD = text("""
    SELECT c.id, c.phone, c.language, array_agg(DISTINCT m.channel), coalesce(m.edition, ''), count(*),
           max(m.created_at)
    FROM messages m JOIN conversations v ON v.id = m.conversation_id JOIN contacts c ON c.id = v.contact_id
    WHERE m.places && CAST(:places AS text[]) AND m.status <> 'received'
      AND (CAST(:edition AS text) IS NULL OR m.edition = :edition)
    GROUP BY c.id, c.phone, c.language, coalesce(m.edition, '') ORDER BY 7 DESC
""")


def find(tx: Connection, places: Sequence[str], edition: str | None = None) -> list[Told]:
    """Everybody who was told these steps, in this edition or in any."""
    rows = tx.execute(_TOLD, {"places": list(places), "edition": edition})
    return [
        Told(ContactId(row[0]), row[1], row[2], tuple(Channel(one) for one in row[3]), row[4], row[5], row[6])
        for row in rows
    ]


def newest_places(tx: Connection, conversation_id: ConversationId) -> list[str]:
    """The steps that were said in the newest answer of a call."""
    query = text("""
        SELECT unnest(places) FROM (
            SELECT places FROM messages WHERE conversation_id = :id AND channel = 'voice' AND status <> 'received'
            ORDER BY number DESC LIMIT 1
        ) AS newest
    """)
    return list(tx.execute(query, {"id": conversation_id}).scalars())


def in_order(tx: Connection) -> list[str]:
    """Every step that was told to anybody, in the order of telling: for the record of a single talk."""
    query = text("SELECT unnest(places) FROM messages WHERE status <> 'received' ORDER BY number")
    return list(tx.execute(query).scalars())
