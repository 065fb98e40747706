"""One talk over three calendars: staff find the time, we book, or the health record has the last word."""

from datetime import timedelta

import pytest

from bot.clinic.appointments import AppointmentStatus
from bot.services.booking import Booked
from bot.services.calendars import ByStaff, make_calendar
from bot.settings import CalendarKind
from bot.storage.database import Database
from bot.storage.slots import Held
from tests.services.visiting import DESK, JOHN, NOW, SPASM, TUESDAY, free_on, seed


@pytest.fixture
def seeded(database: Database) -> Database:
    seed(database)
    return database


def test_where_the_schedule_lives_elsewhere_staff_find_the_time(seeded: Database) -> None:
    requests = make_calendar(CalendarKind.REQUESTS, DESK)
    with seeded.begin() as tx:
        assert requests.search(tx, SPASM, (), NOW, ()) == ByStaff()
        assert requests.hold(tx, SPASM, "x", "one", NOW) == ByStaff()
        assert requests.book(tx, SPASM, "x", "one", JOHN, NOW) == ByStaff()


@pytest.mark.parametrize(
    ("kind", "status"),
    [(CalendarKind.LOCAL, AppointmentStatus.BOOKED), (CalendarKind.FHIR, AppointmentStatus.PENDING)],
)
def test_only_our_own_calendar_promises_at_once(
    seeded: Database, kind: CalendarKind, status: AppointmentStatus
) -> None:
    ours = make_calendar(kind, DESK)
    with seeded.begin() as tx:
        slot = free_on(tx, TUESDAY + timedelta(days=1))[0]
        held = ours.hold(tx, SPASM, slot.key, "one", NOW)
        booked = ours.book(tx, SPASM, slot.key, "one", JOHN, NOW)
    assert isinstance(held, Held)
    assert isinstance(booked, Booked)
    assert (held.slot, booked.visit.status) == (slot, status)
