"""Freed times: to one person at a time, with a real hold and a deadline."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import Connection

from bot.clinic.appointments import AppointmentStatus, WaitStatus
from bot.clinic.weeks import Timetable
from bot.services.booking import Booked, Gone, Wish, hold
from bot.services.visits import Moved, coming, drop
from bot.services.waitlist import Offer, accept, expire_offers, join, leave, offer_next
from bot.storage import waitlist
from bot.storage.database import Database
from bot.values import Channel
from tests.clinic.scheduling import changed
from tests.services.visiting import DESK, JOHN, MARIA, NOW, free_on, later, misfits, seed, taken_twice, visit_of

# One practitioner with three times a day, so that a day is soon full.
SMALL = replace(
    DESK,
    timetable=Timetable(
        changed(
            (
                'hours = ["08:00", "17:00"]\nbreaks = [["12:00", "13:00"]]\nroom = "room_1"',
                'hours = ["08:00", "09:00"]\nroom = "room_1"',
            ),
            ('practitioners = ["a", "b"]', 'practitioners = ["a"]'),
        )
    ),
)
SPASM = SMALL.schedule.type_of("spasm")
DAY = date(2026, 12, 1)
ON_THAT_DAY = "2026-12-01/"


@pytest.fixture
def tx(database: Database) -> Iterator[Connection]:
    seed(database, SMALL)
    with database.begin() as connection:
        yield connection
        assert (taken_twice(connection), misfits(connection)) == (0, 0)


def wait(tx: Connection, wish: Wish, urgency: int = 0, on: date = date(2026, 12, 8), minutes: float = 0) -> Wish:
    """Somebody with a visit later on who would come earlier."""
    visit = visit_of(tx, wish, free_on(tx, on, SPASM, SMALL)[0], SPASM, SMALL)
    assert join(tx, visit.patient_id, wish.phone, "spasm", ON_THAT_DAY, urgency, later(minutes=minutes))
    return wish


def fill(tx: Connection) -> list[Wish]:
    """The wished day is full."""
    people = [Wish(f"Full {'x' * n}", date(1980, 1, n), f"+1817557000{n}", Channel.SMS) for n in (1, 2, 3)]
    for wish in people:
        visit_of(tx, wish, free_on(tx, DAY, SPASM, SMALL)[0], SPASM, SMALL)
    assert free_on(tx, DAY, SPASM, SMALL) == []
    return people


def drop_one(tx: Connection) -> None:
    from bot.storage import appointments

    drop(SMALL, tx, appointments.of_day(tx, DAY)[0][0].id, NOW)


def test_while_nothing_is_free_nothing_is_offered(tx: Connection) -> None:
    fill(tx)
    wait(tx, MARIA)
    assert offer_next(SMALL, tx, NOW) is None


def test_a_freed_time_goes_to_one_person_by_urgency_and_then_by_wait(tx: Connection) -> None:
    fill(tx)
    wait(tx, JOHN)
    wait(tx, MARIA, urgency=1, minutes=5)
    drop_one(tx)
    offer = offer_next(SMALL, tx, NOW)
    assert isinstance(offer, Offer)
    assert offer.entry.phone == MARIA.phone
    assert offer_next(SMALL, tx, NOW) is None


def test_what_is_offered_cannot_be_taken_by_anybody_else(tx: Connection) -> None:
    fill(tx)
    wait(tx, MARIA)
    drop_one(tx)
    offer = offer_next(SMALL, tx, NOW)
    assert offer is not None
    assert isinstance(hold(SMALL, tx, SPASM, offer.slot.key, "another", NOW), Gone)


def test_a_taken_offer_moves_the_visit_the_person_had(tx: Connection) -> None:
    fill(tx)
    wait(tx, MARIA)
    drop_one(tx)
    offer = offer_next(SMALL, tx, NOW)
    assert offer is not None
    taken = accept(SMALL, tx, offer.entry.id, Channel.SMS, later(minutes=10))
    assert isinstance(taken, Moved)
    assert coming(tx, taken.visit.patient_id, NOW) == [taken.visit]
    assert taken.visit.starts_at == offer.slot.starts_at
    assert accept(SMALL, tx, offer.entry.id, Channel.SMS, later(minutes=11)) is None


def test_where_a_health_record_decides_the_old_visit_stands_until_the_taken_offer_does(tx: Connection) -> None:
    fill(tx)
    wait(tx, MARIA)
    drop_one(tx)
    offer = offer_next(SMALL, tx, NOW)
    assert offer is not None
    asking = replace(SMALL, first_status=AppointmentStatus.PENDING)
    taken = accept(asking, tx, offer.entry.id, Channel.SMS, later(minutes=10))
    assert isinstance(taken, Moved)
    stand = {visit.id: visit.status for visit in coming(tx, taken.visit.patient_id, NOW)}
    assert stand == {taken.old.id: AppointmentStatus.BOOKED, taken.visit.id: AppointmentStatus.PENDING}


def test_who_had_no_visit_gets_one(tx: Connection) -> None:
    wait(tx, MARIA)
    patient = waitlist.in_turn(tx, ["spasm"])[0].patient_id
    drop(SMALL, tx, coming(tx, patient, NOW)[0].id, NOW)
    offer = offer_next(SMALL, tx, NOW)
    assert offer is not None
    assert isinstance(accept(SMALL, tx, offer.entry.id, Channel.SMS, NOW), Booked)


def test_an_offer_nobody_answers_goes_to_the_next(tx: Connection) -> None:
    fill(tx)
    wait(tx, MARIA)
    wait(tx, JOHN, minutes=5)
    drop_one(tx)
    first = offer_next(SMALL, tx, NOW)
    assert first is not None
    assert expire_offers(tx, first.ends_at - timedelta(seconds=1)) == []
    [over] = expire_offers(tx, first.ends_at)
    second = offer_next(SMALL, tx, first.ends_at)
    assert second is not None
    assert (over.phone, second.entry.phone) == (MARIA.phone, JOHN.phone)
    assert accept(SMALL, tx, first.entry.id, Channel.SMS, first.ends_at) is None
    ended = waitlist.find(tx, first.entry.id)
    assert ended is not None
    assert ended.status is WaitStatus.EXPIRED


def test_who_leaves_frees_what_was_held_for_them(tx: Connection) -> None:
    fill(tx)
    wait(tx, MARIA)
    drop_one(tx)
    offer = offer_next(SMALL, tx, NOW)
    assert offer is not None
    assert leave(tx, offer.entry.id)
    assert not leave(tx, offer.entry.id)
    assert free_on(tx, DAY, SPASM, SMALL)


@pytest.mark.parametrize("hours", [-1, 10.5, 12])
def test_nothing_is_offered_at_an_unlawful_hour(tx: Connection, hours: float) -> None:
    wait(tx, MARIA)
    assert offer_next(SMALL, tx, NOW + timedelta(hours=hours)) is None


def test_a_later_time_than_the_visit_somebody_has_is_no_offer(tx: Connection) -> None:
    visit_of(tx, MARIA, free_on(tx, date(2026, 11, 24), SPASM, SMALL)[0], SPASM, SMALL)
    wait(tx, MARIA)
    assert offer_next(SMALL, tx, NOW) is None


def test_nobody_waits_twice_for_the_same(tx: Connection) -> None:
    visit = visit_of(tx, MARIA, free_on(tx, DAY, SPASM, SMALL)[0], SPASM, SMALL)
    assert join(tx, visit.patient_id, MARIA.phone, "spasm", "", 0, NOW)
    assert not join(tx, visit.patient_id, MARIA.phone, "spasm", ON_THAT_DAY, 0, NOW)
