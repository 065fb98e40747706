"""What can happen to a visit that stands: moved, dropped, confirmed, late, nobody came.

All run inside the caller's transaction. Staff use the same functions; notice limits and `request` bind patients only.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from bot.clinic.appointments import (
    Appointment,
    AppointmentId,
    AppointmentStatus,
    Change,
    PatientId,
    Verdict,
    is_no_show,
    may_change,
)
from bot.services.booking import Gone, Wish, keep, search, settle
from bot.services.desk import Desk
from bot.settings import PatientChanges
from bot.storage import appointments, in_record, patients, slots
from bot.storage.slots import Held
from bot.values import Channel


@dataclass(frozen=True, slots=True)
class Moved:
    """The visit stands at its new time. `is_new` is False for a request that had been served before."""

    old: Appointment
    visit: Appointment
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Dropped:
    """The visit is off and its slot free."""

    visit: Appointment
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """Staff or the health record decide; until then the visit stands as it was. `new` waits beside it."""

    visit: Appointment
    change: Change
    new: Appointment | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """Why nothing was changed."""

    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Noted:
    """The visit stands, with what the person said about it. `needs_staff`: so late that staff decide."""

    visit: Appointment
    needs_staff: bool = False


def move(
    desk: Desk,
    tx: Connection,
    visit_id: AppointmentId,
    slot_key: str,
    held_for: str,
    channel: Channel,
    now: datetime,
    *,
    is_staff: bool = False,
) -> Moved | Asked | Refused | Gone:
    """The old slot is given back only once the new one is written; both or neither."""
    old = appointments.find(tx, visit_id)
    if old is None:
        return Refused(Verdict.GONE)
    successor = _successor(tx, old, now)
    if successor is not None:
        slots.release(tx, held_for)
        return Moved(old, successor, is_new=False)
    verdict = may_change(old, Change.MOVE, desk.schedule.rules, now, is_staff=is_staff)
    if verdict is not Verdict.ALLOWED:
        slots.release(tx, held_for)
        return Refused(verdict)
    if desk.changes is PatientChanges.REQUEST and not is_staff:
        slots.release(tx, held_for)
        appointments.ask_change(tx, old, Change.MOVE, now)
        return Asked(old, Change.MOVE)
    held = keep(desk, tx, desk.schedule.type_of(old.type), slot_key, held_for, now, is_staff=is_staff)
    if isinstance(held, Gone):
        return held
    if appointments.find_same(tx, old.patient_id, old.type, held.slot.starts_at) is not None:
        slots.release(tx, held_for)  # this person has that very time already, with somebody else
        return Gone(search(desk, tx, desk.schedule.type_of(old.type), (), now, passed=(slot_key,)))
    if desk.asks_record and not is_staff:
        return Asked(old, Change.MOVE, wait_beside(desk, tx, old, held, channel, now))
    return _move(desk, tx, old, held, channel, now)


def wait_beside(
    desk: Desk, tx: Connection, old: Appointment, held: Held, channel: Channel, now: datetime
) -> Appointment:
    """The new time waits for the health record beside the old one, which stands until then."""
    patient = patients.get(tx, old.patient_id)
    wish = Wish(patient.name, patient.born_on, old.booked_from, channel)
    new = settle(desk, tx, held, patient, wish, now, old, takes_code=False)
    appointments.ask_change(tx, old, Change.MOVE, now)
    return new


def _successor(tx: Connection, old: Appointment, now: datetime) -> Appointment | None:
    """What it was moved to. A new time that waits for the health record is given up for what is wanted now."""
    successor = appointments.find_successor(tx, old.id)
    if successor is not None and old.status.stands:
        give_up_move(tx, successor, now)
        return None
    return successor


def give_up_move(tx: Connection, new: Appointment, now: datetime) -> None:
    """The new time is not taken; the old visit stands as it was."""
    appointments.set_status(tx, new, AppointmentStatus.CANCELLED, now)
    in_record.forget_move(tx, new)
    slots.free(tx, new.slot_id)


def end_move(desk: Desk, tx: Connection, new_id: AppointmentId, now: datetime) -> None:
    """The new time stands: the old one goes."""
    new = appointments.find(tx, new_id)
    old = appointments.find(tx, new.moved_from) if new is not None and new.moved_from is not None else None
    if old is not None and old.status.stands:
        appointments.set_status(tx, old, AppointmentStatus.CANCELLED, now)
        slots.free(tx, old.slot_id)
        desk.watcher.dropped(tx, old, now)


def _move(desk: Desk, tx: Connection, old: Appointment, held: Held, channel: Channel, now: datetime) -> Moved:
    patient = patients.get(tx, old.patient_id)
    appointments.set_status(tx, old, AppointmentStatus.CANCELLED, now)
    wish = Wish(patient.name, patient.born_on, old.booked_from, channel)
    new = settle(desk, tx, held, patient, wish, now, old)
    slots.free(tx, old.slot_id)
    desk.watcher.moved(tx, old, new, now)
    return Moved(old, new)


def drop(
    desk: Desk, tx: Connection, visit_id: AppointmentId, now: datetime, *, is_staff: bool = False
) -> Dropped | Asked | Refused:
    """Gives the visit up. Asked for twice, it is dropped once."""
    visit = appointments.find(tx, visit_id)
    if visit is None:
        return Refused(Verdict.GONE)
    if visit.status is AppointmentStatus.CANCELLED and appointments.find_successor(tx, visit_id) is None:
        return Dropped(visit, is_new=False)
    verdict = may_change(visit, Change.DROP, desk.schedule.rules, now, is_staff=is_staff)
    if verdict is not Verdict.ALLOWED:
        return Refused(verdict)
    _successor(tx, visit, now)
    if (desk.asks_record or desk.changes is PatientChanges.REQUEST) and not is_staff:
        appointments.ask_change(tx, visit, Change.DROP, now)
        return Asked(visit, Change.DROP)
    appointments.set_status(tx, visit, AppointmentStatus.CANCELLED, now)
    slots.free(tx, visit.slot_id)
    desk.watcher.dropped(tx, visit, now)
    return Dropped(visit)


def confirm(tx: Connection, visit_id: AppointmentId, now: datetime) -> Noted | Refused:
    """The person is coming."""
    visit = appointments.find(tx, visit_id)
    if visit is None or not visit.status.stands:
        return Refused(Verdict.GONE)
    if visit.ends_at <= now:
        return Refused(Verdict.PAST)
    if visit.confirmed_at is None:
        appointments.confirm(tx, visit, now)
    return Noted(visit)


def affirm(desk: Desk, tx: Connection, visit_id: AppointmentId, now: datetime) -> Noted | Refused:
    """Staff or the health record say that it stands at its time: it waits for nobody, and no asked change is made."""
    visit = appointments.find(tx, visit_id)
    if visit is None or visit.status not in (AppointmentStatus.PENDING, AppointmentStatus.BOOKED):
        return Refused(Verdict.GONE)
    appointments.set_status(tx, visit, AppointmentStatus.BOOKED, now)
    after = replace(visit, status=AppointmentStatus.BOOKED, version=visit.version + 1, change_asked=None)
    desk.watcher.moved(tx, visit, after, now)  # reminders are of a version, and this is a new one
    return Noted(after)


def run_late(desk: Desk, tx: Connection, visit_id: AppointmentId, minutes: int, now: datetime) -> Noted | Refused:
    """The person is on the way, so many minutes late."""
    visit = appointments.find(tx, visit_id)
    if visit is None or not visit.status.stands:
        return Refused(Verdict.GONE)
    if visit.ends_at <= now:
        return Refused(Verdict.PAST)
    appointments.note_late(tx, visit, minutes, now)
    return Noted(visit, needs_staff=minutes > desk.schedule.rules.most_late_minutes)


def arrive(tx: Connection, visit_id: AppointmentId, now: datetime) -> Noted | Refused:
    """The person stands at the desk."""
    visit = appointments.find(tx, visit_id)
    if visit is None or visit.status is not AppointmentStatus.BOOKED:
        return Refused(Verdict.GONE)
    appointments.set_status(tx, visit, AppointmentStatus.ARRIVED, now)
    return Noted(visit)


def close_unattended(desk: Desk, tx: Connection, now: datetime) -> list[Appointment]:
    """Closes visits nobody came to. Returns them, so that a new time can be offered."""
    after = timedelta(minutes=desk.schedule.rules.no_show_minutes)
    missed = [visit for visit in appointments.unattended(tx, now, after) if is_no_show(visit, desk.schedule.rules, now)]
    for visit in missed:
        appointments.set_status(tx, visit, AppointmentStatus.NOSHOW, now)
        slots.free(tx, visit.slot_id)
        desk.watcher.dropped(tx, visit, now)
    return missed


def expire_holds(tx: Connection, now: datetime) -> list[Held]:
    """Gives back what was held too long. Returns what it was, so that the person can be told."""
    return slots.expire(tx, now)


def coming(tx: Connection, patient_id: PatientId, now: datetime) -> list[Appointment]:
    """The patient's visits that lie ahead. Only for a person who was recognised, and for staff."""
    return appointments.coming(tx, patient_id, now)


def day_list(tx: Connection, day: date) -> list[tuple[Appointment, str]]:
    """A day's visits in order, each with the patient's name. For staff alone."""
    return appointments.of_day(tx, day)
