"""Builders for visits: a seeded desk, people who want one, and a short way through hold and book."""

import secrets
from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, text

from bot.clinic.appointments import Appointment
from bot.clinic.schedule import VisitType
from bot.clinic.slots import Slot
from bot.clinic.weeks import Timetable
from bot.services.booking import Booked, Gone, Wish, availability, book, hold
from bot.services.desk import Desk, Nobody
from bot.settings import PatientChanges
from bot.storage import practitioners
from bot.storage.database import Database
from bot.values import Channel
from tests.clinic.scheduling import HOURS, MONDAY, SHIPPED

NOW = MONDAY
DESK = Desk(Timetable(SHIPPED), HOURS, secrets.token_bytes, PatientChanges.DIRECT)
SPASM = SHIPPED.type_of("spasm")
FIRST = SHIPPED.type_of("new_patient")
MARIA = Wish("María O'Brien", date(1961, 5, 4), "+18175550101", Channel.SMS)
JOHN = Wish("John Doe", date(1990, 2, 28), "+18175550102", Channel.SMS)
TUESDAY = date(2026, 11, 24)


class Told(Nobody):
    """A watcher that keeps what it was told."""

    def __init__(self) -> None:
        self.lines: list[str] = []

    def booked(self, tx: Connection, visit: Appointment, now: datetime) -> None:  # noqa: ARG002
        self.lines.append(f"booked {visit.code}")

    def moved(self, tx: Connection, old: Appointment, new: Appointment, now: datetime) -> None:  # noqa: ARG002
        self.lines.append(f"moved {old.version} to {new.version}")

    def dropped(self, tx: Connection, visit: Appointment, now: datetime) -> None:  # noqa: ARG002
        self.lines.append(f"dropped {visit.code}")


def seed(database: Database, desk: Desk = DESK) -> None:
    with database.begin() as tx:
        practitioners.seed(tx, desk.schedule)


def asking(desk: Desk = DESK) -> Desk:
    """The same desk where staff decide about changes."""
    return replace(desk, changes=PatientChanges.REQUEST)


def free_on(
    tx: Connection, day: date = TUESDAY, kind: VisitType = SPASM, desk: Desk = DESK, now: datetime = NOW
) -> list[Slot]:
    return list(availability(desk, tx, kind, now).on(day))


def visit_of(
    tx: Connection,
    wish: Wish = MARIA,
    slot: Slot | None = None,
    kind: VisitType = SPASM,
    desk: Desk = DESK,
    now: datetime = NOW,
) -> Appointment:
    """A booked visit: at this slot, or the first free one on Tuesday."""
    wanted = slot or free_on(tx, kind=kind, desk=desk, now=now)[0]
    held = hold(desk, tx, kind, wanted.key, wish.name, now)
    assert not isinstance(held, Gone)
    booked = book(desk, tx, kind, wanted.key, wish.name, wish, now)
    assert isinstance(booked, Booked)
    return booked.visit


def taken_twice(tx: Connection) -> int:
    """How many pairs of visits or holds overlap at one practitioner or in one room. Counted by nested loops."""
    return int(
        tx.scalar(
            text("""
                SELECT count(*) FROM slots a JOIN slots b
                  ON a.id < b.id AND a.starts_at < b.ends_at AND b.starts_at < a.ends_at
                 AND (a.practitioner_id = b.practitioner_id OR a.room_id = b.room_id)
                WHERE a.status <> 'free' AND b.status <> 'free'
            """)
        )
    )


def misfits(tx: Connection) -> int:
    """Visits whose slot does not say what they say: a standing one without its time, or an ended one that keeps it."""
    return int(
        tx.scalar(
            text("""
                SELECT count(*) FROM appointments JOIN slots ON slots.id = appointments.slot_id
                WHERE (appointments.status IN ('pending', 'booked', 'arrived', 'fulfilled')) <> (slots.status = 'busy')
            """)
        )
    )


def later(**duration: float) -> datetime:
    return NOW + timedelta(**duration)
