"""Keeps our visits and the health record in step, from the worker: what is busy there, and what must get there.

The person was told that a visit stands once it is confirmed. They hear when it is; where the record says no, or nothing
for long, staff have the request.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.clinic.appointments import Appointment, AppointmentId, Change
from bot.services import handoff, visits
from bot.services.addressing import addressee
from bot.services.health_record import (
    Delivery,
    HealthRecord,
    RecordRefused,
    RecordUnreachable,
    deliver,
    pending,
    read_busy,
)  # fmt: skip
from bot.services.line import ClinicLine
from bot.services.visit_news import STANDS, tell
from bot.storage import appointments
from bot.values import HandoffReason, Team, Urgency

STAFF_AFTER = timedelta(minutes=30)  # so long nobody is bothered: the record may just be slow


@dataclass(frozen=True, slots=True)
class Brought:
    """What a run came to, as counts for a log."""

    booked: int = 0
    for_staff: int = 0
    later: int = 0


@dataclass(slots=True)
class RecordCare:
    """One worker's care. `told` are the waiting visits that staff have been told of."""

    line: ClinicLine
    record: HealthRecord
    told: set[AppointmentId] = field(default_factory=set)
    waiting_since: dict[AppointmentId, datetime] = field(default_factory=dict)

    def learn(self) -> int:
        """What is busy in the record; -1 where it cannot be asked now, and what was known before stays."""
        try:
            return read_busy(self.line.desk, self.line.database, self.record, self.line.now())
        except (RecordUnreachable, RecordRefused):
            return -1

    def bring(self) -> Brought:
        """Every pending visit, once."""
        done = [self._bring(visit_id) for visit_id in pending(self.line.database)]
        return Brought(done.count("booked"), done.count("for_staff"), done.count("later"))

    def _bring(self, visit_id: AppointmentId) -> str:
        now = self.line.now()
        delivered = deliver(self.line.database, self.record, visit_id, now)
        visit = delivered.visit
        if visit is None:
            return "nothing"
        match delivered.outcome:
            case Delivery.BOOKED:
                self.line.database.run(lambda tx: self._confirm(tx, visit, now))
                return "booked"
            case Delivery.GONE | Delivery.REFUSED:
                self.line.database.run(lambda tx: self._hand_over(tx, visit, now))
                return "for_staff"
            case Delivery.LATER:
                self._wait(visit, now)
                return "later"
            case Delivery.NOTHING:
                return "nothing"

    def _wait(self, visit: Appointment, now: datetime) -> None:
        since = self.waiting_since.setdefault(visit.id, now)
        if now - since >= STAFF_AFTER and visit.id not in self.told:
            self.told.add(visit.id)
            self.line.database.run(lambda tx: self._open_handoff(tx, visit, now))

    def _hand_over(self, tx: Connection, visit: Appointment, now: datetime) -> None:
        """Staff find another time; until then the visit is not tried again."""
        found = appointments.find(tx, visit.id)
        if found is not None and found.change_asked is None:
            appointments.ask_change(tx, found, Change.MOVE, now)
        self._open_handoff(tx, visit, now)

    def _open_handoff(self, tx: Connection, visit: Appointment, now: datetime) -> None:
        if visit.booked_from is not None:
            thread = addressee(self.line, tx, visit.booked_from, now)
            reason = HandoffReason.BOOK_REQUEST
            handoff.open_or_raise(self.line, tx, thread, reason, Urgency.SAME_DAY, Team.FRONT_DESK, now)

    def _confirm(self, tx: Connection, visit: Appointment, now: datetime) -> None:
        visits.affirm(self.line.desk, tx, visit.id, now)  # its reminders were of a visit nobody had confirmed
        if visit.booked_from is not None:
            tell(self.line, tx, visit, STANDS, [visit.booked_from], now)
