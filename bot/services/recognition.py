"""Finds out whether somebody may be told about a visit. The same statements run for known and unknown people."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection

from bot.clinic.appointments import Appointment, PatientId
from bot.clinic.sending import Reason
from bot.clinic.verification import Claim, Recognised, is_about, recognise
from bot.storage import appointments, outbox, patients, verifications
from bot.storage.conversations import Contact
from bot.storage.patients import Patient
from bot.values import Channel


@dataclass(frozen=True, slots=True)
class Recognition:
    """How the try ended; the patient's coming visits, the soonest first, only after a match."""

    outcome: Recognised
    patient_id: PatientId | None = None
    visits: tuple[Appointment, ...] = ()


def try_claim(tx: Connection, claim: Claim, sender: str, now: datetime) -> Recognition:
    """One try. `sender` is the number it came from, or what stands for a caller without one.

    A try after the last is not looked at and not counted: staff go on, and the day comes to an end.
    """
    verifications.lock(tx, sender, claim.number or "" if claim.channel is Channel.SMS else claim.code)
    candidates = appointments.candidates(tx, claim, now)
    aimed_at = {one.visit.patient_id for one in candidates if is_about(claim, one.visit)}
    patient_id = next(iter(aimed_at)) if len(aimed_at) == 1 else None
    tries = verifications.wrong_tries(tx, sender, patient_id, now)
    outcome, matched = recognise(claim, candidates, tries)
    if outcome is not Recognised.TRIES_USED_UP:
        is_wrong = outcome is Recognised.NOT_MATCHED
        verifications.record(tx, sender, matched or patient_id, now, matched=not is_wrong)
    if matched is None:
        return Recognition(outcome)
    visits = tuple(one.visit for one in candidates if one.visit.patient_id == matched)
    return Recognition(outcome, matched, visits)


def know(tx: Connection, number: str, born_on: date, now: datetime) -> Patient | None:
    """The one patient this number speaks for with this date of birth. Who guesses too often is a stranger.

    Counted apart from tries at a visit: a mother who books for three children must not lose her own visit by it.
    """
    sender = f"books {number}"
    verifications.lock(tx, sender, number)
    known = patients.of_number(tx, number)
    matching = [patient for patient in known if patient.born_on == born_on]
    tries = verifications.wrong_tries(tx, sender, None, now)
    is_wrong = bool(known) and not matching
    verifications.record(tx, sender, None, now, matched=not is_wrong)
    return matching[0] if len(matching) == 1 and not tries.is_used_up else None


def not_me(tx: Connection, contact: Contact, now: datetime) -> int:
    """Somebody else has this number: it speaks for nobody, and hears of no visit. Returns for how many it did."""
    if contact.phone is None:
        return 0
    outbox.withdraw_visits_from(tx, contact.id, Reason.NOT_NEEDED.value)
    return patients.mark_wrong(tx, contact.phone, now)
