"""The ladder: who may be told what, and how often somebody may try."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clinic.appointments import Appointment, AppointmentId, AppointmentStatus, PatientId, SlotId
from bot.clinic.verification import (
    Candidate,
    Claim,
    Fact,
    Level,
    Recognised,
    Tries,
    birth_date,
    folded,
    may_tell,
    recognise,
)
from bot.values import Channel

BORN = date(1961, 5, 4)
NUMBER = "+18175550101"
START = datetime(2026, 12, 1, 15, tzinfo=UTC)


def candidate(patient: int = 1, born_on: date = BORN, number: str | None = NUMBER, code: str = "123456") -> Candidate:
    visit = Appointment(
        AppointmentId(UUID(int=patient)), code, PatientId(UUID(int=patient)), SlotId(UUID(int=patient)), "spasm",
        AppointmentStatus.BOOKED, 1, START, START, "a", "room_1", "fort_worth", number,
    )  # fmt: skip
    return Candidate(visit, born_on)


def by_text(born_on: date = BORN, number: str | None = NUMBER) -> Claim:
    return Claim(Channel.SMS, number, born_on)


def by_phone(code: str = "123456", born_on: date = BORN) -> Claim:
    return Claim(Channel.VOICE, NUMBER, born_on, code)


def outcome(claim: Claim, *candidates: Candidate, tries: Tries | None = None) -> Recognised:
    return recognise(claim, candidates, tries or Tries())[0]


@pytest.mark.parametrize(
    ("fact", "level"),
    [(Fact.CLINIC, 0), (Fact.TIME, 2), (Fact.CHANGE, 2), (Fact.REASON, 3), (Fact.CLINICAL, 3)],
)
def test_each_fact_has_its_step_on_the_ladder(fact: Fact, level: int) -> None:
    assert [may_tell(fact, step) for step in Level] == [step >= level for step in range(4)]


def test_by_text_the_number_and_the_date_of_birth_match() -> None:
    assert recognise(by_text(), [candidate()], Tries()) == (Recognised.MATCHED, PatientId(UUID(int=1)))
    assert outcome(by_text(date(1961, 5, 5)), candidate()) is Recognised.NOT_MATCHED
    assert outcome(by_text(number="+18175550199"), candidate()) is Recognised.NOT_MATCHED


def test_by_phone_the_callers_number_counts_for_nothing() -> None:
    assert outcome(by_phone(), candidate()) is Recognised.MATCHED
    assert outcome(by_phone(code=""), candidate()) is Recognised.NOT_MATCHED
    assert outcome(by_phone(code="654321"), candidate()) is Recognised.NOT_MATCHED
    assert outcome(by_phone(), candidate(number="+18175550177")) is Recognised.MATCHED


def test_a_text_without_a_number_matches_nothing() -> None:
    assert outcome(by_text(number=None), candidate(number=None)) is Recognised.NOT_MATCHED


def test_on_a_family_phone_the_date_of_birth_tells_who_and_twins_are_for_staff() -> None:
    assert outcome(by_text(), candidate(1), candidate(2, date(2001, 1, 1))) is Recognised.MATCHED
    assert outcome(by_text(), candidate(1), candidate(2)) is Recognised.WHO


def test_two_visits_of_one_patient_are_one_match() -> None:
    assert outcome(by_text(), candidate(1), candidate(1)) is Recognised.MATCHED


@settings(deadline=None)  # of a shared machine
@given(st.integers(0, 6), st.integers(0, 6), st.booleans())
def test_used_up_tries_win_over_a_right_answer(by_sender: int, at_patient: int, right: bool) -> None:
    found = outcome(by_text() if right else by_text(date(1990, 1, 1)), candidate(), tries=Tries(by_sender, at_patient))
    if by_sender >= 3 or at_patient >= 3:
        assert found is Recognised.TRIES_USED_UP
    else:
        assert found is (Recognised.MATCHED if right else Recognised.NOT_MATCHED)


@pytest.mark.parametrize(
    ("written", "born"),
    [
        ("1961-05-04", BORN), ("2045-01-01", None), ("1925-03-01", date(1925, 3, 1)), ("1000-01-01", None),
        ("9999-12-31", None), ("2023-02-29", None), ("", None), ("my birthday", None),
        ("2026-11-23", date(2026, 11, 23)),
    ],
)  # fmt: skip
def test_only_a_believable_date_of_birth_counts_as_a_try(written: str, born: date | None) -> None:
    assert birth_date(written, date(2026, 11, 23)) == born


@pytest.mark.parametrize(
    "name", ["María O'Brien", "MARIA OBRIEN", "O'Brien, Maria", "Mari\u0301a  O\u2019Brien", "maria o.brien"]
)
def test_one_name_has_many_spellings(name: str) -> None:
    assert folded(name) == "maria obrien"


def test_a_double_name_is_the_same_with_and_without_a_hyphen() -> None:
    assert folded("Ana Pérez-Gómez") == folded("ana perez gomez")
