"""Coming into the console: password, one-time code, and the session behind the cookie.

Whoever is refused learns nothing: the same words and the same work whether the account exists, rests or not.
Sources: OWASP ASVS 5.0 chapters 6 and 7, NIST SP 800-63B-4.
"""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from bot.services import audit
from bot.services.audit import Asker
from bot.services.line import ClinicLine
from bot.services.staff_secrets import digest, is_password, new_token, recovery_digest, step_of_code
from bot.storage import staff, staff_sessions
from bot.storage.staff import Account, StaffMember
from bot.storage.staff_sessions import StaffSession, Stage
from bot.values import Language

IDLE = timedelta(minutes=15)
LONGEST_SESSION = timedelta(hours=8)
BREAK_GLASS_LASTS = timedelta(hours=1)
CODE_AWAITED = timedelta(minutes=10)  # between the password and the one-time code
WALL_LASTS = timedelta(days=30)
SHORTEST_REASON, LONGEST_REASON = 8, 500  # characters
SEEN_EVERY = timedelta(seconds=20)  # an act within this of the last one need not be written down

WINDOW = timedelta(minutes=15)
MOST_BY_ACCOUNT = 10  # tries in a window; a known device has its own count, so nobody is locked out by a stranger
MOST_BY_ADDRESS = 100
MOST_CODES = 5  # tries of a one-time code for each password


def log_in(line: ClinicLine, email: str, password: str, address: str, *, is_known_device: bool) -> str | None:
    """The password step. A token for the code step, or None without a reason."""
    now = line.now()
    key = _account_key(email, is_known_device=is_known_device)
    with line.database.begin() as tx:
        by_account, by_address = staff_sessions.attempt(tx, key, _address_key(address), now - WINDOW, now)
        account = staff.find_by_email(tx, normal_email(email))
    may_try = by_account <= MOST_BY_ACCOUNT and by_address <= MOST_BY_ADDRESS
    kept = account.password if account and may_try and not account.is_disabled else None
    is_right = is_password(kept, password)  # no transaction is open: this is meant to take its time
    with line.database.begin() as tx:
        if account is None or not is_right:
            if may_try:  # a flood fills no audit: what rests is refused without a line
                audit.note_stranger(tx, "login_refused", account.member.id if account else None, address, now)
            return None
        return _begin(line, tx, account.member.id, Stage.PASSWORD, now)


def give_code(line: ClinicLine, token: str, typed: str, address: str) -> str | None:
    """The code step: an app's code or a printed one, each used once. A new token, or None."""
    now = line.now()
    with line.database.begin() as tx:
        whose = staff_sessions.try_code(tx, digest(token), MOST_CODES, now - CODE_AWAITED)
        if whose is None:
            return None
        account = staff.get(tx, whose)
        if account.is_disabled or not _is_code(tx, account, typed, now):
            audit.note_stranger(tx, "code_refused", whose, address, now)
            return None
        staff_sessions.end(tx, digest(token), now)
        for is_known in (True, False):
            staff_sessions.forgive(tx, _account_key(account.member.email, is_known_device=is_known))
        staff.note_login(tx, whose, now)
        act = "break_glass" if account.member.is_break_glass else "login"
        audit.note(tx, Asker(account.member, address), act, whose, now)
        return _begin(line, tx, whose, Stage.FULL, now)


def find_session(line: ClinicLine, token: str, *, is_activity: bool) -> StaffSession | None:
    """Who is behind this cookie, while neither idle nor too old. Only activity keeps it awake; polling is none."""
    now = line.now()
    with line.database.begin() as tx:
        found = staff_sessions.find(tx, digest(token))
        if found is None or not _is_alive(found, now):
            return None
        if is_activity and now - found.seen_at > SEEN_EVERY:
            staff_sessions.see(tx, digest(token), now)
        return found


def give_reason(line: ClinicLine, token: str, asker: Asker, reason: str) -> bool:
    """Why the break-glass account is used; without it nothing is shown. False for a reason that says nothing."""
    kept = " ".join(reason.split())[:LONGEST_REASON]
    if len(kept) < SHORTEST_REASON:
        return False
    with line.database.begin() as tx:
        staff_sessions.give_reason(tx, digest(token), kept)
        audit.note(tx, asker, "break_glass_reason", asker.member.id, line.now(), letters=len(kept))
    return True


def log_out(line: ClinicLine, token: str, asker: Asker) -> None:
    """The session is over on the server; a copied cookie is worthless."""
    with line.database.begin() as tx:
        staff_sessions.end(tx, digest(token), line.now())
        audit.note(tx, asker, "logout", asker.member.id, line.now())


def open_wall(line: ClinicLine, asker: Asker) -> str:
    """A token for a screen on the wall: it shows counts and clocks, and outlives its member's own session."""
    now = line.now()
    with line.database.begin() as tx:
        audit.note(tx, asker, "wall_opened", asker.member.id, now)
        return _begin(line, tx, asker.member.id, Stage.WALL, now)


def choose_language(line: ClinicLine, asker: Asker, language: Language) -> None:
    """The language the console speaks to this member."""
    with line.database.begin() as tx:
        staff.set_language(tx, asker.member.id, language)


def last_login(line: ClinicLine, member: StaffMember) -> datetime | None:
    """When this member came in last."""
    with line.database.begin() as tx:
        account = staff.find(tx, member.id)
        return account.last_login_at if account else None


def forget_old_attempts(line: ClinicLine) -> int:
    """Housekeeping: tries that count no more. Returns how many."""
    with line.database.begin() as tx:
        return staff_sessions.forget_attempts(tx, line.now() - WINDOW)


def normal_email(email: str) -> str:
    """The one spelling of an address."""
    return "".join(char for char in email.strip().casefold() if char.isprintable())[:254]


def _begin(line: ClinicLine, tx: Connection, staff_id: UUID, stage: Stage, now: datetime) -> str:
    token = new_token(line.secret_bytes)
    staff_sessions.add(tx, digest(token), staff_id, stage, now)
    return token


def _is_code(tx: Connection, account: Account, typed: str, now: datetime) -> bool:
    if account.totp_secret is None:
        return False
    typed = typed.replace(" ", "")
    step = step_of_code(account.totp_secret, typed, now)
    if step is not None:
        return staff.use_step(tx, account.member.id, step)
    return staff.use_recovery_code(tx, account.member.id, recovery_digest(typed), now)


def _is_alive(found: StaffSession, now: datetime) -> bool:
    age, rest = now - found.opened_at, now - found.seen_at
    match found.stage:
        case Stage.PASSWORD:
            return age < CODE_AWAITED
        case Stage.WALL:
            return age < WALL_LASTS
        case Stage.FULL:
            longest = BREAK_GLASS_LASTS if found.member.is_break_glass else LONGEST_SESSION
            return age < longest and rest < IDLE


def _account_key(email: str, *, is_known_device: bool) -> bytes:
    return hashlib.sha256(f"{normal_email(email)}|{is_known_device}".encode("utf-8", "surrogatepass")).digest()


def _address_key(address: str) -> bytes:
    return hashlib.sha256(address.encode("utf-8", "surrogatepass")).digest()
