"""What every use case of visits is handed: the clinic's schedule and rules, and who is told when a visit changes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import Connection

from bot.clinic.appointments import Appointment, AppointmentStatus
from bot.clinic.hours import OpeningHours
from bot.clinic.schedule import Schedule
from bot.clinic.weeks import Timetable
from bot.settings import PatientChanges


class VisitWatcher(Protocol):
    """Told of every change in the very transaction that makes it: reminders are written and withdrawn here."""

    def booked(self, tx: Connection, visit: Appointment, now: datetime) -> None: ...

    def moved(self, tx: Connection, old: Appointment, new: Appointment, now: datetime) -> None: ...

    def dropped(self, tx: Connection, visit: Appointment, now: datetime) -> None: ...


class Nobody:
    """Watches nothing."""

    def booked(self, tx: Connection, visit: Appointment, now: datetime) -> None:
        """Nothing is written for a new visit."""

    def moved(self, tx: Connection, old: Appointment, new: Appointment, now: datetime) -> None:
        """Nothing follows a moved visit."""

    def dropped(self, tx: Connection, visit: Appointment, now: datetime) -> None:
        """Nothing is withdrawn."""


NOBODY = Nobody()


@dataclass(frozen=True, slots=True)
class Desk:
    """The front desk of one clinic. `secret_bytes` gives random bytes for visit codes.

    `first_status` is what a new visit is: booked, or pending where another calendar has the last word.
    """

    timetable: Timetable
    hours: OpeningHours
    secret_bytes: Callable[[int], bytes]
    changes: PatientChanges = PatientChanges.REQUEST
    first_status: AppointmentStatus = AppointmentStatus.BOOKED
    watcher: VisitWatcher = NOBODY

    @property
    def asks_record(self) -> bool:
        """True where a patient's change is brought to the health record, which has the last word."""
        return self.first_status is AppointmentStatus.PENDING and self.changes is PatientChanges.DIRECT

    @property
    def schedule(self) -> Schedule:
        """Who sees people, when and where, as it stands now."""
        return self.timetable.schedule

    def day_of(self, at: datetime) -> date:
        """The clinic's own day at this instant."""
        return at.astimezone(self.hours.zone).date()
