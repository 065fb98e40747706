"""The actions of a talk about a new visit: times looked for, one kept, the visit written.

Each is one of the names in `dialogue.actions`, with its outcomes; none decides what is said.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from uuid import UUID

from bot.clinic import windows as clinic_windows
from bot.clinic.appointments import Appointment, AppointmentStatus, PatientId
from bot.clinic.choices import Choices
from bot.clinic.schedule import VisitType
from bot.clinic.slots import NOTHING, Availability, Slot, instant, minute
from bot.clinic.verification import folded
from bot.dialogue.events import Result
from bot.dialogue.predicates import ONSET
from bot.dialogue.wishes import TOLD_WITH_WISH
from bot.services import booking, handoff, recognition, visits
from bot.services.booking import Gone, Wish
from bot.services.calendars import ByStaff
from bot.services.talk import MOST_OFFERS, Talk, gone, kept, offers, told_of
from bot.storage import patients
from bot.storage.patients import Patient
from bot.values import Channel, HandoffReason, Team, Urgency

SPASM, FIRST_VISIT, FOLLOW_UP = "spasm", "new_patient", "follow_up"  # kinds of visit every schedule has
SPOKEN_NAME = "(name left by voice)"
RECORDING = "recording:"

Act = Callable[[Talk], Result]


def know_patient(talk: Talk) -> Result:
    """By text alone: a caller's number may be forged, so a caller always says who they are."""
    born_on = date.fromisoformat(talk.answer("born_on"))
    values = {"kind": _kind_asked_for(talk), "patient": ""}
    if talk.channel is not Channel.SMS or talk.phone is None:
        return Result("unknown", values)
    patient = recognition.know(talk.tx, talk.phone, born_on, talk.now)
    if patient is None:
        return Result("unknown", values)
    return Result("known", {**values, "patient": str(patient.id)})


def _kind_asked_for(talk: Talk) -> str:
    """What the visit is for: what was said last, the talk about a spasm counting as said."""
    told = [name for name in talk.thread.session.answers if name in (ONSET, "visit_for")]
    wanted = talk.answer("visit_for") if told[-1:] == ["visit_for"] else SPASM
    is_seen_here = wanted == FOLLOW_UP or talk.answer("seen_here") == "yes"
    return wanted if is_seen_here else FIRST_VISIT


def check_plan(talk: Talk) -> Result:
    """Plans are the clinic's own list; no promise follows from it."""
    plan = talk.desk.schedule.plan(talk.answer("plan"))
    return Result("taken", {"plan_name": plan.name}) if plan else Result("unknown")


def find_told_time(talk: Talk) -> Result:
    """A time that came with the wish itself, as in "book me for Tuesday afternoon": once, then it is asked."""
    when = talk.value(TOLD_WITH_WISH)
    if not when:
        return Result("not_told")
    found = _search(talk, when, "")
    return Result(found.outcome, {**found.values, TOLD_WITH_WISH: ""})


def find_times(talk: Talk) -> Result:
    """As the person wished. Asked again with the same words, they hear other times."""
    when = talk.answer("when")
    heard = talk.value("heard") if talk.value("searched") == when else ""
    return _search(talk, when, heard)


def find_soonest(talk: Talk) -> Result:
    """Whatever is free first."""
    return _search(talk, "", "")


def find_named_time(talk: Talk) -> Result:
    """Words at an offer, such as "Wednesday at 9": one of the offers, that very time where free, or a new wish."""
    when = clinic_windows.on_day_of(talk.answer("when"), talk.value("searched"))
    named = [slot for slot in _offered(talk) if _is_within(slot, when, talk)]
    if len(named) == 1:
        return _keep(talk, named[0].key)
    found = _search(talk, when, "")
    for number in range(1, MOST_OFFERS + 1):
        begins = found.values.get(f"offer_{number}_visit_at", "")
        if begins and any(window.is_at(_wall(begins, talk)) for window in clinic_windows.parse(when)):
            return _keep(talk, found.values[f"offer_{number}"])
    return found


def hold_time(talk: Talk) -> Result:
    """Keeps the offer of that number; whatever this talk kept before is given back."""
    key = talk.value(f"offer_{talk.answer('pick')}")
    return _keep(talk, key) if key else Result("failed")


def book_visit(talk: Talk) -> Result:
    """What was kept becomes a visit. A hold that has run out is taken again if nobody was faster."""
    kind, wish = kind_of(talk), _wish(talk)
    if kind is None or not talk.value("held"):
        return Result("failed")
    booked = talk.line.calendar.book(talk.tx, kind, talk.value("held"), talk.holder, wish, talk.now)
    if isinstance(booked, Gone):
        return gone(booked.choices)
    if isinstance(booked, ByStaff):
        return Result("failed")
    if wish.name == SPOKEN_NAME:
        _let_staff_hear(talk)
    outcome = "asked" if booked.visit.status is AppointmentStatus.PENDING else "booked"
    return Result(outcome, {**told_of(talk, booked.visit), **to_keep(talk, booked.visit), "held": ""})


def to_keep(talk: Talk, visit: Appointment) -> dict[str, str]:
    """What a person needs to come back to the visit: its code, and its file for their calendar."""
    return {"visit_code": visit.code, "visit_link": talk.line.links.of_visit(visit)}


def give_back(talk: Talk) -> Result:
    """Nothing is kept any more."""
    booking.give_back(talk.tx, talk.holder)
    return Result("done", {"held": ""})


# -- looking and keeping ----------------------------------------------------------------------------


def _search(talk: Talk, when: str, heard: str) -> Result:
    kind = kind_of(talk)
    if kind is None:
        return Result("failed")
    windows = clinic_windows.parse(when)
    found = talk.line.calendar.search(talk.tx, kind, windows, talk.now, (*heard.split(), *_own_times(talk, kind)))
    if isinstance(found, ByStaff):
        return Result("failed")
    return Result(_how_many(found), offers(found, searched=when, heard=heard))


def _own_times(talk: Talk, kind: VisitType) -> list[str]:
    """Slots that overlap a visit this patient has already, with whomever: a person is in one place at a time."""
    if not talk.value("patient"):
        return []
    coming = visits.coming(talk.tx, PatientId(UUID(talk.value("patient"))), talk.now)
    return [
        f"{instant(begins):%Y%m%dT%H%MZ}-{practitioner}"
        for visit in coming
        for begins in range(minute(visit.starts_at) - kind.minutes + 1, minute(visit.ends_at))
        for practitioner in kind.practitioners
    ]


def _how_many(found: Choices) -> str:
    if len(found.slots) >= MOST_OFFERS:
        return "three" if found.is_as_wished else "nearest"
    return "one" if found.slots else "none"


def _keep(talk: Talk, slot_key: str) -> Result:
    kind = kind_of(talk)
    if kind is None:
        return Result("failed")
    held = talk.line.calendar.hold(talk.tx, kind, slot_key, talk.holder, talk.now)
    if isinstance(held, Gone):
        return gone(held.choices)
    return Result("failed") if isinstance(held, ByStaff) else Result("held", kept(talk, held.slot))


def kind_of(talk: Talk) -> VisitType | None:
    """What the visit is for, as the schedule knows it."""
    key = talk.value("kind")
    return next((kind for kind in talk.desk.schedule.types if kind.key == key), None)


def _offered(talk: Talk) -> list[Slot]:
    """The times on offer as the schedule knows them, whether or not they are still free."""
    kind = kind_of(talk)
    if kind is None:
        return []
    every = Availability(talk.desk.schedule, talk.desk.hours, kind, NOTHING, talk.now)
    found = (every.find(talk.value(f"offer_{number}")) for number in range(1, MOST_OFFERS + 1))
    return [slot for slot in found if slot is not None]


def _is_within(slot: Slot, when: str, talk: Talk) -> bool:
    """A clock time without an end, said at an offer, means that time: "the 9:20"."""
    begins = _wall(slot.starts_at.isoformat(), talk)
    return any(
        begins.time() == window.opens and window.has(begins) if window.is_clock_time else window.has(begins)
        for window in clinic_windows.parse(when)
    )


def _wall(instant: str, talk: Talk) -> datetime:
    """An instant on the clinic's wall clock, without a zone."""
    return datetime.fromisoformat(instant).astimezone(talk.desk.hours.zone).replace(tzinfo=None)


# -- who it is for ----------------------------------------------------------------------------------


def patient_of(talk: Talk) -> Patient:
    """The patient this talk is about; a new one is written where nobody is known."""
    known = _known(talk)
    if known is not None:
        return known
    name, born_on = _name(talk.answer("name")), date.fromisoformat(talk.answer("born_on"))
    found = patients.find(talk.tx, folded(name), born_on, talk.phone)
    if found is None:
        found = patients.add(talk.tx, name, folded(name), born_on, talk.now)
        if talk.phone is not None:
            patients.pair(talk.tx, found.id, talk.phone, talk.now, is_verified=talk.channel is Channel.SMS)
    return found


def _known(talk: Talk) -> Patient | None:
    """Whom `know_patient` or `recognise` found; nobody where a name was told after the date of birth."""
    told = [name for name in talk.thread.session.answers if name in ("name", "born_on", "check_born_on")]
    if not talk.value("patient") or told[-1:] == ["name"]:
        return None
    return patients.by_text(talk.tx, talk.value("patient"))


def _wish(talk: Talk) -> Wish:
    phone = talk.phone or talk.answer("phone") or None
    known = _known(talk)
    if known is not None:
        return Wish(known.name, known.born_on, phone, talk.channel)
    notes = [f"{label}: {talk.answer(name)}" for label, name in _NOTES if talk.answer(name)]
    born_on = date.fromisoformat(talk.answer("born_on"))
    return Wish(_name(talk.answer("name")), born_on, phone, talk.channel, talk.answer("plan"), "; ".join(notes))


_NOTES = (("pictures or referral", "imaging"), ("call", "phone"))


def _name(answer: str) -> str:
    return SPOKEN_NAME if answer.startswith(RECORDING) else answer


def _let_staff_hear(talk: Talk) -> None:
    reason = HandoffReason.VOICEMAIL
    handoff.open_or_raise(talk.line, talk.tx, talk.thread, reason, Urgency.ROUTINE, Team.FRONT_DESK, talk.now)


ACTS: Mapping[str, Act] = {
    "know_patient": know_patient,
    "check_plan": check_plan,
    "find_told_time": find_told_time,
    "find_times": find_times,
    "find_soonest": find_soonest,
    "find_named_time": find_named_time,
    "hold_time": hold_time,
    "book_visit": book_visit,
    "give_back": give_back,
}
