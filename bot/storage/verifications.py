"""Tries to be recognised: a line each, counted over a day. No date of birth is ever kept here."""

from datetime import datetime

from sqlalchemy import Connection, Uuid, bindparam, delete, insert, text

from bot.clinic.appointments import PatientId
from bot.clinic.verification import PERIOD, Tries
from bot.storage.visit_tables import verification_tries

_LOCK = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(:first, 1)), pg_advisory_xact_lock(hashtextextended(:second, 1))"
)
_WRONG = text("""
    SELECT (SELECT count(*) FROM verification_tries WHERE sender = :sender AND tried_at > :since AND NOT matched),
           (SELECT count(*) FROM verification_tries WHERE patient_id = :patient AND tried_at > :since AND NOT matched)
""").bindparams(bindparam("patient", type_=Uuid))


def lock(tx: Connection, sender: str, aimed_at: str) -> None:
    """Tries of one sender, and at one number or code, are taken in turn: else three at once would count as one."""
    first, second = sorted((f"from {sender}", f"at {aimed_at}"))
    tx.execute(_LOCK, {"first": first, "second": second})


def wrong_tries(tx: Connection, sender: str, patient_id: PatientId | None, now: datetime) -> Tries:
    """Wrong tries of the last day, by this sender and at this patient."""
    row = tx.execute(_WRONG, {"sender": sender, "patient": patient_id, "since": now - PERIOD}).one()
    return Tries(row[0], row[1])


def record(tx: Connection, sender: str, patient_id: PatientId | None, now: datetime, *, matched: bool) -> None:
    """One try, and at whom it was aimed where that is clear."""
    tx.execute(insert(verification_tries).values(sender=sender, patient_id=patient_id, matched=matched, tried_at=now))


def forget(tx: Connection, before: datetime) -> int:
    """Removes what is too old to count. Returns how many."""
    return tx.execute(delete(verification_tries).where(verification_tries.c.tried_at < before)).rowcount
