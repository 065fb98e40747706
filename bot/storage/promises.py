"""What people were promised: by when somebody looks at their request. One open promise for each request."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from bot.clinic.drill import DRILL_PHONE
from bot.values import ConversationId, HandoffId, Language


class Ending(StrEnum):
    """What became of a promise."""

    KEPT = "kept"  # somebody took the request in time
    BROKEN = "broken"  # its time passed; the person was told
    REPLACED = "replaced"  # an earlier one was given


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise that is near its time or past it, with what its words need. Locked until the transaction ends."""

    id: UUID
    handoff_id: HandoffId
    conversation_id: ConversationId
    owner: str  # the team
    by_at: datetime
    code: str
    language: Language | None
    is_drill: bool
    line: str  # the clinic number the person knows


_OPEN = """
    SELECT p.id, p.handoff_id, h.conversation_id, p.owner, p.by_at, h.code, c.language,
           c.phone, v.line
    FROM promises p JOIN handoffs h ON h.id = p.handoff_id JOIN conversations v ON v.id = h.conversation_id
    JOIN contacts c ON c.id = v.contact_id
"""
_NEAR = text(
    f"{_OPEN} WHERE p.ended_at IS NULL AND p.warned_at IS NULL AND p.near_at <= :now AND p.by_at > :now"
    " ORDER BY p.near_at LIMIT 1 FOR UPDATE OF p SKIP LOCKED"
)
_MISSED = text(
    f"{_OPEN} WHERE p.ended_at IS NULL AND p.by_at <= :now ORDER BY p.by_at LIMIT 1 FOR UPDATE OF p SKIP LOCKED"
)


def make(tx: Connection, handoff_id: HandoffId, owner: str, by_at: datetime, near_at: datetime, now: datetime) -> None:
    """The promise that counts from now on, unless one as early stands already."""
    standing = tx.scalar(
        text("SELECT by_at FROM promises WHERE handoff_id = :id AND ended_at IS NULL"), {"id": handoff_id}
    )
    if standing is not None and standing <= by_at:
        return
    end(tx, handoff_id, Ending.REPLACED, now)
    tx.execute(
        text("""
            INSERT INTO promises (id, handoff_id, owner, made_at, by_at, near_at)
            VALUES (:id, :handoff, :owner, :now, :by_at, :near_at)
        """),
        {"id": uuid4(), "handoff": handoff_id, "owner": owner, "now": now, "by_at": by_at, "near_at": near_at},
    )


def end(tx: Connection, handoff_id: UUID, ending: Ending, now: datetime) -> bool:
    """Ends the open promise of this request. False when none is open."""
    query = text("UPDATE promises SET ended_at = :now, ending = :how WHERE handoff_id = :id AND ended_at IS NULL")
    return tx.execute(query, {"id": handoff_id, "how": ending.value, "now": now}).rowcount == 1


def keep(tx: Connection, handoff_id: UUID, now: datetime) -> bool:
    """Somebody has taken the request: in time the promise is kept, later it is broken all the same."""
    query = text("""
        UPDATE promises SET ended_at = :now, ending = CASE WHEN by_at < :now THEN 'broken' ELSE 'kept' END
        WHERE handoff_id = :id AND ended_at IS NULL
    """)
    return tx.execute(query, {"id": handoff_id, "now": now}).rowcount == 1


def hand_over(tx: Connection, handoff_id: UUID, owner: str) -> None:
    """Another team owns what was promised: its people are warned."""
    query = text("UPDATE promises SET owner = :owner WHERE handoff_id = :id AND ended_at IS NULL")
    tx.execute(query, {"id": handoff_id, "owner": owner})


def next_near(tx: Connection, now: datetime) -> Promise | None:
    """A promise whose time is near and of which nobody has been warned; marked as warned."""
    row = tx.execute(_NEAR, {"now": now}).first()
    if row is None:
        return None
    tx.execute(text("UPDATE promises SET warned_at = :now WHERE id = :id"), {"id": row[0], "now": now})
    return _promise(row)


def next_missed(tx: Connection, now: datetime) -> Promise | None:
    """A promise whose time has passed."""
    row = tx.execute(_MISSED, {"now": now}).first()
    return _promise(row) if row else None


def _promise(row: Sequence[Any]) -> Promise:
    return Promise(
        row[0], HandoffId(row[1]), ConversationId(row[2]), row[3], row[4], row[5],
        Language(row[6]) if row[6] else None, row[7] == DRILL_PHONE, row[8],
    )  # fmt: skip
