"""Callers who wait in line, and the staff phones that ring for them.

Each statement names the state it expects: of two who press 1 one takes the call, of two workers one climbs.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection as Transaction
from sqlalchemy import text

from bot.values import Language


class LegStatus(StrEnum):
    """Where the call to one staff phone stands."""

    DUE = "due"  # to be rung
    RINGING = "ringing"  # a worker has handed it to the gateway, or is about to; also: picked up, but no 1 yet
    UNKNOWN = "unknown"  # it may ring or not; the ladder does not wait for it
    FAILED = "failed"  # it could not be rung
    BUSY = "busy"
    UNANSWERED = "unanswered"  # nobody pressed 1
    ACCEPTED = "accepted"  # somebody pressed 1 and took the caller


GOING = (LegStatus.DUE, LegStatus.RINGING, LegStatus.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One caller in line, locked until the transaction ends."""

    id: UUID
    call_id: str
    ladder: str
    language: Language
    may_call_back: bool
    rung: int
    started_at: datetime
    deadline_at: datetime
    taken_by: UUID | None
    is_joined: bool
    is_over: bool
    outcome: str
    line: str  # the clinic number that was called


@dataclass(frozen=True, slots=True)
class Leg:
    """One call to a staff phone. `line` is the number the caller called, and the one that is shown."""

    id: UUID
    connection_id: UUID
    call_id: str
    phone: str
    key: str
    status: LegStatus
    gateway_id: str
    line: str


_WAITING = """
    SELECT id, call_id, ladder, language, may_call_back, rung, started_at, deadline_at, taken_by,
           joined_at IS NOT NULL, ended_at IS NOT NULL, coalesce(outcome, ''),
           (SELECT c.line FROM calls c WHERE c.id = call_id) FROM connections
"""
_LEG = """
    SELECT l.id, l.connection_id, k.call_id, l.phone, l.key, l.status, coalesce(l.gateway_id, ''), c.line
    FROM legs l JOIN connections k ON k.id = l.connection_id JOIN calls c ON c.id = k.call_id
"""


# -- callers --------------------------------------------------------------------------------------


def begin(
    tx: Transaction,
    call: tuple[str, int],
    ladder: str,
    language: Language,
    now: datetime,
    deadline_at: datetime,
    *,
    may_call_back: bool,
) -> None:
    """A caller is put in line by this prompt of their call; the ladder is climbed from its first rung at once."""
    query = text("""
        INSERT INTO connections (id, call_id, prompt, ladder, language, may_call_back, rung, started_at, next_at,
                                 deadline_at)
        VALUES (:id, :call_id, :prompt, :ladder, :language, :may_call_back, 0, :now, :now, :deadline_at)
        ON CONFLICT (call_id, prompt) DO NOTHING
    """)
    values = {"id": uuid4(), "call_id": call[0], "prompt": call[1], "ladder": ladder, "language": language.value}
    tx.execute(query, {**values, "may_call_back": may_call_back, "now": now, "deadline_at": deadline_at})


def find(tx: Transaction, call_id: str) -> Waiting | None:
    """The newest wait of this call, locked."""
    query = text(f"{_WAITING} WHERE call_id = :call_id ORDER BY prompt DESC LIMIT 1 FOR UPDATE")
    return _waiting(tx.execute(query, {"call_id": call_id}).first())


def get(tx: Transaction, connection_id: UUID) -> Waiting:
    """The wait of this id, locked."""
    found = _waiting(tx.execute(text(f"{_WAITING} WHERE id = :id FOR UPDATE"), {"id": connection_id}).one())
    assert found is not None
    return found


def due(tx: Transaction, now: datetime) -> Waiting | None:
    """The caller who has waited longest for the next rung; None when none is due."""
    query = text(f"""{_WAITING} WHERE ended_at IS NULL AND taken_by IS NULL AND next_at <= :now
                 ORDER BY next_at LIMIT 1 FOR UPDATE SKIP LOCKED""")
    return _waiting(tx.execute(query, {"now": now}).first())


def step(tx: Transaction, connection_id: UUID, rung: int, next_at: datetime) -> None:
    """The rung after this one, and when."""
    query = text("UPDATE connections SET rung = :rung, next_at = :at WHERE id = :id")
    tx.execute(query, {"id": connection_id, "rung": rung, "at": next_at})


def take(tx: Transaction, connection_id: UUID, leg_id: UUID | None) -> None:
    """The person at this leg takes the caller; None: they are gone before the two were joined."""
    tx.execute(text("UPDATE connections SET taken_by = :leg WHERE id = :id"), {"id": connection_id, "leg": leg_id})


def join(tx: Transaction, connection_id: UUID, now: datetime) -> None:
    """The two hear each other from now on."""
    tx.execute(text("UPDATE connections SET joined_at = :now WHERE id = :id"), {"id": connection_id, "now": now})


def end(tx: Transaction, connection_id: UUID, outcome: str, now: datetime) -> None:
    """The caller waits no longer; whoever still rings, or waits for the caller, is to be ended."""
    query = text("UPDATE connections SET ended_at = :now, outcome = :outcome WHERE id = :id AND ended_at IS NULL")
    tx.execute(query, {"id": connection_id, "outcome": outcome, "now": now})
    end_legs(tx, connection_id, now)


# -- staff phones ---------------------------------------------------------------------------------


def add_leg(tx: Transaction, connection_id: UUID, rung: int, phone: str, key: str, now: datetime) -> None:
    """A staff phone that is to be rung now."""
    query = text("""
        INSERT INTO legs (id, connection_id, rung, phone, key, status, made_at)
        VALUES (:id, :connection_id, :rung, :phone, :key, 'due', :now)
    """)
    values = {"id": uuid4(), "connection_id": connection_id, "rung": rung, "phone": phone, "key": key, "now": now}
    tx.execute(query, values)


def find_leg(tx: Transaction, key: str) -> Leg | None:
    """The leg the gateway names by this key. Not locked: its connection is what is locked."""
    return _leg(tx.execute(text(f"{_LEG} WHERE l.key = :key"), {"key": key}).first())


def take_leg_to_ring(tx: Transaction) -> Leg | None:
    """The phone to be rung next, marked as ringing before anything is posted: it is never rung twice."""
    row = tx.execute(
        text(f"{_LEG} WHERE l.status = 'due' ORDER BY l.made_at, l.phone LIMIT 1 FOR UPDATE OF l SKIP LOCKED")
    ).first()
    if row is not None:
        tx.execute(text("UPDATE legs SET status = 'ringing' WHERE id = :id"), {"id": row[0]})
    return _leg(row)


def take_leg_to_end(tx: Transaction) -> Leg | None:
    """The next leg the gateway is to end; it is asked once. One whose call id is not known ends by itself."""
    query = text(f"{_LEG} WHERE l.end_at IS NOT NULL AND l.gateway_id IS NOT NULL LIMIT 1 FOR UPDATE OF l SKIP LOCKED")
    row = tx.execute(query).first()
    if row is not None:
        tx.execute(text("UPDATE legs SET end_at = NULL WHERE id = :id"), {"id": row[0]})
    return _leg(row)


def note_gateway_id(tx: Transaction, leg_id: UUID, gateway_id: str) -> None:
    """What the gateway calls this leg."""
    tx.execute(text("UPDATE legs SET gateway_id = :sid WHERE id = :id"), {"id": leg_id, "sid": gateway_id})


def pick_up(tx: Transaction, leg_id: UUID, now: datetime) -> None:
    """Somebody or something has picked up; an order to end it that was on its way is not given."""
    tx.execute(text("UPDATE legs SET picked_up_at = :now, end_at = NULL WHERE id = :id"), {"id": leg_id, "now": now})


def move_leg(tx: Transaction, leg_id: UUID, before: Iterable[LegStatus], after: LegStatus) -> bool:
    """Forward only. False when it was past that."""
    query = text("UPDATE legs SET status = :after WHERE id = :id AND status = ANY(:before)")
    values = {"id": leg_id, "after": after.value, "before": [status.value for status in before]}
    return tx.execute(query, values).rowcount == 1


def end_legs(
    tx: Transaction, connection_id: UUID, now: datetime, *, but: UUID | None = None, picked_up: bool = True
) -> None:
    """Whoever still rings for this caller is to stop. `picked_up=False` spares phones that are at somebody's ear."""
    query = text("""
        UPDATE legs SET end_at = CASE WHEN status = 'due' THEN NULL ELSE :now END,
                        status = CASE WHEN status = 'accepted' THEN status ELSE 'unanswered' END
        WHERE connection_id = :id AND status IN ('due', 'ringing', 'unknown', 'accepted')
          AND id IS DISTINCT FROM CAST(:but AS uuid) AND (:picked_up OR picked_up_at IS NULL)
    """)
    tx.execute(query, {"id": connection_id, "now": now, "but": but, "picked_up": picked_up})


def statuses(tx: Transaction, connection_id: UUID) -> list[LegStatus]:
    """How every phone stands that was rung for this caller."""
    query = text("SELECT status FROM legs WHERE connection_id = :id")
    return [LegStatus(row) for row in tx.scalars(query, {"id": connection_id})]


def ringing(tx: Transaction, call_id: str) -> list[Leg]:
    """The phones that ring for this call, in the order they were rung."""
    query = text(f"{_LEG} WHERE k.call_id = :call_id AND l.status = 'ringing' ORDER BY l.made_at, l.phone")
    return [leg for leg in map(_leg, tx.execute(query, {"call_id": call_id})) if leg is not None]


def _waiting(row: Sequence[Any] | None) -> Waiting | None:
    return Waiting(row[0], row[1], row[2], Language(row[3]), *row[4:]) if row else None


def _leg(row: Sequence[Any] | None) -> Leg | None:
    return Leg(row[0], row[1], row[2], row[3], row[4], LegStatus(row[5]), row[6], row[7]) if row else None
