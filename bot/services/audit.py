"""Who read or did what: a line in the same transaction, chained each minute so that no change stays unseen.

What the chain cannot show is that its newest end was cut off; keep the head that `verify` prints elsewhere.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from bot.services.line import ClinicLine
from bot.storage import audit
from bot.storage.audit import NO_SEAL, AuditLine, Seal, ShownLine
from bot.storage.database import DatabaseUnavailable
from bot.storage.staff import StaffMember

MAX_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Asker:
    """A staff member who reads or acts, and the address they come from."""

    member: StaffMember
    address: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a walk along the chain found. `broken_at` is the first seal that does not fit its lines."""

    lines: int
    seals: int
    unsealed: int
    head: str
    broken_at: int | None = None

    @property
    def is_whole(self) -> bool:
        """True when every sealed line is as it was."""
        return self.broken_at is None


def note(
    tx: Connection, asker: Asker, act: str, subject: UUID | str | None, now: datetime, **detail: str | int
) -> None:
    """One line about what this transaction does. `detail` holds labels and counts, never a patient's fact."""
    told = str(subject) if subject is not None else None
    audit.record(tx, AuditLine(now, asker.member.id, act, told, asker.address, detail))


def note_stranger(tx: Connection, act: str, staff_id: UUID | None, address: str, now: datetime) -> None:
    """The same for somebody who is not in: a refused login, an invite made at the machine itself."""
    audit.record(tx, AuditLine(now, None, act, str(staff_id) if staff_id else None, address, {}))


def note_line(tx: Connection, act: str, subject: UUID | str, now: datetime, **detail: str | int) -> None:
    """The same for what the line does by itself, such as reaching the next rung of a ladder."""
    audit.record(tx, AuditLine(now, None, act, str(subject), "", detail))


def seal(line: ClinicLine) -> int:
    """Chains the lines since the last seal; the worker calls it each minute. Returns how many.

    A database too busy to hold its writers back for a moment is left alone: the next minute seals both.
    """
    try:
        with line.database.begin() as tx:
            audit.hold_back_writers(tx)
            before = audit.newest_seal(tx)
            lines, newest, digest = audit.digest(tx, before, None)
            if lines:
                audit.add_seal(tx, Seal(before.id + 1, newest, lines, digest, line.now()))
            return lines
    except DatabaseUnavailable:
        return 0


def verify(line: ClinicLine) -> Verdict:
    """Walks the whole chain: a line that was altered, removed, moved or slipped in breaks its seal."""
    with line.database.begin() as tx:
        before, total = NO_SEAL, 0
        chain = audit.seals(tx)
        for link in chain:
            lines, _, digest = audit.digest(tx, before, link.last_id)
            total += lines
            if (link.id, lines, digest) != (before.id + 1, link.lines, link.digest):
                return Verdict(total, len(chain), 0, before.digest.hex(), link.id)
            before = link
        unsealed, _, _ = audit.digest(tx, before, None)
        return Verdict(total, len(chain), unsealed, before.digest.hex())


def recent(line: ClinicLine, asker: Asker, *, below: int | None = None) -> list[ShownLine]:
    """The newest lines for the audit page; reading them is a line as well."""
    with line.database.begin() as tx:
        found = audit.shown(tx, MAX_SHOWN, below=below)
        note(tx, asker, "audit_read", None, line.now(), lines=len(found))
        return found
