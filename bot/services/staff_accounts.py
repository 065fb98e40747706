"""Accounts of staff: invited by a link, changed and ended by a named person. One account for each person."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from bot.clinic.passwords import PasswordFault, fault
from bot.clinic.staff_rules import Role
from bot.services import audit
from bot.services.audit import Asker
from bot.services.line import ClinicLine
from bot.services.staff_access import normal_email
from bot.services.staff_secrets import (
    digest,
    hash_password,
    new_recovery_codes,
    new_token,
    recovery_digest,
    step_of_code,
)  # fmt: skip
from bot.storage import staff, staff_sessions
from bot.storage.staff import Account, StaffMember

INVITE_LASTS = timedelta(hours=72)
AT_THE_MACHINE = "command line"  # the address of an invite made by whoever holds the machine


class NotAnAddress(Exception):
    """An account needs the person's own e-mail address, such as ana@example.org."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why an invite could not be accepted: the password's fault, or a code that does not fit the secret."""

    password: PasswordFault | None = None
    is_code_wrong: bool = False
    is_over: bool = False  # the link is used or too old


@dataclass(frozen=True, slots=True)
class Accepted:
    """A password is set. The codes are shown this once."""

    member: StaffMember
    recovery_codes: tuple[str, ...]


def invite(
    line: ClinicLine,
    email: str,
    role: Role,
    *,
    name: str = "",
    by: Asker | None = None,
    is_break_glass: bool = False,
) -> str:
    """The token of a link that lets this person set a password. For a known account it is a reset.

    The old password stays good until the link is used: an invite nobody asked for changes nothing.
    """
    address = normal_email(email)
    if not _is_address(address):
        raise NotAnAddress(NotAnAddress.__doc__)
    now = line.now()
    token = new_token(line.secret_bytes)
    with line.database.begin() as tx:
        found = staff.find_by_email(tx, address)
        member = found.member if found else None
        if member is None:
            shown = name.strip()[:80] or address.partition("@")[0]
            member = staff.add(tx, address, shown, role, now, is_break_glass=is_break_glass)
        elif by is None and member.role is not role:
            staff.set_role(tx, member.id, role)
        issuer = by.member.id if by else None
        staff.add_invite(tx, digest(token), member.id, issuer, now, now + INVITE_LASTS)
        if by:
            audit.note(tx, by, "invited", member.id, now, role=member.role.value)
        else:
            audit.note_stranger(tx, "invited", member.id, AT_THE_MACHINE, now)
    return token


def invited(line: ClinicLine, token: str) -> StaffMember | None:
    """Whom this link is for; None when it is unknown, used or too old."""
    with line.database.begin() as tx:
        staff_id = staff.find_invite(tx, digest(token), line.now())
        return staff.get(tx, staff_id).member if staff_id else None


def accept(line: ClinicLine, token: str, password: str, secret: str, code: str, address: str) -> Accepted | Refused:
    """Sets the password and the secret of the one-time codes, once they are shown to work together.

    Every session of the account ends, and its old recovery codes with it.
    """
    now = line.now()
    member = invited(line, token)
    if member is None:
        return Refused(is_over=True)
    problem = fault(password, member.email)
    step = step_of_code(secret, code.replace(" ", ""), now)
    if problem or step is None:
        return Refused(problem, is_code_wrong=step is None)
    kept = hash_password(password)
    codes = new_recovery_codes(line.secret_bytes)
    with line.database.begin() as tx:
        if staff.find_invite(tx, digest(token), now) != member.id:
            return Refused(is_over=True)
        staff.use_invite(tx, digest(token), now)
        staff.set_secrets(tx, member.id, kept, secret)
        staff.use_step(tx, member.id, step)
        staff.replace_recovery_codes(tx, member.id, [recovery_digest(one) for one in codes], now)
        staff_sessions.end_all(tx, member.id, now)
        audit.note(tx, Asker(member, address), "invite_accepted", member.id, now)
    return Accepted(member, tuple(codes))


def everybody(line: ClinicLine) -> list[Account]:
    """Every account, for the accounts page."""
    with line.database.begin() as tx:
        return staff.everybody(tx)


def disable(line: ClinicLine, asker: Asker, staff_id: UUID) -> bool:
    """Nobody comes in by this account any more, from this moment on. False for an unknown one, or one's own."""
    now = line.now()
    with line.database.begin() as tx:
        if staff_id == asker.member.id or staff.find(tx, staff_id) is None:
            return False
        staff.disable(tx, staff_id, now)
        staff_sessions.end_all(tx, staff_id, now)
        audit.note(tx, asker, "account_disabled", staff_id, now)
        return True


def change_role(line: ClinicLine, asker: Asker, staff_id: UUID, role: Role) -> bool:
    """What somebody may do from now on. Their sessions end: rights change at a login, never under way."""
    now = line.now()
    with line.database.begin() as tx:
        if staff_id == asker.member.id or staff.find(tx, staff_id) is None:
            return False
        staff.set_role(tx, staff_id, role)
        staff_sessions.end_all(tx, staff_id, now)
        audit.note(tx, asker, "role_changed", staff_id, now, role=role.value)
        return True


def break_glass_since(line: ClinicLine, since: datetime) -> list[tuple[datetime, str, str]]:
    """When the break-glass accounts were used, which, and why: every lead sees this on the queue."""
    with line.database.begin() as tx:
        return staff_sessions.reasons_since(tx, since)


def _is_address(address: str) -> bool:
    name, at, host = address.partition("@")
    return bool(name and at and "." in host) and not set(address) & set(" \t\r\n<>\"',;\0")
