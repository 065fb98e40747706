"""Visits as the rules see them: what states they have, when they may be changed, and what makes two requests one.

In code an Appointment, in words to people a visit.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType
from uuid import UUID

from bot.clinic.schedule import Rules

AppointmentId = NewType("AppointmentId", UUID)
PatientId = NewType("PatientId", UUID)
SlotId = NewType("SlotId", UUID)
WaitId = NewType("WaitId", UUID)


class AppointmentStatus(StrEnum):
    """Where a visit stands, in the words of FHIR."""

    PENDING = "pending"  # asked for elsewhere; the other calendar has not said yes
    BOOKED = "booked"  # it stands
    ARRIVED = "arrived"  # the person is here
    FULFILLED = "fulfilled"  # it took place
    CANCELLED = "cancelled"  # dropped, or moved: then another one points back to it
    NOSHOW = "noshow"  # nobody came

    @property
    def stands(self) -> bool:
        """True while its slot is taken."""
        return self in STANDING


STANDING = (AppointmentStatus.PENDING, AppointmentStatus.BOOKED, AppointmentStatus.ARRIVED)


class WaitStatus(StrEnum):
    """Where a place on the waitlist stands."""

    WAITING = "waiting"  # nothing earlier has come free
    OFFERED = "offered"  # a slot is held for this person until the offer ends
    BOOKED = "booked"  # taken
    EXPIRED = "expired"  # the offer ended without an answer
    LEFT = "left"  # the person wants no offer any more


class Change(StrEnum):
    """What a person may ask of a standing visit."""

    MOVE = "move"  # another time
    DROP = "drop"  # not at all


class Verdict(StrEnum):
    """Whether a change may be made."""

    ALLOWED = "allowed"
    TOO_LATE = "too_late"  # within the notice limit: staff decide
    PAST = "past"  # it has begun, or is over
    GONE = "gone"  # it does not stand any more


@dataclass(frozen=True, slots=True)
class Appointment:
    """One visit. Instants are UTC; practitioner, room and location by their keys."""

    id: AppointmentId
    code: str
    patient_id: PatientId
    slot_id: SlotId
    type: str
    status: AppointmentStatus
    version: int
    starts_at: datetime
    ends_at: datetime
    practitioner: str
    room: str
    location: str
    booked_from: str | None = None
    moved_from: AppointmentId | None = None
    change_asked: Change | None = None
    confirmed_at: datetime | None = None
    late_minutes: int | None = None


def may_change(visit: Appointment, change: Change, rules: Rules, now: datetime, *, is_staff: bool = False) -> Verdict:
    """Whether this change may be made now. Notice limits bind patients, never staff."""
    if not visit.status.stands:
        return Verdict.GONE
    if now >= visit.starts_at and not is_staff:
        return Verdict.PAST
    hours = rules.move_notice_hours if change is Change.MOVE else rules.drop_notice_hours
    if not is_staff and now > visit.starts_at - timedelta(hours=hours):
        return Verdict.TOO_LATE
    return Verdict.ALLOWED


def is_no_show(visit: Appointment, rules: Rules, now: datetime) -> bool:
    """True once nobody has come for so long that the visit may be closed."""
    return visit.status is AppointmentStatus.BOOKED and now >= visit.starts_at + timedelta(
        minutes=rules.no_show_minutes
    )


def natural_key(patient: PatientId, kind: str, starts_at: datetime) -> str:
    """What makes two requests the same visit: who, what for, when."""
    return f"{patient}/{kind}/{starts_at:%Y%m%dT%H%MZ}"


def code(raw: bytes, digits: int) -> str:
    """A visit code from random bytes: digits alone, so that it can be keyed in on a call."""
    return str(int.from_bytes(raw, "big") % 10**digits).rjust(digits, "0")


def days_until(day: date, today: date) -> int:
    """How many days lie ahead: what is said beside the date, so that a wrong week is heard."""
    return (day - today).days
