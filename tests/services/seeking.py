"""A desk with people behind it: somebody's request, the staff's phones, and what they were sent."""

from dataclasses import dataclass, field

from sqlalchemy import text

from bot.clinic.rota import Duty
from bot.services import handoff, ringing
from bot.services.addressing import addressee
from bot.services.escalation import Seeking, climb_due
from bot.services.gateway import Accepted, Outcome
from bot.services.promise_keeping import look_after_promises
from bot.storage.database import Database
from bot.storage.handoffs import Handoff
from bot.values import HandoffReason, Team, Urgency
from tests.bots import ME
from tests.services.sending import Office, an_office

DESK, LEAD, DOCTOR = "+18175550171", "+18175550172", "+18175550173"
ROTA = (
    Duty(name="Desk Test", phone=DESK, rung=1),
    Duty(name="Lead Test", phone=LEAD, rung=2),
    Duty(name="Doctor Test", phone=DOCTOR, rung=3, is_clinician=True, is_called=True),
)
LINK = "https://line.example.org/console"


@dataclass(slots=True)
class Calls:
    """A gateway that rings whatever it is asked to, and writes it down."""

    outcome: Outcome = field(default_factory=lambda: Accepted("CA" + "1" * 32))
    rung: list[tuple[str, str]] = field(default_factory=list)  # phone, key

    def ring(self, to: str, line: str, key: str) -> Outcome:  # noqa: ARG002
        self.rung.append((to, key))
        return self.outcome


@dataclass(slots=True)
class Seekers:
    """An office whose worker also seeks staff."""

    office: Office
    seeking: Seeking
    calls: Calls

    def ask(
        self,
        urgency: Urgency = Urgency.EMERGENCY,
        reason: HandoffReason = HandoffReason.RED_FLAG,
        team: Team = Team.NURSE,
    ) -> Handoff:
        line, now = self.office.bot.line, self.office.bot.line.now()
        return line.database.run(
            lambda tx: handoff.open_or_raise(line, tx, addressee(line, tx, ME, now), reason, urgency, team, now)
        )

    def work(self) -> None:
        """Everything the worker does in one look."""
        climb_due(self.seeking)
        look_after_promises(self.seeking)
        ringing.ring_due(self.office.bot.line, self.calls)
        self.office.work()

    def pass_by(self, **length: float) -> None:
        """Time passes, and the worker looks."""
        self.office.clock.move(**length)
        self.work()

    def texts_to(self, phone: str) -> list[str]:
        return [parcel.body for parcel in self.office.gateway.posted if parcel.to == phone]

    def acts(self) -> list[str]:
        with self.office.database.begin() as tx:
            return list(tx.scalars(text("SELECT act FROM audit ORDER BY id")))

    def value(self, sql: str) -> object:
        with self.office.database.begin() as tx:
            return tx.scalar(text(sql))


def seekers(database: Database, now: str = "2026-11-24 10:00", rota: tuple[Duty, ...] = ROTA) -> Seekers:
    """An office on a Tuesday morning with this rota."""
    office = an_office(database, now)
    office.bot.line.rota.follow(rota)
    return Seekers(office, Seeking(office.bot.line, LINK), Calls())
