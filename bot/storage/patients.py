"""Patients, and which phone numbers speak for them. Matching is by what was proved, never by name alone."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.clinic.appointments import PatientId
from bot.storage.tables import contacts
from bot.storage.visit_tables import patient_numbers, patients


@dataclass(frozen=True, slots=True)
class Patient:
    """The person cared for."""

    id: PatientId
    name: str
    born_on: date


_PATIENT = select(patients.c.id, patients.c.name, patients.c.born_on)


def find(tx: Connection, folded_name: str, born_on: date, phone: str | None) -> Patient | None:
    """The patient this number already speaks for, by name and date of birth. Others with the number wait meanwhile.

    A stranger who knows a name and a birthday finds nobody: staff merge patients, the bot never does.
    """
    if phone is None:
        return None
    tx.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(phone, 0))))
    row = tx.execute(
        _PATIENT.join_from(patients, patient_numbers).where(
            patient_numbers.c.phone == phone,
            patient_numbers.c.wrong_at.is_(None),
            patients.c.born_on == born_on,
            patients.c.folded_name == folded_name,
        )
    ).first()
    return Patient(PatientId(row[0]), row[1], row[2]) if row else None


def add(tx: Connection, name: str, folded_name: str, born_on: date, now: datetime) -> Patient:
    """A new patient."""
    patient = Patient(PatientId(uuid4()), name, born_on)
    tx.execute(
        insert(patients).values(id=patient.id, name=name, folded_name=folded_name, born_on=born_on, created_at=now)
    )
    return patient


def get(tx: Connection, patient_id: PatientId) -> Patient:
    """The patient of this id. Raises NoResultFound."""
    row = tx.execute(_PATIENT.where(patients.c.id == patient_id)).one()
    return Patient(PatientId(row[0]), row[1], row[2])


def by_text(tx: Connection, patient_id: str) -> Patient:
    """The patient of this id as a session keeps it. Raises NoResultFound."""
    return get(tx, PatientId(UUID(patient_id)))


def pair(tx: Connection, patient_id: PatientId, phone: str, now: datetime, *, is_verified: bool) -> None:
    """This number speaks for this patient. Verified: the person wrote from it themselves."""
    verified_at = now if is_verified else None
    new = upsert(patient_numbers).values(patient_id=patient_id, phone=phone, added_at=now, verified_at=verified_at)
    kept = {"verified_at": func.coalesce(patient_numbers.c.verified_at, new.excluded.verified_at), "wrong_at": None}
    tx.execute(new.on_conflict_do_update(index_elements=["patient_id", "phone"], set_=kept))


def mark_wrong(tx: Connection, phone: str, now: datetime, patient_id: PatientId | None = None) -> int:
    """After "I'm not Maria": the number speaks for that patient (or any) no more. Returns how many ended."""
    ended = update(patient_numbers).where(patient_numbers.c.phone == phone, patient_numbers.c.wrong_at.is_(None))
    if patient_id is not None:
        ended = ended.where(patient_numbers.c.patient_id == patient_id)
    return tx.execute(ended.values(wrong_at=now)).rowcount


def of_number(tx: Connection, phone: str) -> list[Patient]:
    """The patients this number speaks for, the longest known first."""
    rows = tx.execute(
        _PATIENT.join_from(patients, patient_numbers)
        .where(patient_numbers.c.phone == phone, patient_numbers.c.wrong_at.is_(None))
        .order_by(patient_numbers.c.added_at, patients.c.id)
    )
    return [Patient(PatientId(row[0]), row[1], row[2]) for row in rows]


def called_numbers(tx: Connection, patient_id: PatientId) -> list[str]:
    """Numbers nobody has written from, whose owner asked to be called about the visit instead."""
    rows = tx.scalars(
        select(patient_numbers.c.phone)
        .join(contacts, contacts.c.phone == patient_numbers.c.phone)
        .where(
            patient_numbers.c.patient_id == patient_id,
            patient_numbers.c.verified_at.is_(None),
            patient_numbers.c.wrong_at.is_(None),
            contacts.c.prefers_calls,
        )
    )
    return list(rows)


def verified_numbers(tx: Connection, patient_id: PatientId) -> list[str]:
    """Where reminders may go."""
    rows = tx.scalars(
        select(patient_numbers.c.phone).where(
            patient_numbers.c.patient_id == patient_id,
            patient_numbers.c.verified_at.is_not(None),
            patient_numbers.c.wrong_at.is_(None),
        )
    )
    return list(rows)
