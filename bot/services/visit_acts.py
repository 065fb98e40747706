"""The actions of a talk about a visit that stands: who asks, and what becomes of it.

Nothing about a visit is reported before `recognise` has matched one patient (L2); the values it reports are the only
way to a visit from a talk, and they are old after an hour.
"""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from bot.clinic.appointments import STANDING, Appointment, AppointmentId, Change, Verdict, may_change
from bot.clinic.verification import Claim, Recognised
from bot.dialogue.events import Result
from bot.services import recognition, visits
from bot.services.booking import Gone
from bot.services.booking_acts import Act, to_keep
from bot.services.talk import MOST_OFFERS, Talk, gone, told_of
from bot.services.visits import Asked, Dropped, Moved, Refused
from bot.settings import PatientChanges
from bot.storage import appointments, patients

_REFUSED = {Verdict.TOO_LATE: "too_late", Verdict.PAST: "gone", Verdict.GONE: "gone"}
_COUNTED = ("one", "two", "three")


def recognise(talk: Talk) -> Result:
    """One try: by text the number and the date of birth, by phone the visit code and the date of birth."""
    return _try(talk, name="")


def recognise_by_name(talk: Talk) -> Result:
    """After `who`: two patients of one number share the date of birth."""
    found = _try(talk, name=talk.answer("check_name"))
    return Result("not_matched") if found.outcome == "who" else found


def _try(talk: Talk, name: str) -> Result:
    born_on = date.fromisoformat(talk.answer("check_born_on"))
    claim = Claim(talk.channel, talk.phone, born_on, talk.answer("visit_code"), name)
    found = recognition.try_claim(talk.tx, claim, talk.sender, talk.now)
    match found.outcome:
        case Recognised.MATCHED:
            return _matched(talk, found.visits[:MOST_OFFERS])
        case Recognised.TRIES_USED_UP:
            return Result("used_up")
        case Recognised.WHO | Recognised.NOT_MATCHED:
            return Result(found.outcome.value)


def _matched(talk: Talk, found: tuple[Appointment, ...]) -> Result:
    values = {"matched": talk.now.isoformat(), "patient": str(found[0].patient_id), **told_of(talk, found[0])}
    for number, visit in enumerate(found, start=1):
        values[f"visit_{number}"] = str(visit.id)
        values[f"visit_{number}_visit_at"] = visit.starts_at.isoformat()
    return Result(_COUNTED[len(found) - 1], values)


def name_visit(talk: Talk) -> Result:
    """The visit our own call is about. Only its time is told so; to change it, somebody must be recognised."""
    visit = appointments.by_text(talk.tx, talk.value("asked_visit"))
    if visit is None:
        return Result("failed")
    if visit.status not in STANDING or visit.starts_at <= talk.now:
        return Result("gone")
    if talk.phone not in patients.verified_numbers(talk.tx, visit.patient_id):
        return Result("stranger")
    return Result("told", told_of(talk, visit))


def pick_visit(talk: Talk) -> Result:
    """One of several coming visits of the same patient."""
    chosen = talk.value(f"visit_{talk.answer('which_visit')}")
    visit = appointments.find(talk.tx, AppointmentId(UUID(chosen))) if chosen and talk.matched_visit() else None
    return Result("picked", told_of(talk, visit)) if visit else Result("failed")


def may_move(talk: Talk) -> Result:
    """Asked before times are looked for, so that nobody chooses one in vain."""
    visit = _visit(talk)
    if visit is None:
        return Result("failed")
    rules = talk.desk.schedule.rules
    values = {"kind": visit.type, "notice_hours": str(rules.move_notice_hours)}
    refused = _REFUSED.get(may_change(visit, Change.MOVE, rules, talk.now))
    if refused:
        return Result(refused, values)
    return Result("request" if talk.desk.changes is PatientChanges.REQUEST else "direct", values)


def move_visit(talk: Talk) -> Result:
    """To the time that is kept; the old time stays until the new one is written."""
    visit_id, held = talk.matched_visit(), talk.value("held")
    if visit_id is None or not held:
        return Result("failed")
    done = visits.move(talk.desk, talk.tx, visit_id, held, talk.holder, talk.channel, talk.now)
    match done:
        case Moved():
            return Result("moved", {**told_of(talk, done.visit), "held": ""})
        case Gone():
            return gone(done.choices)
        case Asked():
            return Result("request") if done.new is None else Result("asked", to_keep(talk, done.new))
        case Refused():
            return Result(_REFUSED[done.verdict])


def drop_visit(talk: Talk) -> Result:
    """Off, and its time free for others."""
    visit_id = talk.matched_visit()
    if visit_id is None:
        return Result("failed")
    done = visits.drop(talk.desk, talk.tx, visit_id, talk.now)
    match done:
        case Dropped():
            return Result("dropped")
        case Asked():
            return Result("asked" if talk.desk.asks_record else "request")
        case Refused():
            hours = talk.desk.schedule.rules.drop_notice_hours
            return Result(_REFUSED[done.verdict], {"notice_hours": str(hours)})


def confirm_visit(talk: Talk) -> Result:
    """Coming. A reply to our own reminder is enough: it went to a number that was verified, and tells nothing new."""
    visit_id = talk.matched_visit()
    if visit_id is None and talk.value("asked_visit"):
        visit_id = AppointmentId(UUID(talk.value("asked_visit")))
    if visit_id is None:
        return Result("failed")
    done = visits.confirm(talk.tx, visit_id, talk.now)
    return Result("gone") if isinstance(done, Refused) else Result("confirmed")


def note_late(talk: Talk) -> Result:
    """On the way. Later than the clinic can wait, staff decide."""
    visit_id = talk.matched_visit()
    if visit_id is None:
        return Result("failed")
    done = visits.run_late(talk.desk, talk.tx, visit_id, int(talk.answer("late_minutes")), talk.now)
    if isinstance(done, Refused):
        return Result("gone")
    return Result("needs_staff" if done.needs_staff else "noted")


def not_me(talk: Talk) -> Result:
    """The number speaks for nobody any more, and nothing about their visits is sent to it."""
    recognition.not_me(talk.tx, talk.thread.contact, talk.now)
    return Result("done")


def _visit(talk: Talk) -> Appointment | None:
    visit_id = talk.matched_visit()
    return appointments.find(talk.tx, visit_id) if visit_id else None


ACTS: Mapping[str, Act] = {
    "recognise": recognise,
    "recognise_by_name": recognise_by_name,
    "name_visit": name_visit,
    "pick_visit": pick_visit,
    "may_move": may_move,
    "move_visit": move_visit,
    "drop_visit": drop_visit,
    "confirm_visit": confirm_visit,
    "note_late": note_late,
    "not_me": not_me,
}
