"""The audit: lines that are only ever added, and the seals that chain them."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, text

from bot.storage.staff_tables import audit, audit_seals, staff

PAGE = 5_000  # lines read at a time while verifying


@dataclass(frozen=True, slots=True)
class AuditLine:
    """Who read or did what, when and from where. `subject` is an id; `detail` never holds a patient's fact."""

    at: datetime
    staff_id: UUID | None
    act: str
    subject: str | None
    address: str
    detail: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line as the audit page lists it."""

    id: int
    at: datetime
    name: str
    act: str
    subject: str
    address: str
    detail: str


@dataclass(frozen=True, slots=True)
class Seal:
    """One link: how many lines up to `last_id`, and their digest upon the link before."""

    id: int
    last_id: int
    lines: int
    digest: bytes
    sealed_at: datetime


NO_SEAL = Seal(0, 0, 0, b"", datetime.fromtimestamp(0, UTC))

_ADD = insert(audit)


def record(tx: Connection, line: AuditLine) -> None:
    """Adds a line in the transaction of what it tells."""
    tx.execute(
        _ADD,
        {
            "at": line.at,
            "staff_id": line.staff_id,
            "act": line.act,
            "subject": line.subject,
            "address": line.address,
            "detail": dict(line.detail),
        },
    )


def hold_back_writers(tx: Connection) -> None:
    """No line may be under way while the newest are sealed, or a slow one would slip in below the seal."""
    tx.execute(text("SET LOCAL lock_timeout = '800ms'"))
    tx.execute(text("LOCK TABLE audit, audit_seals IN SHARE ROW EXCLUSIVE MODE"))


def newest_seal(tx: Connection) -> Seal:
    """The last link, or NO_SEAL."""
    row = tx.execute(_SEALS.order_by(audit_seals.c.id.desc()).limit(1)).first()
    return Seal(*row) if row else NO_SEAL


def seals(tx: Connection) -> list[Seal]:
    """Every link in order."""
    return [Seal(*row) for row in tx.execute(_SEALS.order_by(audit_seals.c.id))]


def add_seal(tx: Connection, seal: Seal) -> None:
    """One more link."""
    tx.execute(
        insert(audit_seals).values(
            id=seal.id, last_id=seal.last_id, lines=seal.lines, digest=seal.digest, sealed_at=seal.sealed_at
        )
    )


def digest(tx: Connection, before: Seal, last_id: int | None) -> tuple[int, int, bytes]:
    """The lines after a seal up to `last_id` (or all): how many, the last one's id, and their chained digest."""
    chained = hashlib.sha256(before.digest)
    lines, newest = 0, before.last_id
    for row in _rows(tx, before.last_id, last_id):
        chained.update(_canonical(row))
        lines, newest = lines + 1, row[0]
    return lines, newest, chained.digest()


def shown(tx: Connection, limit: int, *, below: int | None = None, subject: str | None = None) -> list[ShownLine]:
    """Lines for the audit page, newest first."""
    query = select(audit, staff.c.name).outerjoin(staff, staff.c.id == audit.c.staff_id)
    if below is not None:
        query = query.where(audit.c.id < below)
    if subject is not None:
        query = query.where(audit.c.subject == subject)
    rows = tx.execute(query.order_by(audit.c.id.desc()).limit(limit)).all()
    return [
        ShownLine(
            row.id,
            row.at,
            row.name or "",
            row.act,
            row.subject or "",
            row.address,
            ", ".join(f"{name} {value}" for name, value in sorted(row.detail.items())),
        )
        for row in rows
    ]


_SEALS = select(
    audit_seals.c.id, audit_seals.c.last_id, audit_seals.c.lines, audit_seals.c.digest, audit_seals.c.sealed_at
)
_LINES = select(audit.c.id, audit.c.at, audit.c.staff_id, audit.c.act, audit.c.subject, audit.c.address, audit.c.detail)


def _rows(tx: Connection, after: int, last_id: int | None) -> Iterator[Sequence[Any]]:
    while True:
        query = _LINES.where(audit.c.id > after).order_by(audit.c.id).limit(PAGE)
        if last_id is not None:
            query = query.where(audit.c.id <= last_id)
        page = tx.execute(query).all()
        yield from page
        if len(page) < PAGE:
            return
        after = page[-1][0]


def _canonical(row: Sequence[Any]) -> bytes:
    number, at, staff_id, act, subject, address, detail = row
    told = [number, at.astimezone(UTC).isoformat(), str(staff_id) if staff_id else None, act, subject, address, detail]
    return json.dumps(told, sort_keys=True, separators=(",", ":")).encode() + b"\n"
