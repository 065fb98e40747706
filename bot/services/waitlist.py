"""Earlier times for those who wait: offered to one person at a time, with a real hold and a deadline.

Whoever runs these sends the words: an `Offer` is returned, and a text for it is another use case.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import Connection

from bot.clinic import windows as clinic_windows
from bot.clinic.appointments import Appointment, AppointmentStatus, PatientId, WaitId, WaitStatus
from bot.clinic.choices import choose
from bot.clinic.slots import Slot
from bot.services.booking import Booked, Gone, Wish, availability, hold, settle
from bot.services.desk import Desk
from bot.services.visits import Moved, wait_beside
from bot.storage import appointments, patients, slots, waitlist
from bot.storage.waitlist import Entry
from bot.values import Channel


@dataclass(frozen=True, slots=True)
class Offer:
    """A slot that is held for one person until `ends_at`."""

    entry: Entry
    slot: Slot
    ends_at: datetime


def join(
    tx: Connection, patient_id: PatientId, phone: str | None, kind: str, windows: str, urgency: int, now: datetime
) -> bool:
    """A place on the list; False where this person has one already."""
    return waitlist.join(tx, patient_id, phone, kind, windows, urgency, now)


def offer_next(desk: Desk, tx: Connection, now: datetime) -> Offer | None:
    """The next offer, if a slot is free for somebody and the hour is lawful. Run it again until it gives None."""
    ends_at = now + timedelta(minutes=desk.schedule.rules.offer_minutes)
    if not (_is_offer_hour(desk, now) and _is_offer_hour(desk, ends_at)):
        return None
    for entry in waitlist.in_turn(tx, [kind.key for kind in desk.schedule.types]):
        slot = _earlier(desk, tx, entry, now)
        if slot is None:
            continue
        held = hold(desk, tx, desk.schedule.type_of(entry.type), slot.key, entry.holder, now, until=ends_at)
        if not isinstance(held, Gone):
            waitlist.offer(tx, entry, held.id, ends_at)
            return Offer(entry, held.slot, ends_at)
    return None


def _earlier(desk: Desk, tx: Connection, entry: Entry, now: datetime) -> Slot | None:
    """The soonest free slot this person wants, if it is before the visit they have."""
    free = availability(desk, tx, desk.schedule.type_of(entry.type), now)
    choices = choose(clinic_windows.parse(entry.windows), free, 1)
    standing = _standing(tx, entry, now)
    if not choices.slots or not choices.is_as_wished:
        return None
    return choices.slots[0] if standing is None or choices.slots[0].starts_at < standing.starts_at else None


def accept(desk: Desk, tx: Connection, wait_id: WaitId, channel: Channel, now: datetime) -> Booked | Moved | None:
    """The person takes the offer: a visit they had moves to it. None where the offer is over."""
    entry = waitlist.find(tx, wait_id)
    held = slots.find_hold(tx, entry.holder) if entry is not None else None
    if entry is None or held is None or entry.status is not WaitStatus.OFFERED:
        return None
    patient = patients.get(tx, entry.patient_id)
    wish = Wish(patient.name, patient.born_on, entry.phone, channel)
    old = _standing(tx, entry, now)
    waitlist.end(tx, entry, WaitStatus.BOOKED)
    if old is None:
        visit = settle(desk, tx, held, patient, wish, now)
        desk.watcher.booked(tx, visit, now)
        return Booked(visit)
    if desk.first_status is AppointmentStatus.PENDING:
        return Moved(old, wait_beside(desk, tx, old, held, channel, now))
    appointments.set_status(tx, old, AppointmentStatus.CANCELLED, now)
    visit = settle(desk, tx, held, patient, wish, now, old)
    slots.free(tx, old.slot_id)
    desk.watcher.moved(tx, old, visit, now)
    return Moved(old, visit)


def leave(tx: Connection, wait_id: WaitId) -> bool:
    """The person wants no offer any more; what was held for them is free at once."""
    entry = waitlist.find(tx, wait_id)
    if entry is None or entry.status not in (WaitStatus.WAITING, WaitStatus.OFFERED):
        return False
    slots.release(tx, entry.holder)
    waitlist.end(tx, entry, WaitStatus.LEFT)
    return True


def expire_offers(tx: Connection, now: datetime) -> list[Entry]:
    """Ends offers nobody answered, and gives the slots back for the next in turn."""
    over = waitlist.overdue(tx, now)
    for entry in over:
        slots.release(tx, entry.holder)
        waitlist.end(tx, entry, WaitStatus.EXPIRED)
    return over


def _standing(tx: Connection, entry: Entry, now: datetime) -> Appointment | None:
    visits = appointments.coming(tx, entry.patient_id, now)
    return next((visit for visit in visits if visit.type == entry.type), None)


def _is_offer_hour(desk: Desk, at: datetime) -> bool:
    first, last = desk.schedule.rules.offer_hours
    wall: time = at.astimezone(desk.hours.zone).time()
    return first <= wall < last
