"""Talks by text that fell silent at an open question, each seen once for each silence."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, text

from bot.values import SessionId

_FIND = text("""
    SELECT s.id FROM conversations v JOIN sessions s ON s.conversation_id = v.id
    WHERE v.closed_at IS NULL AND s.channel = 'sms' AND s.state ->> 'waiting' = 'answer'
      AND s.last_at > :since AND s.last_at <= :until
      AND (s.silence_seen_at IS NULL OR s.silence_seen_at < s.last_at)
    ORDER BY s.last_at LIMIT :limit
""")


def find(tx: Connection, since: datetime, until: datetime, limit: int = 100) -> Sequence[SessionId]:
    """Sessions whose question has been open since a moment in this span."""
    rows = tx.scalars(_FIND, {"since": since, "until": until, "limit": limit})
    return [SessionId(row) for row in rows]


def mark_seen(tx: Connection, session_id: SessionId, now: datetime) -> None:
    """This silence needs nothing more."""
    query = text("UPDATE sessions SET silence_seen_at = :now WHERE id = :id")
    tx.execute(query, {"id": session_id, "now": now})
