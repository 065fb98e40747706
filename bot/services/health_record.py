"""The health record as the place where visits must end up: what is busy there, and delivering what was promised.

No connection to the database is held while the record thinks. A visit that could not be delivered stays pending: the
person was told that staff confirm, staff have the request, and the next run tries again.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

from bot.clinic.appointments import Appointment, AppointmentId, AppointmentStatus, Change
from bot.services import visits
from bot.services.desk import Desk
from bot.storage import appointments, in_record, mirror, patients
from bot.storage.database import Database
from bot.storage.mirror import Busy
from bot.storage.patients import Patient


class RecordUnreachable(Exception):
    """The health record did not answer in time, or cannot now. Check FHIR_BASE_URL; the next run tries again."""


class RecordRefused(Exception):
    """The health record understood and said no. Check the rights of this program's account there."""


class RecordChanged(Exception):
    """Somebody changed the same thing in the health record first. Read it again before deciding."""


class SlotGone(Exception):
    """The time is taken in the health record. The person is offered another."""


class HealthRecord(Protocol):
    """A health record. Each call may take seconds, has a time-out, and raises the exceptions above."""

    def busy(self, since: datetime, until: datetime) -> Sequence[Busy]: ...

    def book(self, visit: Appointment, patient: Patient) -> None: ...

    def cancel(self, visit: Appointment) -> None: ...


class Delivery(StrEnum):
    """How a delivery ended."""

    BOOKED = "booked"  # the record has it
    GONE = "gone"  # taken there: staff find another time with the person
    LATER = "later"  # not reachable: still pending
    REFUSED = "refused"  # the record says no: still pending, for staff
    DROPPED = "dropped"  # it is out of the record, and off
    NOTHING = "nothing"  # there was nothing to deliver


@dataclass(frozen=True, slots=True)
class Delivered:
    """What became of one pending visit."""

    outcome: Delivery
    visit: Appointment | None = None


def deliver(database: Database, record: HealthRecord, visit_id: AppointmentId, now: datetime) -> Delivered:
    """Brings one pending visit to the record. Safe to repeat: the record knows a visit by its own id."""
    with database.begin() as tx:
        visit = appointments.find(tx, visit_id)
        if visit is None or visit.status is not AppointmentStatus.PENDING:
            return Delivered(Delivery.NOTHING, visit)
        patient = patients.get(tx, visit.patient_id)
    try:
        record.book(visit, patient)
    except (SlotGone, RecordChanged):
        with database.begin() as tx:
            appointments.ask_change(tx, visit, Change.MOVE, now)
        return Delivered(Delivery.GONE, visit)
    except RecordUnreachable:
        return Delivered(Delivery.LATER, visit)
    except RecordRefused:
        return Delivered(Delivery.REFUSED, visit)
    with database.begin() as tx:
        in_record.set_in_record(tx, visit_id, is_there=True)
        found = appointments.find(tx, visit_id)
        if found is not None and found.status is AppointmentStatus.PENDING:
            appointments.set_status(tx, found, AppointmentStatus.BOOKED, now)
            return Delivered(Delivery.BOOKED, found)
    leave(database, record)  # dropped meanwhile
    return Delivered(Delivery.NOTHING, found)


def take_out(desk: Desk, database: Database, record: HealthRecord, visit_id: AppointmentId, now: datetime) -> Delivered:
    """Drops a visit as its person asked: there first, then here. Safe to repeat."""
    with database.begin() as tx:
        visit = appointments.find(tx, visit_id)
    if visit is None or visit.change_asked is not Change.DROP or not visit.status.stands:
        return Delivered(Delivery.NOTHING, visit)
    try:
        record.cancel(visit)
    except (RecordUnreachable, RecordChanged):
        return Delivered(Delivery.LATER, visit)
    except RecordRefused:
        return Delivered(Delivery.REFUSED, visit)
    with database.begin() as tx:
        in_record.set_in_record(tx, visit_id, is_there=False)
        visits.drop(desk, tx, visit_id, now, is_staff=True)
    return Delivered(Delivery.DROPPED, visit)


def leave(database: Database, record: HealthRecord) -> int:
    """Takes out of the record what is off here already. Returns how many; the others are tried again."""
    with database.begin() as tx:
        off = in_record.to_leave(tx)
    gone = 0
    for visit in off:
        with suppress(RecordUnreachable, RecordChanged, RecordRefused):
            record.cancel(visit)
            gone += 1
            with database.begin() as tx:
                in_record.set_in_record(tx, visit.id, is_there=False)
    return gone


def pending(database: Database) -> list[AppointmentId]:
    """The visits that wait for the record, oldest first; those that staff must move are left out."""
    with database.begin() as tx:
        return in_record.pending(tx)


def drops_asked(database: Database) -> list[AppointmentId]:
    """The visits that somebody asked to drop."""
    with database.begin() as tx:
        return in_record.drops_asked(tx)


def read_busy(desk: Desk, database: Database, record: HealthRecord, now: datetime) -> int:
    """Learns what is busy in the record, so that a search needs no network. Returns how many stretches."""
    reach = timedelta(days=max(kind.horizon_days for kind in desk.schedule.types))
    found = record.busy(now, now + reach)
    with database.begin() as tx:
        return mirror.replace(tx, desk.schedule, found, desk.hours.zone)
