"""Staff accounts, their invites and recovery codes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, insert, select, update

from bot.clinic.staff_rules import Right, Role, may
from bot.storage.staff_tables import staff, staff_invites, staff_recovery_codes
from bot.values import Language


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Who works here, as the console knows them."""

    id: UUID
    email: str
    name: str
    role: Role
    language: Language
    is_break_glass: bool = False

    def may(self, right: Right) -> bool:
        """True where they may do this."""
        return may(self.role, right, is_break_glass=self.is_break_glass)


@dataclass(frozen=True, slots=True)
class Account:
    """A staff member with what a login needs."""

    member: StaffMember
    password: str | None
    totp_secret: str | None
    totp_step: int
    last_login_at: datetime | None
    is_disabled: bool


MEMBER = (staff.c.id, staff.c.email, staff.c.name, staff.c.role, staff.c.language, staff.c.is_break_glass)
_ACCOUNT = select(
    *MEMBER, staff.c.password, staff.c.totp_secret, staff.c.totp_step, staff.c.last_login_at, staff.c.disabled_at
)


def member_of(row: Sequence[Any]) -> StaffMember:
    """The member in the first columns of a row of MEMBER."""
    return StaffMember(row[0], row[1], row[2], Role(row[3]), Language(row[4]), row[5])


def add(tx: Connection, email: str, name: str, role: Role, now: datetime, *, is_break_glass: bool) -> StaffMember:
    """A new account that waits for its invite to be accepted."""
    member = StaffMember(uuid4(), email, name, role, Language.EN, is_break_glass)
    tx.execute(
        insert(staff).values(
            id=member.id,
            email=email,
            name=name,
            role=role.value,
            language=member.language.value,
            is_break_glass=is_break_glass,
            totp_step=0,
            created_at=now,
        )
    )
    return member


def find_by_email(tx: Connection, email: str) -> Account | None:
    """The account of this address, locked."""
    row = tx.execute(_ACCOUNT.where(staff.c.email == email).with_for_update()).first()
    return _account(row) if row else None


def get(tx: Connection, staff_id: UUID) -> Account:
    """The account, locked."""
    return _account(tx.execute(_ACCOUNT.where(staff.c.id == staff_id).with_for_update()).one())


def find(tx: Connection, staff_id: UUID) -> Account | None:
    """The account, or None."""
    row = tx.execute(_ACCOUNT.where(staff.c.id == staff_id)).first()
    return _account(row) if row else None


def everybody(tx: Connection) -> list[Account]:
    """Every account, in the order of names."""
    return [_account(row) for row in tx.execute(_ACCOUNT.order_by(staff.c.name, staff.c.email))]


def set_secrets(tx: Connection, staff_id: UUID, password: str, totp_secret: str) -> None:
    """A new password and a new secret for one-time codes; the account is alive again."""
    tx.execute(
        update(staff)
        .where(staff.c.id == staff_id)
        .values(password=password, totp_secret=totp_secret, totp_step=0, disabled_at=None)
    )


def use_step(tx: Connection, staff_id: UUID, step: int) -> bool:
    """Marks the half minute whose code was given. False when it, or a later one, was used before."""
    query = update(staff).where(staff.c.id == staff_id, staff.c.totp_step < step).values(totp_step=step)
    return tx.execute(query).rowcount == 1


def note_login(tx: Connection, staff_id: UUID, now: datetime) -> None:
    """Somebody is in."""
    tx.execute(update(staff).where(staff.c.id == staff_id).values(last_login_at=now))


def set_language(tx: Connection, staff_id: UUID, language: Language) -> None:
    """The language the console speaks to them."""
    tx.execute(update(staff).where(staff.c.id == staff_id).values(language=language.value))


def set_role(tx: Connection, staff_id: UUID, role: Role) -> None:
    """What they are from now on."""
    tx.execute(update(staff).where(staff.c.id == staff_id).values(role=role.value))


def disable(tx: Connection, staff_id: UUID, now: datetime) -> None:
    """They may not come in any more; only a new invite lets them."""
    tx.execute(update(staff).where(staff.c.id == staff_id).values(disabled_at=now, password=None, totp_secret=None))


def add_invite(
    tx: Connection, digest: bytes, staff_id: UUID, by: UUID | None, now: datetime, expires_at: datetime
) -> None:
    """A link; the ones before it are dead."""
    tx.execute(
        update(staff_invites)
        .where(staff_invites.c.staff_id == staff_id, staff_invites.c.used_at.is_(None))
        .values(used_at=now)
    )
    tx.execute(
        insert(staff_invites).values(
            digest=digest, staff_id=staff_id, issued_by=by, issued_at=now, expires_at=expires_at
        )
    )


def find_invite(tx: Connection, digest: bytes, now: datetime) -> UUID | None:
    """Whose link this is, locked; None for one that is unknown, used or too old."""
    found: UUID | None = tx.scalar(
        select(staff_invites.c.staff_id)
        .where(staff_invites.c.digest == digest, staff_invites.c.used_at.is_(None), staff_invites.c.expires_at > now)
        .with_for_update()
    )
    return found


def use_invite(tx: Connection, digest: bytes, now: datetime) -> None:
    """The link is spent."""
    tx.execute(update(staff_invites).where(staff_invites.c.digest == digest).values(used_at=now))


def replace_recovery_codes(tx: Connection, staff_id: UUID, digests: Sequence[bytes], now: datetime) -> None:
    """New printed codes; the old ones are dead."""
    codes = staff_recovery_codes
    tx.execute(update(codes).where(codes.c.staff_id == staff_id, codes.c.used_at.is_(None)).values(used_at=now))
    tx.execute(insert(codes), [{"staff_id": staff_id, "digest": digest} for digest in digests])


def use_recovery_code(tx: Connection, staff_id: UUID, digest: bytes, now: datetime) -> bool:
    """True when this printed code was theirs and unused; it is used now."""
    codes = staff_recovery_codes
    query = update(codes).where(codes.c.staff_id == staff_id, codes.c.digest == digest, codes.c.used_at.is_(None))
    return tx.execute(query.values(used_at=now)).rowcount == 1


def _account(row: Sequence[Any]) -> Account:
    return Account(member_of(row), row[6], row[7], row[8], row[9], row[10] is not None)
