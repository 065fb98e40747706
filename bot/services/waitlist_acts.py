"""The actions of the waitlist: a place on it, and what becomes of an offer.

An offer is told only to whoever gives the patient's date of birth, from the number the offer went to.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from bot.clinic.appointments import AppointmentStatus, WaitId, WaitStatus
from bot.clinic.message_kinds import Purpose
from bot.dialogue.events import Result
from bot.services import recognition, waitlist
from bot.services.booking import Booked
from bot.services.booking_acts import Act, kind_of, patient_of, to_keep
from bot.services.talk import Talk, told_of
from bot.storage import agreements, slots
from bot.storage import waitlist as entries
from bot.storage.waitlist import Entry

ASKED = "The person asked to be on the waitlist; the line said that a freed time is offered by text."


def join_waitlist(talk: Talk) -> Result:
    """The worst danger of this talk decides whose turn it is, then the wait. Asking for it is agreeing to the text."""
    kind = kind_of(talk)
    phone = talk.phone or talk.answer("phone") or None
    if kind is None:
        return Result("failed")
    urgency, patient = talk.thread.session.disposition.urgency, patient_of(talk)
    is_new = waitlist.join(talk.tx, patient.id, phone, kind.key, talk.answer("when"), urgency, talk.now)
    agreements.agree(talk.tx, talk.thread.contact.id, Purpose.VISITS.value, ASKED, talk.channel.value, talk.now)
    return Result("joined" if is_new else "already")


def hear_offer(talk: Talk) -> Result:
    """What time it is, for the patient who waits."""
    entry = _offered(talk)
    if entry is None or talk.phone is None:
        return Result("over")
    found = recognition.know(talk.tx, talk.phone, date.fromisoformat(talk.answer("check_born_on")), talk.now)
    held = slots.find_hold(talk.tx, entry.holder)
    if held is None:
        return Result("over")
    if found is None or found.id != entry.patient_id:
        return Result("not_matched")
    values = {"offered_visit_at": held.slot.starts_at.isoformat(), "visit_place": talk.place_of(held.slot.location)}
    return Result("offer", {**values, "matched": talk.now.isoformat(), "offered_to": str(entry.patient_id)})


def take_offer(talk: Talk) -> Result:
    """The freed time becomes the visit; one they had moves to it."""
    entry = _offered(talk)
    if entry is None or talk.value("offered_to") != str(entry.patient_id):
        return Result("over")
    done = waitlist.accept(talk.desk, talk.tx, entry.id, talk.channel, talk.now)
    if done is None:
        return Result("over")
    values = {**told_of(talk, done.visit), **to_keep(talk, done.visit)}
    if done.visit.status is AppointmentStatus.PENDING:
        return Result("asked", values)
    return Result("booked" if isinstance(done, Booked) else "moved", values)


def leave_offer(talk: Talk) -> Result:
    """Not wanted: the time goes to the next in turn, and nothing more is offered."""
    entry = _offered(talk)
    if entry is not None:
        waitlist.leave(talk.tx, entry.id)
    return Result("done")


def _offered(talk: Talk) -> Entry | None:
    asked = talk.value("asked_waitlist")
    entry = entries.find(talk.tx, WaitId(UUID(asked))) if asked else None
    is_mine = entry is not None and entry.phone == talk.phone and entry.status is WaitStatus.OFFERED
    return entry if is_mine else None


ACTS: Mapping[str, Act] = {
    "join_waitlist": join_waitlist,
    "hear_offer": hear_offer,
    "take_offer": take_offer,
    "leave_offer": leave_offer,
}
