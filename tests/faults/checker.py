"""Joins three ledgers after everything is quiet: what was asked for, what the gateway took, what our rows say.

A fact is one thing a person should be told. Its words carry its number, so that two rows about it are seen.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from bot.clinic.message_kinds import Kinds
from bot.storage.database import Database
from tests.faults.gateway import Entry

ZONE = ZoneInfo("America/Chicago")
BY_CALL = ", by call"
SENT = {"accepted", "delivered", "undelivered"}
NAMED = {"withdrawn", "expired", "suppressed"}
STATUS_LOG = """
CREATE TABLE status_log (at timestamptz DEFAULT clock_timestamp(), id uuid, before text, after text);
CREATE FUNCTION log_status() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN INSERT INTO status_log (id, before, after) VALUES (NEW.id, OLD.status, NEW.status); RETURN NEW; END';
CREATE TRIGGER status_changes AFTER UPDATE OF status ON messages FOR EACH ROW
    WHEN (OLD.status IS DISTINCT FROM NEW.status) EXECUTE FUNCTION log_status()
"""
RANK = {"due": 0, "sending": 1, "unknown": 1, "accepted": 2}
_ROWS = text("""
    SELECT m.body, m.status, m.kind, m.sent_at, m.deadline_at, m.ended_by, m.taken_at, c.phone, m.gateway_id,
           EXISTS (SELECT 1 FROM handoffs h JOIN conversations w ON w.id = h.conversation_id
                   WHERE w.contact_id = c.id AND h.reason = 'undelivered'), m.due_at, m.receipt_key, m.channel,
           coalesce(m.subject, ''), coalesce(m.natural_key LIKE '%/again', false)
    FROM messages m JOIN conversations v ON v.id = m.conversation_id JOIN contacts c ON c.id = v.contact_id
    WHERE m.receipt_key IS NOT NULL
""")


@dataclass(frozen=True, slots=True)
class Row:
    fact: str
    status: str
    kind: str
    sent_at: datetime | None
    deadline_at: datetime
    ended_by: str | None
    taken_at: datetime | None
    phone: str
    gateway_id: str | None
    is_with_staff: bool
    due_at: datetime
    key: str
    channel: str
    subject: str
    is_again: bool  # the one more try of what could not be delivered


@dataclass(frozen=True, slots=True)
class Breach:
    """One broken promise."""

    invariant: str
    fact: str
    seen: str


def rows_of(database: Database) -> list[Row]:
    with database.begin() as tx:
        return [Row(_told_in(row), *row[1:]) for row in tx.execute(_ROWS)]


def check(
    database: Database,
    kinds: Kinds,
    facts: Sequence[str],
    ledger: Sequence[Entry],
    told: dict[str, set[str]],
    opted_out: dict[str, datetime],
    now: datetime,
) -> list[Breach]:
    """Every breach. `opted_out`: when the opt-out of a number was committed, by the server's clock."""
    rows = rows_of(database)
    by_fact = defaultdict(list)
    for row in rows:
        by_fact[row.fact].append(row)
    calls = {row.key: row.fact for row in rows if row.channel == "voice"}
    taken = Counter(_told_by(entry, calls) for entry in ledger)
    known = {*facts, *calls.values()}
    found = [
        Breach("doubled", fact, f"{count} times")
        for fact, count in taken.items()
        if count > (_most(by_fact[fact]) if fact in known else len(by_fact[fact]))
    ]
    silent = [row.fact for row in rows if row.ended_by == "by_call" and not by_fact[row.fact + BY_CALL]]
    found += [Breach("lost", fact, "neither written nor said") for fact in silent]
    for fact in sorted(known):
        found += _lost(fact, by_fact[fact], taken[fact], now)
    for row in rows:
        found += _unlawful(row, kinds, taken, opted_out)
    found += _regressions(database)
    found += _untold(by_fact, ledger, calls, told)
    return found


def _most(rows: list[Row]) -> int:
    """How often the gateway may have taken it: once, and once more where the first try was in vain."""
    is_in_vain = any(row.status == "undelivered" and not row.is_again for row in rows)
    return 1 + (is_in_vain and any(row.is_again for row in rows))


def _lost(fact: str, rows: list[Row], taken: int, now: datetime) -> Iterator[Breach]:
    if not rows:
        yield Breach("lost", fact, "no row")
    for row in rows:
        is_settled = row.status in SENT or (row.status in NAMED and row.ended_by) or row.is_with_staff
        if not is_settled and not (row.status == "due" and row.due_at > now):
            yield Breach("lost", fact, f"{row.status} without a reason")
        if row.status in SENT and not taken:
            yield Breach("invented", fact, f"{row.status}, but never taken")
        if row.status in NAMED | {"failed", "due"} and taken and not row.is_again:
            yield Breach("denied", fact, f"{row.status}, but taken")


def _unlawful(row: Row, kinds: Kinds, taken: Counter[str], opted_out: dict[str, datetime]) -> Iterator[Breach]:
    kind = kinds.of(row.kind)
    if not taken[row.fact] or row.sent_at is None or row.taken_at is None:
        return
    since = opted_out.get(row.phone)
    if since is not None and row.taken_at > since and not kind.is_emergency:
        yield Breach("after_opt_out", row.fact, row.kind)
    hours = kinds.hours_of(kind)
    if hours is not None and not hours.allow(row.sent_at, ZONE):
        yield Breach("in_quiet_hours", row.fact, f"{row.sent_at.astimezone(ZONE):%a %H:%M}")
    if row.sent_at >= row.deadline_at:
        yield Breach("stale", row.fact, row.kind)


def _regressions(database: Database) -> Iterator[Breach]:
    """What the gateway has told is never taken back."""
    with database.begin() as tx:
        for message, before, after in tx.execute(text("SELECT id, before, after FROM status_log ORDER BY at")):
            if RANK.get(before, 3) > RANK.get(after, 3) and before not in ("sending", "unknown"):
                yield Breach("went_back", str(message), f"{before} to {after}")


def _untold(
    by_fact: dict[str, list[Row]], ledger: Sequence[Entry], calls: dict[str, str], told: dict[str, set[str]]
) -> Iterator[Breach]:
    for entry in ledger:
        if "delivered" in told.get(entry.sid, ()):
            fact = _told_by(entry, calls)
            rows = by_fact[fact]
            if not any(row.status == "delivered" for row in rows):
                yield Breach("receipt_ignored", fact, ",".join(row.status for row in rows))


def _told_in(row: Sequence[Any]) -> str:
    """The fact of a row. A call says nothing of it: there its subject does."""
    body, phone, channel, subject = row[0], row[7], row[12], row[13]
    return _fact(subject, phone) + BY_CALL if channel == "voice" else _fact(body, phone)


def _told_by(entry: Entry, calls: dict[str, str]) -> str:
    return calls.get(entry.body, f"unknown call {entry.body}") if entry.is_call else _fact(entry.body, entry.to)


def _fact(body: str, to: str) -> str:
    """What is told; what carries no number (a page to staff) is known by its words and whom they are for."""
    found = re.search(r"fact \d+", body)
    return found.group() if found else f"{to} {body}"


def slowest(tx: Connection, most: int = 10) -> list[float]:
    """How long the most doubtful messages took, in seconds, from the first try to the last news."""
    query = text("""
        SELECT round(extract(epoch FROM max(at) - min(at))::numeric, 1)::float FROM status_log
        GROUP BY id ORDER BY 1 DESC LIMIT :most
    """)
    return list(tx.scalars(query, {"most": most}))
