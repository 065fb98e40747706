"""Visits as rows. Every change counts the version up: what was written for an older one can be told apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects.postgresql import insert

from bot.clinic.appointments import (
    STANDING,
    Appointment,
    AppointmentId,
    AppointmentStatus,
    Change,
    PatientId,
    SlotId,
    natural_key,
)
from bot.clinic.verification import Candidate, Claim
from bot.storage.visit_tables import appointments, patient_numbers, patients, practitioners, rooms, slots
from bot.values import Channel


@dataclass(frozen=True, slots=True)
class Described:
    """A visit with what staff need to know of it."""

    visit: Appointment
    name: str
    born_on: date
    plan: str
    note: str


_STANDS = appointments.c.status.in_([status.value for status in STANDING])
VISIT = (
    select(
        appointments.c.id,
        appointments.c.code,
        appointments.c.patient_id,
        appointments.c.slot_id,
        appointments.c.type,
        appointments.c.status,
        appointments.c.version,
        slots.c.starts_at,
        slots.c.ends_at,
        practitioners.c.key,
        rooms.c.key,
        rooms.c.location,
        appointments.c.booked_from,
        appointments.c.moved_from,
        appointments.c.change_asked,
        appointments.c.confirmed_at,
        appointments.c.late_minutes,
    )
    .join_from(appointments, slots, slots.c.id == appointments.c.slot_id)
    .join(practitioners, practitioners.c.id == slots.c.practitioner_id)
    .join(rooms, rooms.c.id == slots.c.room_id)
)

_ADD = insert(appointments).on_conflict_do_nothing().returning(appointments.c.id)


def add(tx: Connection, visit: Appointment, channel: str, plan: str, note: str, now: datetime) -> bool:
    """Writes a visit. False when the same visit stands already, or the code is taken."""
    row = {
        "id": visit.id,
        "code": visit.code,
        "patient_id": visit.patient_id,
        "slot_id": visit.slot_id,
        "type": visit.type,
        "status": visit.status.value,
        "version": visit.version,
        "natural_key": natural_key(visit.patient_id, visit.type, visit.starts_at),
        "booked_from": visit.booked_from,
        "channel": channel,
        "plan": plan,
        "note": note,
        "moved_from": visit.moved_from,
        "booked_at": now,
        "changed_at": now,
    }
    return tx.scalar(_ADD, row) is not None


def find(tx: Connection, appointment_id: AppointmentId) -> Appointment | None:
    """The visit of this id, locked."""
    return _first(tx.execute(VISIT.where(appointments.c.id == appointment_id).with_for_update(of=appointments)).first())


def by_text(tx: Connection, appointment_id: str) -> Appointment | None:
    """The visit of this id as a session keeps it, locked."""
    return find(tx, AppointmentId(UUID(appointment_id))) if appointment_id else None


def find_same(tx: Connection, patient_id: PatientId, kind: str, starts_at: datetime) -> Appointment | None:
    """The standing visit of this patient, for this, at this time."""
    key = natural_key(patient_id, kind, starts_at)
    return _first(tx.execute(VISIT.where(appointments.c.natural_key == key, _STANDS)).first())


def find_successor(tx: Connection, appointment_id: AppointmentId) -> Appointment | None:
    """The visit this one was moved to."""
    return _first(tx.execute(VISIT.where(appointments.c.moved_from == appointment_id)).first())


def candidates(tx: Connection, claim: Claim, now: datetime) -> list[Candidate]:
    """The coming visits a claim may be about: one statement, the same for known and unknown numbers and codes."""
    points = (
        appointments.c.booked_from == claim.number
        if claim.channel is Channel.SMS
        else appointments.c.code == claim.code
    )
    right_number = ~(
        select(patient_numbers.c.phone)
        .where(
            patient_numbers.c.patient_id == appointments.c.patient_id,
            patient_numbers.c.phone == claim.number,
            patient_numbers.c.wrong_at.is_not(None),
        )
        .exists()
    )
    rows = tx.execute(
        VISIT.add_columns(patients.c.born_on, patients.c.name)
        .join(patients, patients.c.id == appointments.c.patient_id)
        .where(points, right_number, _STANDS, slots.c.ends_at > now)
        .order_by(slots.c.starts_at)
    ).all()
    return [Candidate(visit_of(row), row[-2], row[-1]) for row in rows]


def coming(tx: Connection, patient_id: PatientId, now: datetime) -> list[Appointment]:
    """The patient's standing visits that are not over, the soonest first."""
    rows = tx.execute(
        VISIT.where(appointments.c.patient_id == patient_id, _STANDS, slots.c.ends_at > now).order_by(slots.c.starts_at)
    )
    return [visit_of(row) for row in rows]


def of_day(tx: Connection, day: date) -> list[tuple[Appointment, str]]:
    """Every visit of a day that was not dropped, with the patient's name, in order of time."""
    rows = tx.execute(
        VISIT.add_columns(patients.c.name)
        .join(patients, patients.c.id == appointments.c.patient_id)
        .where(slots.c.day_on == day, appointments.c.status != AppointmentStatus.CANCELLED.value)
        .order_by(slots.c.starts_at, practitioners.c.key)
    )
    return [(visit_of(row), row[-1]) for row in rows]


def asked(tx: Connection, now: datetime) -> list[tuple[Appointment, str]]:
    """The coming visits that wait for staff: not confirmed yet, or to be moved or dropped; with the patient's name."""
    waits = (appointments.c.status == AppointmentStatus.PENDING.value) | appointments.c.change_asked.is_not(None)
    rows = tx.execute(
        VISIT.add_columns(patients.c.name)
        .join(patients, patients.c.id == appointments.c.patient_id)
        .where(waits, _STANDS, slots.c.ends_at > now)
        .order_by(slots.c.starts_at)
    )
    return [(visit_of(row), row[-1]) for row in rows]


def describe(tx: Connection, appointment_id: AppointmentId) -> Described | None:
    """A visit as staff read it, not locked."""
    row = tx.execute(
        VISIT.add_columns(patients.c.name, patients.c.born_on, appointments.c.plan, appointments.c.note)
        .join(patients, patients.c.id == appointments.c.patient_id)
        .where(appointments.c.id == appointment_id)
    ).first()
    return Described(visit_of(row), *row[-4:]) if row else None


def of_practitioner(tx: Connection, practitioner: str, since: datetime, until: datetime) -> list[Appointment]:
    """The standing visits of a practitioner that begin in this stretch, the soonest first."""
    rows = tx.execute(
        VISIT.where(
            practitioners.c.key == practitioner, _STANDS, slots.c.starts_at >= since, slots.c.starts_at < until
        ).order_by(slots.c.starts_at)
    )
    return [visit_of(row) for row in rows]


def unattended(tx: Connection, now: datetime, after: timedelta) -> list[Appointment]:
    """Booked visits that began so long ago that nobody is coming, each locked; others' are passed over."""
    rows = tx.execute(
        VISIT.where(
            appointments.c.status == AppointmentStatus.BOOKED.value,
            slots.c.status == "busy",
            slots.c.starts_at <= now - after,
        )
        .order_by(slots.c.starts_at)
        .limit(500)
        .with_for_update(of=appointments, skip_locked=True)
    )
    return [visit_of(row) for row in rows]


def set_status(tx: Connection, visit: Appointment, status: AppointmentStatus, now: datetime) -> None:
    """The next state of a visit that was found (and so is locked)."""
    _change(tx, visit, now, status=status.value, change_asked=None)


def confirm(tx: Connection, visit: Appointment, now: datetime) -> None:
    """The person says they are coming. What was written about the visit stays true, so its version stays."""
    _note(tx, visit, now, confirmed_at=now)


def note_late(tx: Connection, visit: Appointment, minutes: int, now: datetime) -> None:
    """The person says they are late."""
    _note(tx, visit, now, late_minutes=minutes)


def ask_change(tx: Connection, visit: Appointment, change: Change, now: datetime) -> None:
    """Staff or the health record are to decide. Until they do the visit stands as it was, and so does its version."""
    _note(tx, visit, now, change_asked=change.value)


def _note(tx: Connection, visit: Appointment, now: datetime, **values: object) -> None:
    tx.execute(update(appointments).where(appointments.c.id == visit.id).values(changed_at=now, **values))


def _change(tx: Connection, visit: Appointment, now: datetime, **values: object) -> None:
    tx.execute(
        update(appointments)
        .where(appointments.c.id == visit.id, appointments.c.version == visit.version)
        .values(version=visit.version + 1, changed_at=now, **values)
    )


def _first(row: Sequence[Any] | None) -> Appointment | None:
    return visit_of(row) if row else None


def visit_of(row: Sequence[Any]) -> Appointment:
    """A row of VISIT as a value."""
    return Appointment(
        id=AppointmentId(row[0]),
        code=row[1],
        patient_id=PatientId(row[2]),
        slot_id=SlotId(row[3]),
        type=row[4],
        status=AppointmentStatus(row[5]),
        version=row[6],
        starts_at=row[7],
        ends_at=row[8],
        practitioner=row[9],
        room=row[10],
        location=row[11],
        booked_from=row[12],
        moved_from=AppointmentId(row[13]) if row[13] else None,
        change_asked=Change(row[14]) if row[14] else None,
        confirmed_at=row[15],
        late_minutes=row[16],
    )
