"""What we ask by text is answered by the next words, and never stands before a danger or a question just asked."""

from datetime import datetime

import pytest
from sqlalchemy import text

from bot.storage.database import Database
from tests.services.sending import Office, an_office
from tests.services.texting import Patient, a_patient


@pytest.fixture
def office(database: Database) -> Office:
    return an_office(database)


@pytest.fixture
def reminded(office: Office) -> Patient:
    """Somebody with a visit on Friday, just reminded of it."""
    patient = a_patient(office)
    patient.books()
    [reminder] = patient.waits(hours=33)
    assert "your visit is Fri, Nov 27 at 8:00 AM. Reply 1 if you come" in reminder
    return patient


def confirmed_at(office: Office) -> datetime | None:
    with office.database.begin() as tx:
        found: datetime | None = tx.scalar(text("SELECT confirmed_at FROM appointments WHERE status = 'booked'"))
        return found


@pytest.mark.parametrize("words", ["1", "yes", "I'm coming", "ok"])
def test_coming_is_noted_without_more_questions(office: Office, reminded: Patient, words: str) -> None:
    assert "we expect you" in reminded.says(words)
    assert confirmed_at(office) == office.bot.line.now()


def test_a_confirmed_visit_still_gets_its_last_reminder(reminded: Patient) -> None:
    reminded.says("1", "no")
    assert "Late or not coming?" in "".join(reminded.waits(hours=24))


@pytest.mark.parametrize(("words", "asked"), [("2", "move"), ("MOVE", "move"), ("3", "drop"), ("not coming", "drop")])
def test_moving_and_dropping_ask_who_it_is_first(reminded: Patient, words: str, asked: str) -> None:
    told = reminded.says(words)
    assert "date of birth" in told
    assert "Nov 27" not in told
    after = reminded.says("5/31/1961")
    assert ("When would you like" if asked == "move" else "Drop your visit of Fri, Nov 27") in after


@pytest.mark.parametrize("words", ["WRONG", "4", "I'm not Maria"])
def test_a_wrong_number_hears_of_no_visit_again(reminded: Patient, words: str) -> None:
    assert "Sorry if we reached you by mistake" in reminded.says(words)
    assert reminded.waits(hours=24) == []
    assert "can't find a visit" in reminded.says("when is my visit", "5/31/1961")


@pytest.mark.parametrize("words", ["wrong number", "numero equivocado"])
def test_who_says_wrong_number_is_not_asked_again_afterwards(reminded: Patient, words: str) -> None:
    assert "Did we reach the wrong person?" not in reminded.says(words)


@pytest.mark.parametrize(
    "words", ["you have the wrong doctor on there", "is the address wrong?", "I wrote down the wrong day"]
)
def test_a_sentence_with_wrong_in_it_is_no_wrong_number(reminded: Patient, words: str) -> None:
    assert "by mistake" not in reminded.says(words)


def test_what_only_sounds_like_a_wrong_number_ends_no_reminder(reminded: Patient) -> None:
    assert "Did we reach the wrong person?" in reminded.says("I think that was meant for whoever had the phone before")
    assert "1 I'm coming" in reminded.says("no")
    assert "Late or not coming?" in "".join(reminded.waits(hours=24))


def test_a_danger_comes_before_the_reminder(office: Office, reminded: Patient) -> None:
    assert "emergency room now" in reminded.says("I can't pee since last night")
    assert confirmed_at(office) is None


def test_a_question_just_asked_is_answered_before_the_reminder(office: Office) -> None:
    patient = a_patient(office)
    patient.books()
    office.clock.move(hours=32, minutes=50)
    patient.says("my back locked up")
    assert patient.waits(minutes=10)
    assert "any of these" in patient.says("no").lower()
    assert confirmed_at(office) is None


def test_the_same_answer_later_is_not_taken_for_a_reply_again(office: Office, reminded: Patient) -> None:
    reminded.says("1", "no")
    first = confirmed_at(office)
    office.clock.move(hours=1)
    assert "we expect you" not in reminded.says("1")
    assert confirmed_at(office) == first
