"""Keeps our visits and the health record in step, from the worker: what is busy there, and what must get there.

The person was told that a visit stands once it is confirmed. They hear when it is; where the record says no, or nothing
for long, staff have the request.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.clinic.appointments import Appointment, AppointmentId, AppointmentStatus, Change
from bot.services import handoff, visits
from bot.services.addressing import addressee
from bot.services.health_record import (
    Delivered,
    Delivery,
    HealthRecord,
    RecordRefused,
    RecordUnreachable,
    deliver,
    drops_asked,
    leave,
    pending,
    read_busy,
    take_out,
)  # fmt: skip
from bot.services.line import ClinicLine
from bot.services.visit_news import OFF, STANDS, tell
from bot.storage import appointments, in_record
from bot.values import HandoffReason, Team, Urgency

STAFF_AFTER = timedelta(minutes=30)  # so long nobody is bothered: the record may just be slow


@dataclass(frozen=True, slots=True)
class Brought:
    """What a run came to, as counts for a log."""

    booked: int = 0
    dropped: int = 0
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
        """Every pending visit and every asked change, once; what is off here leaves the record."""
        database, desk = self.line.database, self.line.desk
        done = [self._bring(visit_id) for visit_id in pending(database)]
        self._end_moves()
        if desk.asks_record:
            done += [self._drop(visit_id) for visit_id in drops_asked(database)]
        leave(database, self.record)
        return Brought(done.count("booked"), done.count("dropped"), done.count("for_staff"), done.count("later"))

    def _bring(self, visit_id: AppointmentId) -> str:
        now = self.line.now()
        return self._after(deliver(self.line.database, self.record, visit_id, now), now)

    def _drop(self, visit_id: AppointmentId) -> str:
        now = self.line.now()
        return self._after(take_out(self.line.desk, self.line.database, self.record, visit_id, now), now)

    def _end_moves(self) -> None:
        """The old time of a move goes once the new one stands; also where a worker died between the two."""
        with self.line.database.begin() as tx:
            for new_id in in_record.moves_done(tx):
                visits.end_move(self.line.desk, tx, new_id, self.line.now())

    def _after(self, delivered: Delivered, now: datetime) -> str:
        visit = delivered.visit
        if visit is None:
            return "nothing"
        match delivered.outcome:
            case Delivery.BOOKED:
                self.line.database.run(lambda tx: self._confirm(tx, visit, now))
                return "booked"
            case Delivery.DROPPED:
                self.line.database.run(lambda tx: self._tell(tx, visit, OFF, now))
                return "dropped"
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
        """Staff find another time; until then the visit is not tried again. The old time of a move stands as it was."""
        found = appointments.find(tx, visit.id)
        if found is not None and found.moved_from is not None and found.status is AppointmentStatus.PENDING:
            visits.give_up_move(tx, found, now)
        elif found is not None:
            appointments.ask_change(tx, found, Change.MOVE, now)
        self._open_handoff(tx, visit, now)

    def _open_handoff(self, tx: Connection, visit: Appointment, now: datetime) -> None:
        if visit.booked_from is not None:
            thread = addressee(self.line, tx, visit.booked_from, now)
            reason = HandoffReason.BOOK_REQUEST
            handoff.open_or_raise(self.line, tx, thread, reason, Urgency.SAME_DAY, Team.FRONT_DESK, now)

    def _confirm(self, tx: Connection, visit: Appointment, now: datetime) -> None:
        visits.affirm(self.line.desk, tx, visit.id, now)  # its reminders were of a visit nobody had confirmed
        self._tell(tx, visit, STANDS, now)

    def _tell(self, tx: Connection, visit: Appointment, kind: str, now: datetime) -> None:
        if visit.booked_from is not None:
            tell(self.line, tx, visit, kind, [visit.booked_from], now)
