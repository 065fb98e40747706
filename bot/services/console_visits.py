"""Visits as staff read them: a day, one visit, what is free. Names are read here, so each read is an audit line."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bot.clinic.appointments import Appointment, AppointmentId
from bot.clinic.slots import Slot
from bot.services import booking, visits
from bot.services.audit import Asker, note
from bot.services.line import ClinicLine
from bot.storage import appointments, conversations, patients
from bot.storage.appointments import Described
from bot.storage.patients import Patient


@dataclass(frozen=True, slots=True)
class Day:
    """A day's visits in order of time, and whatever waits for staff on any day; each with the patient's name."""

    on: date
    visits: tuple[tuple[Appointment, str], ...]
    asked: tuple[tuple[Appointment, str], ...]


@dataclass(frozen=True, slots=True)
class OneVisit:
    """A visit with what staff need beside it. `told` are the numbers that hear of a change."""

    about: Described
    told: tuple[str, ...]
    conversation_id: UUID | None


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a visit is booked for from a conversation: the number, and the patients it speaks for."""

    phone: str | None
    known: tuple[Patient, ...]


def read_day(line: ClinicLine, asker: Asker, day: date) -> Day:
    """The list of a day."""
    now = line.now()
    with line.database.begin() as tx:
        found = Day(day, tuple(visits.day_list(tx, day)), tuple(appointments.asked(tx, now)))
        note(tx, asker, "visits_read", None, now, day=day.isoformat(), visits=len(found.visits))
        return found


def read_visit(line: ClinicLine, asker: Asker, visit_id: UUID) -> OneVisit | None:
    """One visit; None for an unknown one."""
    with line.database.begin() as tx:
        found = appointments.describe(tx, AppointmentId(visit_id))
        if found is None:
            return None
        note(tx, asker, "visit_read", visit_id, line.now())
        told = tuple(sorted(patients.verified_numbers(tx, found.visit.patient_id)))
        numbers = (*filter(None, [found.visit.booked_from]), *told)
        return OneVisit(found, told, conversations.newest_of(tx, numbers))


def read_caller(line: ClinicLine, asker: Asker, conversation_id: UUID) -> Caller | None:
    """Whom a conversation is with; None for an unknown one."""
    with line.database.begin() as tx:
        found = conversations.number_of(tx, conversation_id)
        if found is None:
            return None
        note(tx, asker, "caller_read", conversation_id, line.now())
        phone = found[0]
        return Caller(phone, tuple(patients.of_number(tx, phone)) if phone else ())


def free_times(line: ClinicLine, kind: str, day: date) -> tuple[Slot, ...]:
    """What staff may book on a day: bound by shifts and what is taken, not by notice and caps. Raises KeyError."""
    wanted = line.desk.schedule.type_of(kind)
    with line.database.begin() as tx:
        return booking.availability(line.desk, tx, wanted, line.now(), day, is_staff=True).on(day)
