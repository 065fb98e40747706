"""A clinic line without content, and the people who work at it."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.channels.gsm import count as count_segments
from bot.clinic import profile
from bot.clinic.hours import OpeningHours
from bot.clinic.rota import Rota, first_rota
from bot.clinic.staff_rules import Role
from bot.clinic.weeks import Timetable
from bot.content import read_kinds
from bot.dialogue.book import FlowBook
from bot.dialogue.flow import Common
from bot.nlu.meaning import Heard, Meaning
from bot.services import staff_access, staff_accounts
from bot.services.audit import Asker
from bot.services.calendars import RequestsCalendar
from bot.services.desk import Desk
from bot.services.line import ClinicLine
from bot.services.outbound import Outbound
from bot.services.staff_accounts import Accepted
from bot.services.staff_secrets import new_totp_secret, totp_code
from bot.services.visit_links import VisitLinks
from bot.storage.database import Database
from bot.storage.staff import StaffMember
from bot.values import Language
from tests.clinic.scheduling import SHIPPED

MONDAY = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # ten in the morning at the clinic
HERE = "192.0.2.7"
PASSWORD = "long blue heron"


@dataclass(slots=True)
class HandClock:
    """A clock that a test moves."""

    instant: datetime = MONDAY

    def now(self) -> datetime:
        return self.instant

    def pass_by(self, **duration: float) -> None:
        self.instant += timedelta(**duration)


def steady_bytes() -> Callable[[int], bytes]:
    """Random-looking bytes that are the same in every run."""
    numbers = count()

    def draw(length: int) -> bytes:
        return hashlib.shake_256(str(next(numbers)).encode()).digest(length)

    return draw


def nobody_listens(_: Heard) -> Meaning:
    raise AssertionError("nothing is said in this test")


def make_line(database: Database, clock: HandClock | None = None) -> ClinicLine:
    """A line whose profile is the clinic's own, and whose book is empty."""
    facts = profile.parse(Path("flows/clinic.toml").read_text(encoding="utf-8"))
    clinic_hours = OpeningHours(facts)
    desk = Desk(Timetable(SHIPPED), clinic_hours, steady_bytes())
    return ClinicLine(
        book=FlowBook({}, Common(format=1, wordings={}, intents={}), {}),
        profile=facts,
        hours=clinic_hours,
        rota=Rota(first_rota(facts), clinic_hours),
        understand=nobody_listens,
        database=database,
        clock=clock or HandClock(),
        secret_bytes=steady_bytes(),
        desk=desk,
        calendar=RequestsCalendar(desk),
        outbound=make_outbound(clinic_hours),
        links=VisitLinks("https://line.example.org", "k" * 40),
    )


def make_outbound(clinic_hours: OpeningHours) -> Outbound:
    """The clinic's own kinds of message, with the two names their words ask for."""
    kinds = read_kinds(Path("flows"))
    always = {"clinic": "Spine Clinic Test", "human_line": "(817) 555-0142"}
    words = {name: dict.fromkeys(Language, value) for name, value in always.items()}
    return Outbound(kinds, clinic_hours.zone, steady_bytes(), lambda body: (body, count_segments(body).segments), words)


@dataclass(frozen=True, slots=True)
class Hired:
    """A staff member whose account is ready, with what they remember."""

    member: StaffMember
    secret: str
    codes: tuple[str, ...] = field(repr=False)
    password: str = PASSWORD

    @property
    def asker(self) -> Asker:
        return Asker(self.member, HERE)


def hire(line: ClinicLine, name: str = "Ana Test", role: Role = Role.NURSE, *, is_break_glass: bool = False) -> Hired:
    """Invites and accepts; the code used was of a minute ago, so that the next one may follow at once."""
    email = f"{name.partition(' ')[0].lower()}@example.org"
    token = staff_accounts.invite(line, email, role, name=name, is_break_glass=is_break_glass)
    secret = new_totp_secret(line.secret_bytes)
    before = totp_code(secret, line.now() - timedelta(seconds=30))
    done = staff_accounts.accept(line, token, PASSWORD, secret, before, HERE)
    assert isinstance(done, Accepted)
    return Hired(replace(done.member), secret, done.recovery_codes)


def come_in(line: ClinicLine, hired: Hired) -> str:
    """The token of a full login."""
    half = staff_access.log_in(line, hired.member.email, hired.password, HERE, is_known_device=False)
    assert half is not None
    token = staff_access.give_code(line, half, totp_code(hired.secret, line.now()), HERE)
    assert token is not None
    return token
