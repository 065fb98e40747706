"""The worst that a person said lately, over all their channels and talks: it stands for three days.

A talk that ends, a handoff that is closed or a calmer answer does not lower it; only a named person does.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from bot.values import Channel, ContactId, Disposition

STANDS = timedelta(hours=72)

# The one to show: the most urgent, and of several such the newest. For a query over contacts `c`, at `:since`.
_RANK = " ".join(f"WHEN '{one.value}' THEN {one.urgency}" for one in Disposition)
STANDING = f"""
    LEFT JOIN LATERAL (
        SELECT w.disposition, w.channel, w.said_at FROM worst_answers w
        WHERE w.contact_id = c.id AND w.lowered_at IS NULL AND w.said_at > :since
        ORDER BY CASE w.disposition {_RANK} END DESC, w.said_at DESC LIMIT 1
    ) worst ON true
"""  # noqa: S608  nothing of a person is in it


@dataclass(frozen=True, slots=True)
class WorstAnswer:
    """What was said, where, and when."""

    disposition: Disposition
    channel: Channel
    said_at: datetime


def note(tx: Connection, contact_id: ContactId, disposition: Disposition, channel: Channel, now: datetime) -> None:
    """Something from D0 to D3 was said."""
    query = text("""
        INSERT INTO worst_answers (id, contact_id, disposition, channel, said_at)
        VALUES (:id, :contact_id, :disposition, :channel, :now)
    """)
    values = {"id": uuid4(), "contact_id": contact_id, "disposition": disposition.value, "channel": channel.value}
    tx.execute(query, {**values, "now": now})


def standing(tx: Connection, contact_id: UUID, now: datetime) -> WorstAnswer | None:
    """What stands of this person now."""
    query = text(f"SELECT worst.* FROM contacts c {STANDING} WHERE c.id = :contact_id")  # noqa: S608
    row = tx.execute(query, {"contact_id": contact_id, "since": now - STANDS}).one()
    return WorstAnswer(Disposition(row[0]), Channel(row[1]), row[2]) if row[0] else None


def lower(tx: Connection, contact_id: UUID, staff_id: UUID, reason: str, now: datetime) -> bool:
    """All that stands is lowered, by a named person, with a reason. False where nothing stood."""
    query = text("""
        UPDATE worst_answers SET lowered_at = :now, lowered_by = :staff_id, reason = :reason
        WHERE contact_id = :contact_id AND lowered_at IS NULL AND said_at > :since
    """)
    values = {"contact_id": contact_id, "staff_id": staff_id, "reason": reason, "now": now, "since": now - STANDS}
    return tx.execute(query, values).rowcount > 0
