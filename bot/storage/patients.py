"""Patients, and which phone numbers speak for them. Matching is by what was proved, never by name alone."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, bindparam, func, insert, select, text, update

from bot.clinic.appointments import PatientId
from bot.storage.visit_tables import patient_numbers, patients


@dataclass(frozen=True, slots=True)
class Patient:
    """The person cared for."""

    id: PatientId
    name: str
    born_on: date


_PATIENT = select(patients.c.id, patients.c.name, patients.c.born_on)
_LOCK_NUMBER = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("phone"), 0)))
_SPOKEN_FOR = _PATIENT.join_from(patients, patient_numbers).where(
    patient_numbers.c.phone == bindparam("phone"),
    patient_numbers.c.wrong_at.is_(None),
    patients.c.born_on == bindparam("born_on"),
    patients.c.folded_name == bindparam("folded_name"),
)
_ADD = insert(patients)
_PAIR = text("""
    INSERT INTO patient_numbers (patient_id, phone, added_at, verified_at)
    VALUES (:patient_id, :phone, :now, :verified_at)
    ON CONFLICT (patient_id, phone) DO UPDATE SET
        verified_at = coalesce(patient_numbers.verified_at, excluded.verified_at), wrong_at = NULL
""")
_TOLD = text("""
    SELECT n.phone, n.verified_at IS NOT NULL FROM patient_numbers n
    WHERE n.patient_id = :patient_id AND n.wrong_at IS NULL
      AND (n.verified_at IS NOT NULL OR EXISTS (SELECT 1 FROM contacts c WHERE c.phone = n.phone AND c.prefers_calls))
    ORDER BY n.phone
""")


def find(tx: Connection, folded_name: str, born_on: date, phone: str | None) -> Patient | None:
    """The patient this number already speaks for, by name and date of birth. Others with the number wait meanwhile.

    A stranger who knows a name and a birthday finds nobody: staff merge patients, the bot never does.
    """
    if phone is None:
        return None
    tx.execute(_LOCK_NUMBER, {"phone": phone})
    row = tx.execute(_SPOKEN_FOR, {"phone": phone, "born_on": born_on, "folded_name": folded_name}).first()
    return Patient(PatientId(row[0]), row[1], row[2]) if row else None


def add(tx: Connection, name: str, folded_name: str, born_on: date, now: datetime) -> Patient:
    """A new patient."""
    patient = Patient(PatientId(uuid4()), name, born_on)
    row = {"id": patient.id, "name": name, "folded_name": folded_name, "born_on": born_on, "created_at": now}
    tx.execute(_ADD, row)
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
    tx.execute(_PAIR, {"patient_id": patient_id, "phone": phone, "now": now, "verified_at": verified_at})


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


def told_numbers(tx: Connection, patient_id: PatientId) -> list[tuple[str, bool]]:
    """Where reminders go, and whether the number is verified; one that is not belongs to somebody who wants calls."""
    return [(row[0], row[1]) for row in tx.execute(_TOLD, {"patient_id": patient_id})]


def verified_numbers(tx: Connection, patient_id: PatientId) -> list[str]:
    """Numbers that somebody wrote from for this patient."""
    rows = tx.scalars(
        select(patient_numbers.c.phone).where(
            patient_numbers.c.patient_id == patient_id,
            patient_numbers.c.verified_at.is_not(None),
            patient_numbers.c.wrong_at.is_(None),
        )
    )
    return list(rows)
