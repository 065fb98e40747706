"""Ladders that are being climbed for a waiting request, and whom each rung reached.

Written as SQL: each statement names the state it expects, so that of two workers one climbs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from bot.clinic.drill import DRILL_PHONE
from bot.values import ConversationId, HandoffId, HandoffReason, HandoffStatus, Language, Team, Urgency


class PageStatus(StrEnum):
    """Where the page of one phone stands."""

    TEXTED = "texted"  # a text was written; the outbox brings it
    DUE = "due"  # to be rung
    RINGING = "ringing"  # a worker has handed it to the gateway, or is about to
    UNKNOWN = "unknown"  # it may ring or not; the ladder does not wait for it
    FAILED = "failed"  # the gateway would not ring it
    UNANSWERED = "unanswered"  # nobody pressed 1
    ACCEPTED = "accepted"  # somebody pressed 1


@dataclass(frozen=True, slots=True)
class Climb:
    """A ladder whose next rung is due, with what its words need. Locked until the transaction ends."""

    handoff_id: HandoffId
    conversation_id: ConversationId
    rung: int  # the next one; 0 is the first
    code: str
    reason: HandoffReason
    urgency: Urgency
    team: Team
    status: HandoffStatus
    line: str  # the clinic number the person knows
    phone: str | None  # the person's
    language: Language | None
    nobody_at: datetime | None  # when the person was told that nobody came
    is_drill: bool
    pages: int  # so far


@dataclass(frozen=True, slots=True)
class Page:
    """One phone that was reached for a request."""

    id: UUID
    handoff_id: HandoffId
    name: str
    phone: str
    key: str  # what the gateway names it by; nobody guesses one
    code: str
    line: str
    is_drill: bool


_START = text("""
    INSERT INTO climbs (handoff_id, rung, next_at, started_at) VALUES (:id, 0, :at, :now)
    ON CONFLICT (handoff_id) DO UPDATE
    SET rung = 0, next_at = :at, started_at = :now, nobody_at = NULL, ended_at = NULL
""")
_DUE = text("""
    SELECT h.id, h.conversation_id, k.rung, h.code, h.reason, h.urgency, h.team, h.status, v.line, c.phone, c.language,
           k.nobody_at, c.phone,
           (SELECT count(*) FROM pages p WHERE p.handoff_id = h.id)
    FROM climbs k JOIN handoffs h ON h.id = k.handoff_id JOIN conversations v ON v.id = h.conversation_id
    JOIN contacts c ON c.id = v.contact_id
    WHERE k.ended_at IS NULL AND k.next_at <= :now ORDER BY k.next_at LIMIT 1 FOR UPDATE OF k SKIP LOCKED
""")
_ADD_PAGE = text("""
    INSERT INTO pages (id, handoff_id, rung, name, phone, way, status, key, paged_at)
    VALUES (:id, :handoff_id, :rung, :name, :phone, :way, :status, :key, :now)
""")
_PAGE = """
    SELECT p.id, p.handoff_id, p.name, p.phone, p.key, h.code, v.line,
           c.phone
    FROM pages p JOIN handoffs h ON h.id = p.handoff_id JOIN conversations v ON v.id = h.conversation_id
    JOIN contacts c ON c.id = v.contact_id
"""
_TO_RING = text(f"{_PAGE} WHERE p.status = 'due' ORDER BY p.paged_at, p.phone LIMIT 1 FOR UPDATE OF p SKIP LOCKED")
_BY_KEY = text(f"{_PAGE} WHERE p.key = :key FOR UPDATE OF p")


def start(tx: Connection, handoff_id: HandoffId, at: datetime, now: datetime) -> None:
    """The ladder of this request is climbed from its first rung, beginning at `at`."""
    tx.execute(_START, {"id": handoff_id, "at": at, "now": now})


def end(tx: Connection, handoff_id: UUID, now: datetime) -> None:
    """Somebody has it, or it is closed: nobody else is reached."""
    tx.execute(
        text("UPDATE climbs SET ended_at = :now WHERE handoff_id = :id AND ended_at IS NULL"),
        {"id": handoff_id, "now": now},
    )
    tx.execute(
        text("UPDATE pages SET status = 'unanswered' WHERE handoff_id = :id AND status = 'due'"), {"id": handoff_id}
    )


def due(tx: Connection, now: datetime) -> Climb | None:
    """The ladder that has waited longest for its next rung; None when none is due."""
    row = tx.execute(_DUE, {"now": now}).first()
    return _climb(row) if row else None


def step(tx: Connection, handoff_id: HandoffId, rung: int, next_at: datetime, nobody_at: datetime | None) -> None:
    """The rung after this one, and when."""
    tx.execute(
        text("UPDATE climbs SET rung = :rung, next_at = :at, nobody_at = :nobody WHERE handoff_id = :id"),
        {"id": handoff_id, "rung": rung, "at": next_at, "nobody": nobody_at},
    )


def wait_until(tx: Connection, handoff_id: HandoffId, at: datetime) -> None:
    """The next rung is reached then: sooner after a busy phone, later after a pressed 1."""
    tx.execute(
        text("UPDATE climbs SET next_at = :at WHERE handoff_id = :id AND ended_at IS NULL"),
        {"id": handoff_id, "at": at},
    )


def add_page(
    tx: Connection, handoff_id: HandoffId, rung: int, who: tuple[str, str], status: PageStatus, key: str, now: datetime
) -> None:
    """A phone that is reached now; `who` is its name and number."""
    way = "text" if status is PageStatus.TEXTED else "call"
    values = {"id": uuid4(), "handoff_id": handoff_id, "rung": rung, "name": who[0], "phone": who[1], "way": way}
    tx.execute(_ADD_PAGE, {**values, "status": status.value, "key": key, "now": now})


def take_page_to_ring(tx: Connection, now: datetime) -> Page | None:
    """The phone to be rung next, marked as ringing before anything is posted: it is never rung twice."""
    row = tx.execute(_TO_RING).first()
    if row is None:
        return None
    tx.execute(text("UPDATE pages SET status = 'ringing', taken_at = :now WHERE id = :id"), {"id": row[0], "now": now})
    return _page(row)


def find_page(tx: Connection, key: str) -> Page | None:
    """The page the gateway names by this key, locked."""
    row = tx.execute(_BY_KEY, {"key": key}).first()
    return _page(row) if row else None


def move_page(tx: Connection, page_id: UUID, before: Sequence[PageStatus], after: PageStatus, now: datetime) -> bool:
    """Forward only. False when it was past that."""
    query = text("""
        UPDATE pages SET status = :after, accepted_at = CASE WHEN :after = 'accepted' THEN :now ELSE accepted_at END
        WHERE id = :id AND status = ANY(:before)
    """)
    values = {"id": page_id, "after": after.value, "before": [status.value for status in before], "now": now}
    return tx.execute(query, values).rowcount == 1


def _climb(row: Sequence[Any]) -> Climb:
    return Climb(
        HandoffId(row[0]), ConversationId(row[1]), row[2], row[3], HandoffReason(row[4]), Urgency(row[5]), Team(row[6]),
        HandoffStatus(row[7]), row[8], row[9], Language(row[10]) if row[10] else None, row[11], row[12] == DRILL_PHONE,
        row[13],
    )  # fmt: skip


def _page(row: Sequence[Any]) -> Page:
    return Page(row[0], HandoffId(row[1]), row[2], row[3], row[4], row[5], row[6], row[7] == DRILL_PHONE)
