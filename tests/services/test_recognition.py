"""Known people only: nothing is told before number or code, and date of birth, agree."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from statistics import median
from time import perf_counter

import pytest
from sqlalchemy import Connection, event, text

from bot.clinic.verification import Claim, Recognised
from bot.services.recognition import not_me, try_claim
from bot.services.visits import drop
from bot.storage import verifications
from bot.storage.conversations import get_or_make_contact
from bot.storage.database import Database
from bot.values import Channel
from tests.services.visiting import DESK, JOHN, MARIA, NOW, free_on, later, seed, visit_of

WRONG = date(1970, 1, 1)
STRANGER = "+18175550166"


@pytest.fixture
def tx(database: Database) -> Iterator[Connection]:
    seed(database)
    with database.begin() as connection:
        yield connection


def text_of(born_on: date = MARIA.born_on, number: str | None = MARIA.phone) -> Claim:
    return Claim(Channel.SMS, number, born_on)


def call_of(code: str, born_on: date = MARIA.born_on) -> Claim:
    return Claim(Channel.VOICE, None, born_on, code)


def test_the_person_who_booked_is_told_their_visits(tx: Connection) -> None:
    visit = visit_of(tx)
    found = try_claim(tx, text_of(), str(MARIA.phone), NOW)
    assert (found.outcome, found.visits) == (Recognised.MATCHED, (visit,))


def test_by_phone_the_visit_code_speaks(tx: Connection) -> None:
    visit = visit_of(tx)
    assert try_claim(tx, call_of(visit.code), "call", NOW).visits == (visit,)


def test_unknown_number_wrong_date_and_no_visit_end_alike(tx: Connection) -> None:
    visit = visit_of(tx, slot=free_on(tx, date(2026, 12, 3))[0])
    wrong = try_claim(tx, text_of(WRONG), str(MARIA.phone), NOW)
    unknown = try_claim(tx, text_of(number=STRANGER), STRANGER, NOW)
    drop(DESK, tx, visit.id, NOW)
    none_left = try_claim(tx, text_of(), str(MARIA.phone), NOW)
    assert wrong == unknown == none_left
    assert wrong.outcome is Recognised.NOT_MATCHED


def test_after_three_wrong_tries_of_a_sender_the_right_answer_helps_no_more_for_a_day(tx: Connection) -> None:
    visit_of(tx, slot=free_on(tx, date(2026, 12, 3))[0])
    for _ in range(3):
        assert try_claim(tx, text_of(WRONG), str(MARIA.phone), NOW).outcome is Recognised.NOT_MATCHED
    assert try_claim(tx, text_of(), str(MARIA.phone), NOW).outcome is Recognised.TRIES_USED_UP
    assert try_claim(tx, text_of(), str(MARIA.phone), later(hours=24)).outcome is Recognised.MATCHED


def test_three_wrong_tries_at_a_patient_from_different_callers_lock_it_too(tx: Connection) -> None:
    visit = visit_of(tx)
    for caller in range(3):
        try_claim(tx, call_of(visit.code, WRONG), f"caller {caller}", NOW)
    assert try_claim(tx, call_of(visit.code), "caller 4", NOW).outcome is Recognised.TRIES_USED_UP


def test_a_right_try_is_not_counted_against_anybody(tx: Connection) -> None:
    visit_of(tx)
    for _ in range(5):
        assert try_claim(tx, text_of(), str(MARIA.phone), NOW).outcome is Recognised.MATCHED


def test_a_strangers_booking_opens_nothing_of_the_patient_they_name(tx: Connection) -> None:
    hers = visit_of(tx)
    theirs = visit_of(tx, replace(MARIA, phone=STRANGER), free_on(tx)[9])
    found = try_claim(tx, text_of(number=STRANGER), STRANGER, NOW)
    assert found.visits == (theirs,)
    assert hers not in found.visits


def test_a_family_phone_opens_the_visits_of_one_person_only(tx: Connection) -> None:
    visit_of(tx)
    child = replace(MARIA, name="Ana O'Brien", born_on=JOHN.born_on)
    hers = visit_of(tx, child, free_on(tx)[9])
    assert try_claim(tx, text_of(JOHN.born_on), str(MARIA.phone), NOW).visits == (hers,)


def test_twins_on_one_phone_are_for_staff(tx: Connection) -> None:
    visit_of(tx)
    visit_of(tx, replace(MARIA, name="Marta O'Brien"), free_on(tx)[9])
    assert try_claim(tx, text_of(), str(MARIA.phone), NOW).outcome is Recognised.WHO


def test_a_number_that_says_i_am_not_maria_speaks_for_nobody_any_more(tx: Connection) -> None:
    visit_of(tx)
    assert not_me(tx, get_or_make_contact(tx, MARIA.phone, NOW), NOW) == 1
    assert try_claim(tx, text_of(), str(MARIA.phone), NOW).outcome is Recognised.NOT_MATCHED


def test_booking_anew_from_a_number_makes_it_speak_again(tx: Connection) -> None:
    visit_of(tx)
    not_me(tx, get_or_make_contact(tx, MARIA.phone, NOW), NOW)
    new = visit_of(tx, slot=free_on(tx)[9])
    assert new in try_claim(tx, text_of(), str(MARIA.phone), NOW).visits


def test_old_tries_are_forgotten_and_never_hold_a_date_of_birth(tx: Connection) -> None:
    visit_of(tx)
    try_claim(tx, text_of(WRONG), str(MARIA.phone), NOW)
    columns = set(tx.execute(text("SELECT * FROM verification_tries")).keys())
    assert columns == {"id", "sender", "patient_id", "matched", "tried_at"}
    assert verifications.forget(tx, later(days=2)) == 1


def statements(tx: Connection, claim: Claim, sender: str) -> list[str]:
    ran: list[str] = []

    def note(_: object, __: object, statement: str, *___: object) -> None:
        ran.append(statement)

    event.listen(tx, "before_cursor_execute", note)
    try_claim(tx, claim, sender, NOW)
    event.remove(tx, "before_cursor_execute", note)
    return ran


def test_known_and_unknown_people_cost_the_same_statements(tx: Connection) -> None:
    visit = visit_of(tx)
    known = statements(tx, text_of(WRONG), str(MARIA.phone))
    unknown = statements(tx, text_of(number=STRANGER), STRANGER)
    by_code = statements(tx, call_of(visit.code, WRONG), "one")
    no_code = statements(tx, call_of("000000", WRONG), "two")
    assert known == unknown
    assert by_code == no_code
    assert len(known) == 4


def test_known_and_unknown_people_wait_equally_long(tx: Connection) -> None:
    visit_of(tx)

    def cost(number: str, sender: str) -> float:
        begun = perf_counter()
        try_claim(tx, text_of(WRONG, number), sender, NOW + timedelta(days=1))
        return perf_counter() - begun

    known = median(cost(str(MARIA.phone), f"k{number}") for number in range(60))
    unknown = median(cost(STRANGER, f"u{number}") for number in range(60))
    assert abs(known - unknown) < 0.1
