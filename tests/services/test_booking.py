"""A time is found, kept, and booked once."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, text

from bot.clinic.weeks import Timetable
from bot.clinic.windows import parse
from bot.services.booking import Booked, Gone, Wish, availability, book, hold, search
from bot.services.visits import expire_holds
from bot.storage.database import Database
from bot.storage.slots import Held
from tests.clinic.scheduling import changed
from tests.services.visiting import (
    DESK,
    FIRST,
    JOHN,
    MARIA,
    NOW,
    SPASM,
    TUESDAY,
    Told,
    free_on,
    later,
    misfits,
    seed,
    taken_twice,
    visit_of,
)


@pytest.fixture
def tx(database: Database) -> Iterator[Connection]:
    seed(database)
    with database.begin() as connection:
        yield connection


def test_a_booked_time_is_not_offered_any_more(tx: Connection) -> None:
    first = search(DESK, tx, SPASM, parse("2026-11-24/"), NOW).slots[1]
    visit_of(tx, slot=first)
    assert first not in search(DESK, tx, SPASM, parse("2026-11-24/"), NOW).slots


def test_a_held_time_is_not_offered_until_the_hold_runs_out(tx: Connection) -> None:
    slot = free_on(tx)[0]
    assert isinstance(hold(DESK, tx, SPASM, slot.key, "one", NOW), Held)
    assert slot not in free_on(tx)
    assert slot in free_on(tx, now=later(minutes=5))


def test_a_second_person_is_told_it_is_gone_and_gets_other_times(tx: Connection) -> None:
    slot = free_on(tx)[0]
    hold(DESK, tx, SPASM, slot.key, "one", NOW)
    other = hold(DESK, tx, SPASM, slot.key, "two", NOW)
    assert isinstance(other, Gone)
    assert other.choices.slots
    assert slot not in other.choices.slots


def test_an_expired_hold_gives_way_to_the_next_person(tx: Connection) -> None:
    slot = free_on(tx)[0]
    hold(DESK, tx, SPASM, slot.key, "one", NOW)
    assert isinstance(hold(DESK, tx, SPASM, slot.key, "two", later(minutes=6)), Held)


def test_holding_another_time_gives_the_first_back(tx: Connection) -> None:
    one, other = free_on(tx)[0], free_on(tx)[6]
    hold(DESK, tx, SPASM, one.key, "one", NOW)
    hold(DESK, tx, SPASM, other.key, "one", NOW)
    free = free_on(tx)
    assert one in free
    assert other not in free


@pytest.mark.parametrize("key", ["", "20261124T140000Z-z", "20261124T140100Z-a", "20200101T140000Z-a", "rubbish"])
def test_a_time_that_is_not_in_the_schedule_cannot_be_held(tx: Connection, key: str) -> None:
    assert isinstance(hold(DESK, tx, SPASM, key, "one", NOW), Gone)


def test_the_hold_becomes_the_visit(tx: Connection) -> None:
    slot = free_on(tx)[0]
    visit = visit_of(tx, slot=slot)
    assert (visit.starts_at, visit.practitioner, visit.booked_from) == (slot.starts_at, "a", MARIA.phone)
    assert len(visit.code) == 6
    assert visit.code.isdigit()


def test_a_retried_turn_books_once(tx: Connection) -> None:
    slot = free_on(tx)[0]
    first = visit_of(tx, slot=slot)
    again = book(DESK, tx, SPASM, slot.key, MARIA.name, MARIA, NOW)
    assert again == Booked(first, is_new=False)
    assert tx.scalar(text("SELECT count(*) FROM appointments")) == 1


def test_a_hold_that_ran_out_still_books_while_nobody_else_wants_the_time(tx: Connection) -> None:
    slot = free_on(tx)[0]
    hold(DESK, tx, SPASM, slot.key, "one", NOW)
    expire_holds(tx, later(minutes=6))
    assert isinstance(book(DESK, tx, SPASM, slot.key, "one", MARIA, later(minutes=7)), Booked)


def test_a_hold_that_ran_out_and_was_taken_is_gone(tx: Connection) -> None:
    slot = free_on(tx)[0]
    hold(DESK, tx, SPASM, slot.key, "one", NOW)
    visit_of(tx, JOHN, slot, now=later(minutes=6))
    assert isinstance(book(DESK, tx, SPASM, slot.key, "one", MARIA, later(minutes=7)), Gone)


def test_one_person_with_the_same_number_is_one_patient(tx: Connection) -> None:
    one = visit_of(tx)
    other = visit_of(tx, replace(MARIA, name="maria obrien"), free_on(tx)[9])
    assert one.patient_id == other.patient_id


def test_a_stranger_who_knows_name_and_birthday_becomes_a_patient_of_their_own(tx: Connection) -> None:
    one = visit_of(tx)
    other = visit_of(tx, replace(MARIA, phone="+18175550199"), free_on(tx)[9])
    assert one.patient_id != other.patient_id


def test_several_patients_may_share_a_number(tx: Connection) -> None:
    one = visit_of(tx)
    child = Wish("Ana O'Brien", JOHN.born_on, MARIA.phone, MARIA.channel)
    assert visit_of(tx, child, free_on(tx)[9]).patient_id != one.patient_id


def test_the_days_cap_holds_for_a_kind_of_visit_but_not_for_staff(tx: Connection) -> None:
    desk = replace(DESK, timetable=Timetable(changed(("daily_cap = 8", "daily_cap = 1"))))
    spasm = desk.schedule.type_of("spasm")
    visit_of(tx, kind=spasm, desk=desk)
    assert {slot.practitioner for slot in free_on(tx, desk=desk, kind=spasm)} == {"b"}
    assert {slot.practitioner for slot in availability(desk, tx, spasm, NOW, is_staff=True).on(TUESDAY)} == {"a", "b"}
    assert {slot.practitioner for slot in free_on(tx, desk=desk, kind=FIRST)} == {"a", "b"}


def test_the_practitioners_own_cap_counts_every_kind(database: Database) -> None:
    before = 'key = "a"\nname = "Practitioner A (to be set by the clinic)"\ndaily_cap = 18'
    desk = replace(DESK, timetable=Timetable(changed((before, before.replace("18", "1")))))
    seed(database, desk)
    with database.begin() as tx:
        visit_of(tx, kind=FIRST, desk=desk)
        assert {slot.practitioner for slot in free_on(tx, desk=desk)} == {"b"}


def test_whoever_watches_is_told_in_the_same_transaction(database: Database) -> None:
    seed(database)
    told = Told()
    with database.begin() as tx:
        visit = visit_of(tx, desk=replace(DESK, watcher=told))
    assert told.lines == [f"booked {visit.code}"]


def test_of_forty_people_who_want_one_time_one_gets_it_and_the_others_get_choices(database: Database) -> None:
    seed(database)
    with database.begin() as tx:
        slot = free_on(tx)[0]
    outcomes: list[Booked | Gone] = []

    def want(number: int) -> None:
        wish = replace(JOHN, name=f"Person {'x' * number}", phone=f"+1817556{number:04}")
        desk = replace(DESK)
        outcomes.append(database.run(lambda tx: book(desk, tx, SPASM, slot.key, f"session {number}", wish, NOW)))

    threads = [threading.Thread(target=want, args=(number,)) for number in range(1, 41)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [type(outcome) for outcome in outcomes].count(Booked) == 1
    assert all(outcome.choices.slots for outcome in outcomes if isinstance(outcome, Gone))
    assert len(outcomes) == 40
    with database.begin() as tx:
        assert (taken_twice(tx), misfits(tx)) == (0, 0)


def test_one_room_is_never_used_twice_at_once(database: Database) -> None:
    desk = replace(DESK, timetable=Timetable(changed(('room = "room_2"', 'room = "room_1"'))))
    seed(database, desk)
    with database.begin() as tx:
        a = next(slot for slot in free_on(tx, desk=desk) if slot.practitioner == "a")
        visit_of(tx, slot=a, desk=desk)
        assert not [
            slot for slot in free_on(tx, desk=desk) if slot.starts_at < a.ends_at and slot.ends_at > a.starts_at
        ]


def test_expired_holds_are_removed_and_told(tx: Connection) -> None:
    slot = free_on(tx)[0]
    hold(DESK, tx, SPASM, slot.key, "one", NOW)
    assert expire_holds(tx, NOW + timedelta(minutes=4)) == []
    assert [held.held_for for held in expire_holds(tx, NOW + timedelta(minutes=5))] == ["one"]
    assert tx.scalar(text("SELECT count(*) FROM slots")) == 0
