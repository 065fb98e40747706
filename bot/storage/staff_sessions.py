"""Who is logged in, and who tried to. Only digests of cookies, accounts and addresses lie here."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import BigInteger, Connection, bindparam, cast, delete, func, insert, or_, select, update

from bot.storage.staff import MEMBER, StaffMember, member_of
from bot.storage.staff_tables import login_attempts, staff, staff_sessions


class Stage(StrEnum):
    """How far a login has come."""

    PASSWORD = "password"  # noqa: S105  the password was right; the one-time code is awaited
    FULL = "full"  # somebody is in
    WALL = "wall"  # a screen on the wall: counts and clocks, nothing else


@dataclass(frozen=True, slots=True)
class StaffSession:
    """One login of one member."""

    member: StaffMember
    stage: Stage
    opened_at: datetime
    seen_at: datetime
    reason: str = ""  # why the break-glass account is used

    @property
    def needs_reason(self) -> bool:
        """True while somebody is in with the break-glass account and has not said why."""
        return self.member.is_break_glass and not self.reason


_FIND = (
    select(
        *MEMBER, staff_sessions.c.stage, staff_sessions.c.opened_at, staff_sessions.c.seen_at, staff_sessions.c.reason
    )
    .join(staff, staff.c.id == staff_sessions.c.staff_id)
    .where(
        staff_sessions.c.digest == bindparam("digest"),
        staff_sessions.c.ended_at.is_(None),
        staff.c.disabled_at.is_(None),
    )
)


def add(tx: Connection, digest: bytes, staff_id: UUID, stage: Stage, now: datetime) -> None:
    """Somebody came in, or half-way in."""
    tx.execute(
        insert(staff_sessions).values(
            digest=digest, staff_id=staff_id, stage=stage.value, tries=0, opened_at=now, seen_at=now
        )
    )


def find(tx: Connection, digest: bytes) -> StaffSession | None:
    """The login behind a cookie that was neither ended nor disabled; its age is for the caller to judge."""
    row = tx.execute(_FIND, {"digest": digest}).first()
    return StaffSession(member_of(row), Stage(row[6]), row[7], row[8], row[9] or "") if row else None


def see(tx: Connection, digest: bytes, now: datetime) -> None:
    """Its person did something."""
    tx.execute(update(staff_sessions).where(staff_sessions.c.digest == digest).values(seen_at=now))


def give_reason(tx: Connection, digest: bytes, reason: str) -> None:
    """Why this login was needed, in its person's own words."""
    tx.execute(update(staff_sessions).where(staff_sessions.c.digest == digest).values(reason=reason))


def reasons_since(tx: Connection, since: datetime) -> list[tuple[datetime, str, str]]:
    """When the break-glass account came in, its name, and the reason it gave, the newest first."""
    rows = tx.execute(
        select(staff_sessions.c.opened_at, staff.c.name, func.coalesce(staff_sessions.c.reason, ""))
        .join(staff, staff.c.id == staff_sessions.c.staff_id)
        .where(
            staff.c.is_break_glass,
            staff_sessions.c.stage == Stage.FULL.value,
            staff_sessions.c.opened_at >= since,
        )
        .order_by(staff_sessions.c.opened_at.desc())
    )
    return [(row[0], row[1], row[2]) for row in rows]


def try_code(tx: Connection, digest: bytes, most: int, since: datetime) -> UUID | None:
    """Counts one more try of a one-time code and tells whose; None when there is none left."""
    found: UUID | None = tx.scalar(
        update(staff_sessions)
        .where(
            staff_sessions.c.digest == digest,
            staff_sessions.c.stage == Stage.PASSWORD.value,
            staff_sessions.c.ended_at.is_(None),
            staff_sessions.c.opened_at > since,
            staff_sessions.c.tries < most,
        )
        .values(tries=staff_sessions.c.tries + 1)
        .returning(staff_sessions.c.staff_id)
    )
    return found


def end(tx: Connection, digest: bytes, now: datetime) -> None:
    """This login is over, whatever its cookie says."""
    query = update(staff_sessions).where(staff_sessions.c.digest == digest, staff_sessions.c.ended_at.is_(None))
    tx.execute(query.values(ended_at=now))


def end_all(tx: Connection, staff_id: UUID, now: datetime) -> None:
    """Every login of this member is over."""
    query = update(staff_sessions).where(staff_sessions.c.staff_id == staff_id, staff_sessions.c.ended_at.is_(None))
    tx.execute(query.values(ended_at=now))


def attempt(tx: Connection, account: bytes, address: bytes, since: datetime, now: datetime) -> tuple[int, int]:
    """Records a try and returns how many there were since `since`, this one included: by account, by address.

    Tries of one account are counted one after the other, so that many at once cannot slip through together.
    """
    tx.execute(select(func.pg_advisory_xact_lock(cast(_lock(account), BigInteger))))
    tx.execute(insert(login_attempts).values(account=account, address=address, tried_at=now))
    row = tx.execute(
        select(
            func.count().filter(login_attempts.c.account == account),
            func.count().filter(login_attempts.c.address == address),
        ).where(
            login_attempts.c.tried_at > since,
            or_(login_attempts.c.account == account, login_attempts.c.address == address),
        )
    ).one()
    return row[0], row[1]


def forgive(tx: Connection, account: bytes) -> None:
    """The right password came: the tries of this account count no more."""
    tx.execute(delete(login_attempts).where(login_attempts.c.account == account))


def forget_attempts(tx: Connection, before: datetime) -> int:
    """Removes tries too old to count. Returns how many."""
    return tx.execute(delete(login_attempts).where(login_attempts.c.tried_at < before)).rowcount


def _lock(account: bytes) -> int:
    return int.from_bytes(account[:8], "big", signed=True)
