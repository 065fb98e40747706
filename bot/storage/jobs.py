"""Jobs that wake message rows, deferred in the caller's own transaction: row and job come to be together, or neither.

A job has no lock and is never for later: a future job would block or slow the whole queue. Also what is due by now.
"""

from collections.abc import Sequence
from datetime import datetime

import procrastinate
from sqlalchemy import Connection, text

from bot.storage.database import raw
from bot.values import MessageId

DELIVER = "deliver"  # the task's name: what the worker registers
WAKE_AGAIN_SECONDS = 60.0  # a row whose job got lost is woken again after this
_WAKING_LOCK = 7_301_912  # of several workers one wakes at a time
_DEFERRING = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())  # never opened: it writes on ours

_DUE = text("""
    SELECT id, lane FROM messages
    WHERE status = 'due' AND coalesce(due_at, created_at) <= :now
      AND (woken_at IS NULL OR woken_at < clock_timestamp() - make_interval(secs => :again))
      AND (coalesce(lane, 'conversation') = ANY(:lanes))
    ORDER BY deadline_at, due_at, number LIMIT :limit
""")


def wake(tx: Connection, message_id: MessageId, lane: str, priority: int) -> None:
    """Defers the job that sends this message, and notes that it was."""
    tx.execute(text("UPDATE messages SET woken_at = clock_timestamp() WHERE id = :id"), {"id": message_id})
    task = _DEFERRING.configure_task(DELIVER, connection=raw(tx), queue=lane, priority=priority)
    task.defer(message_id=str(message_id))


def due(
    tx: Connection, now: datetime, lanes: Sequence[str], limit: int, again: float = WAKE_AGAIN_SECONDS
) -> list[tuple[MessageId, str]]:
    """Messages of these lanes whose time has come and that no job is on its way for, the nearest deadline first."""
    rows = tx.execute(_DUE, {"now": now, "lanes": list(lanes), "limit": limit, "again": again})
    return [(MessageId(row[0]), row[1] or "conversation") for row in rows]


def may_wake(tx: Connection) -> bool:
    """True for the one worker that wakes in this moment."""
    return bool(tx.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": _WAKING_LOCK}))


def forget_lost(tx: Connection) -> int:
    """Removes jobs whose worker died: their rows are woken anew. Returns how many."""
    return tx.execute(text("DELETE FROM procrastinate_jobs WHERE status = 'doing' AND worker_id IS NULL")).rowcount
