"""Finding a time, keeping it while the person decides, and making it a visit: once, whoever asks how often.

All run inside the caller's transaction. What was free in the search may be gone at the hold; what is held stays.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from sqlalchemy import Connection

from bot.clinic import appointments as rules
from bot.clinic.appointments import Appointment, AppointmentId
from bot.clinic.choices import Choices, choose
from bot.clinic.schedule import VisitType
from bot.clinic.slots import NOTHING, Availability
from bot.clinic.verification import folded
from bot.clinic.windows import Window
from bot.services.desk import Desk
from bot.storage import appointments, patients, slots
from bot.storage.patients import Patient
from bot.storage.slots import Held
from bot.values import Channel

MAX_CODES = 20  # tries to find a visit code nobody has: with six digits the first nearly always is


@dataclass(frozen=True, slots=True)
class Wish:
    """Who wants a visit. `phone` is where the request came from; it is trusted only by text."""

    name: str
    born_on: date
    phone: str | None
    channel: Channel
    plan: str = ""
    note: str = ""
    by_staff: bool = False


@dataclass(frozen=True, slots=True)
class Booked:
    """The visit stands. `is_new` is False for a request that had been served before."""

    visit: Appointment
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class Gone:
    """Another was faster; these are free instead."""

    choices: Choices


class NoCodeLeft(Exception):
    """No visit code could be found. Raise `rules.code_digits` in `flows/clinic/schedule.toml`."""


def search(
    desk: Desk,
    tx: Connection,
    kind: VisitType,
    windows: tuple[Window, ...],
    now: datetime,
    *,
    passed: tuple[str, ...] = (),
) -> Choices:
    """A few good choices. `passed` are keys of slots the person has heard and not taken. Always two statements."""
    free = availability(desk, tx, kind, now)
    return choose(windows, free, desk.schedule.rules.slots_offered, passed=passed)


def availability(
    desk: Desk, tx: Connection, kind: VisitType, now: datetime, day: date | None = None, *, is_staff: bool = False
) -> Availability:
    """What is free for this type of visit; on one day alone where a day is given."""
    reach = Availability(desk.schedule, desk.hours, kind, NOTHING, now)
    days = (day, day) if day else (reach.today, reach.last_day)
    taken = slots.taken(tx, desk.schedule, kind, days, desk.hours.zone, now)
    return Availability(desk.schedule, desk.hours, kind, taken, now, is_staff=is_staff)


def hold(
    desk: Desk,
    tx: Connection,
    kind: VisitType,
    slot_key: str,
    held_for: str,
    now: datetime,
    *,
    until: datetime | None = None,
    is_staff: bool = False,
) -> Held | Gone:
    """Keeps a slot for this session, entry or staff member; whatever they held before is given back."""
    slots.release(tx, held_for)
    empty = Availability(desk.schedule, desk.hours, kind, NOTHING, now, is_staff=is_staff)
    wanted = empty.find(slot_key)
    if wanted is not None:
        day = desk.day_of(wanted.starts_at)
        slots.lock_day(tx, desk.schedule.practitioner(wanted.practitioner).number, day)
        if availability(desk, tx, kind, now, day, is_staff=is_staff).has(wanted):
            expires_at = until or now + desk.schedule.rules.hold_lasts
            held = slots.hold(tx, desk.schedule, wanted, kind.key, day, held_for, expires_at, now)
            if held is not None:
                return held
    wish = (Window(desk.day_of(wanted.starts_at), desk.day_of(wanted.starts_at)),) if wanted else ()
    return Gone(search(desk, tx, kind, wish, now, passed=(slot_key,)))


def book(
    desk: Desk, tx: Connection, kind: VisitType, slot_key: str, held_for: str, wish: Wish, now: datetime
) -> Booked | Gone:
    """Makes the held slot a visit. A hold that has run out is taken again if nobody else was faster."""
    name = folded(wish.name)
    known = patients.find(tx, name, wish.born_on, wish.phone)
    same = _same(desk, tx, kind, slot_key, known, now) if known is not None else None
    if same is not None:
        slots.release(tx, held_for)
        return Booked(same, is_new=False)
    held = keep(desk, tx, kind, slot_key, held_for, now, is_staff=wish.by_staff)
    if isinstance(held, Gone):
        return held
    patient = known or patients.add(tx, wish.name, name, wish.born_on, now)
    if wish.phone is not None:
        patients.pair(tx, patient.id, wish.phone, now, is_verified=wish.channel is Channel.SMS)
    visit = settle(desk, tx, held, patient, wish, now)
    desk.watcher.booked(tx, visit, now)
    return Booked(visit)


def _same(
    desk: Desk, tx: Connection, kind: VisitType, slot_key: str, patient: Patient, now: datetime
) -> Appointment | None:
    """The visit that this very request has made before."""
    wanted = Availability(desk.schedule, desk.hours, kind, NOTHING, now, is_staff=True).find(slot_key)
    return appointments.find_same(tx, patient.id, kind.key, wanted.starts_at) if wanted is not None else None


def give_back(tx: Connection, held_for: str) -> None:
    """The person wants none of it: what was kept is free at once."""
    slots.release(tx, held_for)


def keep(
    desk: Desk, tx: Connection, kind: VisitType, slot_key: str, held_for: str, now: datetime, *, is_staff: bool = False
) -> Held | Gone:
    """The hold of this slot as it stands, or a new one where it has run out."""
    held = slots.find_hold(tx, held_for)
    if held is not None and held.slot.key == slot_key and held.type == kind.key:
        return held
    return hold(desk, tx, kind, slot_key, held_for, now, is_staff=is_staff)


def settle(
    desk: Desk,
    tx: Connection,
    held: Held,
    patient: Patient,
    wish: Wish,
    now: datetime,
    old: Appointment | None = None,
    *,
    takes_code: bool = True,
) -> Appointment:
    """Writes the visit into its held slot, the old one's code with it, unless that one still stands.

    The slot is locked by its hold.
    """
    slots.settle(tx, held.id, held.held_for)
    for _ in range(MAX_CODES):
        visit = Appointment(
            id=AppointmentId(uuid4()),
            code=old.code if old and takes_code else rules.code(desk.secret_bytes(8), desk.schedule.rules.code_digits),
            patient_id=patient.id,
            slot_id=held.id,
            type=held.type,
            status=desk.first_status,
            version=1,
            starts_at=held.slot.starts_at,
            ends_at=held.slot.ends_at,
            practitioner=held.slot.practitioner,
            room=held.slot.room,
            location=held.slot.location,
            booked_from=wish.phone,
            moved_from=old.id if old else None,
        )
        if appointments.add(tx, visit, wish.channel.value, wish.plan, wish.note, now):
            return visit
    raise NoCodeLeft(NoCodeLeft.__doc__)
