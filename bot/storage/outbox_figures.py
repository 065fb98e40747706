"""How sending stands: counts and ages of message rows, never their words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class LaneFigures:
    """Messages of one lane whose time has come and that have not left. `oldest` in seconds."""

    due: int
    oldest: float


_DUE = text("""
    SELECT coalesce(lane, 'conversation'), count(*),
           extract(epoch FROM CAST(:now AS timestamptz) - min(coalesce(due_at, created_at)))
    FROM messages WHERE status = 'due' AND coalesce(due_at, created_at) <= :now GROUP BY 1
""")
_PLANNED = text("SELECT count(*) FROM messages WHERE status = 'due' AND coalesce(due_at, created_at) > :now")
_IN_HAND = text("SELECT status, count(*) FROM messages WHERE status IN ('sending', 'unknown') GROUP BY 1")
_ENDED = text("""
    SELECT status, coalesce(ended_by, error_code, ''), count(*) FROM messages
    WHERE created_at >= :since AND receipt_key IS NOT NULL
      AND status IN ('failed', 'undelivered', 'suppressed', 'expired', 'withdrawn')
    GROUP BY 1, 2 ORDER BY 3 DESC
""")


def due(tx: Connection, now: datetime) -> Mapping[str, LaneFigures]:
    """What waits to leave, by lane."""
    return {row[0]: LaneFigures(row[1], float(row[2])) for row in tx.execute(_DUE, {"now": now})}


def planned(tx: Connection, now: datetime) -> int:
    """What is for later."""
    found: int = tx.scalar(_PLANNED, {"now": now}) or 0
    return found


def in_hand(tx: Connection) -> Mapping[str, int]:
    """What is being sent, and what nobody knows about."""
    return {row[0]: row[1] for row in tx.execute(_IN_HAND)}


def ended(tx: Connection, since: datetime) -> list[tuple[str, str, int]]:
    """What did not arrive since then: the status, why, and how many."""
    return [(row[0], row[1], row[2]) for row in tx.execute(_ENDED, {"since": since})]
