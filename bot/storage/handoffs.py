"""Handoffs: one that is not closed for each conversation, raised by a second and worse request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, text, update

from bot.storage.tables import handoffs
from bot.values import ContactId, ConversationId, HandoffId, HandoffReason, HandoffStatus, Team, Urgency


@dataclass(frozen=True, slots=True)
class Handoff:
    """What staff must do, by when, and how far it is."""

    id: HandoffId
    conversation_id: ConversationId
    code: str
    reason: HandoffReason
    urgency: Urgency
    team: Team
    status: HandoffStatus
    summary: str
    requests: int
    by_at: datetime
    opened_at: datetime


_COLUMNS = (
    handoffs.c.id,
    handoffs.c.conversation_id,
    handoffs.c.code,
    handoffs.c.reason,
    handoffs.c.urgency,
    handoffs.c.team,
    handoffs.c.status,
    handoffs.c.summary,
    handoffs.c.requests,
    handoffs.c.by_at,
    handoffs.c.opened_at,
)


def find_open(tx: Connection, conversation_id: ConversationId) -> Handoff | None:
    """The conversation's handoff that is not closed. The thread must be locked."""
    row = tx.execute(
        select(*_COLUMNS).where(
            handoffs.c.conversation_id == conversation_id, handoffs.c.status != HandoffStatus.CLOSED.value
        )
    ).first()
    return _handoff(row) if row else None


def add(tx: Connection, new: Handoff) -> None:
    """A handoff nobody has taken yet."""
    tx.execute(
        insert(handoffs).values(
            id=new.id,
            conversation_id=new.conversation_id,
            code=new.code,
            reason=new.reason.value,
            urgency=new.urgency.value,
            team=new.team.value,
            status=new.status.value,
            summary=new.summary,
            requests=new.requests,
            by_at=new.by_at,
            opened_at=new.opened_at,
            raised_at=new.opened_at,
        )
    )


def raise_to(tx: Connection, raised: Handoff, now: datetime) -> None:
    """The open handoff with what the new request made of it."""
    tx.execute(
        update(handoffs)
        .where(handoffs.c.id == raised.id)
        .values(
            reason=raised.reason.value,
            urgency=raised.urgency.value,
            team=raised.team.value,
            summary=raised.summary,
            requests=raised.requests,
            by_at=raised.by_at,
            raised_at=now,
        )
    )


def waiting(tx: Connection, limit: int = 50) -> list[Handoff]:
    """The handoffs that are not closed, most urgent first, then the longest waiting."""
    rows = tx.execute(
        select(*_COLUMNS).where(handoffs.c.status != HandoffStatus.CLOSED.value).order_by(handoffs.c.opened_at)
    ).all()
    found = [_handoff(row) for row in rows]
    return sorted(found, key=lambda handoff: -handoff.urgency.rank)[:limit]


def was_told(tx: Connection, contact_id: ContactId, subject: str | None) -> bool:
    """True where staff have heard, since the first message about this subject, that this contact is not reached."""
    query = text("""
        SELECT EXISTS (
            SELECT 1 FROM handoffs h JOIN conversations v ON v.id = h.conversation_id
            WHERE v.contact_id = :contact AND h.reason = 'undelivered'
              AND h.opened_at >= (SELECT min(created_at) FROM messages WHERE subject = :subject))
    """)
    return bool(tx.scalar(query, {"contact": contact_id, "subject": subject}))


def _handoff(row: Sequence[Any]) -> Handoff:
    return Handoff(
        HandoffId(row[0]),
        ConversationId(row[1]),
        row[2],
        HandoffReason(row[3]),
        Urgency(row[4]),
        Team(row[5]),
        HandoffStatus(row[6]),
        row[7],
        row[8],
        row[9],
        row[10],
    )
