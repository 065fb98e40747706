"""What staff do to visits: through the booking that patients use, so that of two who want a time one gets it.

Notice limits and caps bind patients alone. Each act is one transaction with its audit line, its line in the patient's
timeline, and the text the patient hears of it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from bot.clinic.appointments import Appointment, AppointmentId, AppointmentStatus
from bot.clinic.staff_rules import NoteKind, Right
from bot.clinic.verification import birth_date
from bot.services import booking, visits
from bot.services.audit import Asker, note
from bot.services.booking import Booked, Wish
from bot.services.console_forms import Told, clean
from bot.services.line import ClinicLine
from bot.services.visit_news import OFF, STANDS, tell
from bot.services.visits import Dropped, Moved, Noted
from bot.storage import acts, conversations, patients
from bot.values import Channel

LONGEST_NAME = 80
LONGEST_PLAN = 120
_NUMBER = re.compile(r"\+[1-9][0-9]{7,14}")


@dataclass(frozen=True, slots=True)
class VisitForm:
    """A form about visits: whose it is, and its own id, by which it acts once."""

    asker: Asker
    id: UUID

    @property
    def holder(self) -> str:
        """Under whose name a time is kept while the visit is written."""
        return f"staff:{self.asker.member.id}"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A visit as a form asks for it. `may_text`: the person said the number is theirs and agreed to be texted."""

    kind: str
    slot_key: str
    name: str
    born_on: str
    phone: str
    plan: str = ""
    may_text: bool = False
    conversation_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Came:
    """What became of it, and which visit to show now."""

    told: Told
    visit: Appointment | None = None


Work = Callable[[Connection, datetime], Came]


def book(line: ClinicLine, form: VisitForm, wanted: Wanted) -> Came:
    """A new visit for somebody staff have spoken with. Raises KeyError for a kind the schedule does not have."""
    kind = line.desk.schedule.type_of(wanted.kind)

    def work(tx: Connection, now: datetime) -> Came:
        wish = _wish(wanted, now)
        if wish is None:
            return Came(Told.NEEDS_PERSON)
        if not wanted.slot_key:
            return Came(Told.NEEDS_TIME)
        if wanted.conversation_id is not None:
            acts.lock_contact(tx, wanted.conversation_id)  # first, as a turn of the same person does
        booked = booking.book(line.desk, tx, kind, wanted.slot_key, form.holder, wish, now)
        if not isinstance(booked, Booked):
            return Came(Told.TAKEN)
        if not booked.is_new:
            return Came(Told.REPEATED, booked.visit)
        _keep(tx, form, booked.visit, "visit_booked", now, wanted.conversation_id)
        if wanted.may_text and booked.visit.status is AppointmentStatus.BOOKED:
            tell(line, tx, booked.visit, STANDS, [wanted.phone], now)
        return Came(Told.DONE, booked.visit)

    return _act(line, form, work)


def move(line: ClinicLine, form: VisitForm, visit_id: UUID, slot_key: str) -> Came:
    """To another time; the old one is given back only with the new one written."""

    def work(tx: Connection, now: datetime) -> Came:
        if not slot_key:
            return Came(Told.NEEDS_TIME)
        wanted = AppointmentId(visit_id)
        moved = visits.move(line.desk, tx, wanted, slot_key, form.holder, Channel.VOICE, now, is_staff=True)
        if isinstance(moved, booking.Gone):
            return Came(Told.TAKEN)
        if not isinstance(moved, Moved) or not moved.is_new:
            return Came(Told.TOO_LATE)
        return _settled(line, tx, form, moved.visit, "visit_moved", STANDS, now)

    return _act(line, form, work)


def drop(line: ClinicLine, form: VisitForm, visit_id: UUID) -> Came:
    """Off, and its time free for others."""

    def work(tx: Connection, now: datetime) -> Came:
        dropped = visits.drop(line.desk, tx, AppointmentId(visit_id), now, is_staff=True)
        if not isinstance(dropped, Dropped) or not dropped.is_new:
            return Came(Told.TOO_LATE)
        return _settled(line, tx, form, dropped.visit, "visit_dropped", OFF, now)

    return _act(line, form, work)


def confirm(line: ClinicLine, form: VisitForm, visit_id: UUID) -> Came:
    """It stands at its time: a request is confirmed, or a change that was asked for is not made."""

    def work(tx: Connection, now: datetime) -> Came:
        noted = visits.affirm(line.desk, tx, AppointmentId(visit_id), now)
        if not isinstance(noted, Noted):
            return Came(Told.TOO_LATE)
        return _settled(line, tx, form, noted.visit, "visit_confirmed", STANDS, now)

    return _act(line, form, work)


def arrive(line: ClinicLine, form: VisitForm, visit_id: UUID) -> Came:
    """The person stands at the desk. Nobody is texted."""

    def work(tx: Connection, now: datetime) -> Came:
        noted = visits.arrive(tx, AppointmentId(visit_id), now)
        if not isinstance(noted, Noted):
            return Came(Told.TOO_LATE)
        note(tx, form.asker, "visit_arrived", visit_id, now)
        return Came(Told.DONE, noted.visit)

    return _act(line, form, work)


def _act(line: ClinicLine, form: VisitForm, work: Work) -> Came:
    def unit(tx: Connection) -> Came:
        now = line.now()
        if not form.asker.member.may(Right.ACT):
            return Came(Told.NOT_ALLOWED)
        return work(tx, now) if acts.take_form(tx, form.id, now) else Came(Told.REPEATED)

    return line.database.run(unit)


def _wish(wanted: Wanted, now: datetime) -> Wish | None:
    """Who it is for; None where name, birthday or number cannot be right."""
    name = " ".join(clean(wanted.name).split())
    born_on = birth_date(wanted.born_on, now.date())
    if not 2 <= len(name) <= LONGEST_NAME or born_on is None or not _NUMBER.fullmatch(wanted.phone):
        return None
    trusted = Channel.SMS if wanted.may_text else Channel.VOICE
    return Wish(name, born_on, wanted.phone, trusted, clean(wanted.plan)[:LONGEST_PLAN], by_staff=True)


def _settled(
    line: ClinicLine, tx: Connection, form: VisitForm, visit: Appointment, act: str, kind: str, now: datetime
) -> Came:
    """Kept in timeline and audit, and told; a visit the health record must take first is told of by that."""
    _keep(tx, form, visit, act, now)
    if kind == OFF or visit.status is not AppointmentStatus.PENDING:
        tell(line, tx, visit, kind, patients.verified_numbers(tx, visit.patient_id), now)
    return Came(Told.DONE, visit)


def _keep(
    tx: Connection,
    form: VisitForm,
    visit: Appointment,
    act: str,
    now: datetime,
    conversation_id: UUID | None = None,
) -> None:
    """The act's audit line, and its line in the timeline of whoever the visit was booked for."""
    note(tx, form.asker, act, visit.id, now)
    numbers = [*filter(None, [visit.booked_from]), *patients.verified_numbers(tx, visit.patient_id)]
    where = conversation_id or conversations.newest_of(tx, numbers)
    if where is not None:
        acts.add_note(tx, where, form.asker.member.id, NoteKind(act), visit.starts_at.isoformat(), now)
