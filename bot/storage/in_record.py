"""Visits on their way into the health record, or out of it: what waits, and what it holds."""

from sqlalchemy import Connection, exists, select, update

from bot.clinic.appointments import STANDING, Appointment, AppointmentId, AppointmentStatus, Change
from bot.storage.appointments import VISIT, visit_of
from bot.storage.visit_tables import appointments

_STANDS = appointments.c.status.in_([status.value for status in STANDING])


def pending(tx: Connection) -> list[AppointmentId]:
    """Visits another calendar has not taken yet, the oldest request first; not those that staff must move."""
    rows = tx.scalars(
        select(appointments.c.id)
        .where(appointments.c.status == AppointmentStatus.PENDING.value, appointments.c.change_asked.is_(None))
        .order_by(appointments.c.booked_at)
    )
    return [AppointmentId(row) for row in rows]


def drops_asked(tx: Connection) -> list[AppointmentId]:
    """Standing visits that somebody asked to drop."""
    wanted = (appointments.c.change_asked == Change.DROP.value, _STANDS)
    rows = tx.scalars(select(appointments.c.id).where(*wanted).order_by(appointments.c.booked_at))
    return [AppointmentId(row) for row in rows]


def moves_done(tx: Connection) -> list[AppointmentId]:
    """Visits that stand beside the old one they were moved from, which may go now."""
    old = appointments.alias()
    rows = tx.scalars(
        select(appointments.c.id)
        .join(old, old.c.id == appointments.c.moved_from)
        .where(appointments.c.status == AppointmentStatus.BOOKED.value, old.c.change_asked == Change.MOVE.value)
        .where(old.c.status.in_([status.value for status in STANDING]))
    )
    return [AppointmentId(row) for row in rows]


def to_leave(tx: Connection) -> list[Appointment]:
    """What is off here and still in the health record; the old time of a move stays there until the new one stands."""
    new = appointments.alias()
    waits = exists().where(new.c.moved_from == appointments.c.id, new.c.status == AppointmentStatus.PENDING.value)
    off = (appointments.c.in_record, appointments.c.status == AppointmentStatus.CANCELLED.value, ~waits)
    return [visit_of(row) for row in tx.execute(VISIT.where(*off))]


def set_in_record(tx: Connection, appointment_id: AppointmentId, *, is_there: bool) -> None:
    """Whether the health record holds it."""
    tx.execute(update(appointments).where(appointments.c.id == appointment_id).values(in_record=is_there))


def forget_move(tx: Connection, visit: Appointment) -> None:
    """It takes the place of no other visit any more."""
    tx.execute(update(appointments).where(appointments.c.id == visit.id).values(moved_from=None))
