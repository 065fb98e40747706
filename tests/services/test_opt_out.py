"""Silence is kept once asked for, and nothing is said that the network has said already."""

import pytest

from bot.clinic.message_kinds import Purpose
from bot.storage.database import Database
from tests.bots import Phone, a_bot
from tests.reading import messages, one, rows
from tests.services.calling import OnTheLine
from tests.services.sending import Office, an_office
from tests.services.texting import a_patient


def phone(database: Database, handling: str) -> Phone:
    return Phone(a_bot(database, OPT_OUT_HANDLING=handling))


def is_opted_out(database: Database) -> bool:
    return one(database, "SELECT opted_out_at IS NOT NULL FROM contacts") is True


@pytest.mark.parametrize("words", ["STOP", "stop texting me", "ya no me manden mensajes", "take me off this list"])
def test_any_reasonable_wording_opts_out_and_gets_one_confirmation(database: Database, words: str) -> None:
    me = phone(database, "own")
    me.text("hi")
    assert len(messages(me.text(words))) == 1
    assert is_opted_out(database)
    assert messages(me.text("hello?")) == []


@pytest.mark.parametrize("word", ["STOP", "quit", "End", "CANCEL"])
def test_a_keyword_the_network_answers_gets_no_second_answer(database: Database, word: str) -> None:
    me = phone(database, "default")
    me.text("hi")
    assert messages(me.text(word)) == []
    assert is_opted_out(database)


def test_a_keyword_reported_by_the_network_gets_no_second_answer(database: Database) -> None:
    me = phone(database, "advanced")
    me.text("hi")
    assert messages(me.text("PARAR", OptOutType="STOP")) == []
    assert is_opted_out(database)


def test_a_sentence_the_network_does_not_know_is_confirmed_by_us(database: Database) -> None:
    me = phone(database, "default")
    me.text("hi")
    assert len(messages(me.text("please stop texting me"))) == 1


def test_yes_is_an_answer_where_a_question_is_pending(database: Database) -> None:
    me = phone(database, "default")
    me.text("my back locked up")
    assert "Call 911 now" in " ".join(messages(me.text("YES")))


def test_help_without_a_question_is_left_to_the_network(database: Database) -> None:
    assert messages(phone(database, "default").text("HELP")) == []


def test_help_is_ours_where_nobody_else_answers_it(database: Database) -> None:
    answer = " ".join(messages(phone(database, "own").text("HELP")))
    assert "911" in answer
    assert "STOP" in answer


def test_an_emergency_is_answered_even_after_an_opt_out(database: Database) -> None:
    me = phone(database, "own")
    me.text("STOP")
    assert "Call 911 now" in " ".join(messages(me.text("chest pain and my left arm hurts")))


def test_words_after_an_opt_out_reach_staff_and_get_no_answer(database: Database) -> None:
    me = phone(database, "own")
    me.text("STOP")
    assert messages(me.text("can you call me about my knee")) == []
    assert one(database, "SELECT count(*) FROM handoffs") == 1


@pytest.mark.parametrize("words", ["START", "UNSTOP", "ok you can text me again", "pueden escribirme otra vez"])
def test_start_brings_texts_back_with_a_record(database: Database, words: str) -> None:
    me = phone(database, "own")
    me.text("STOP")
    assert messages(me.text(words))
    assert not is_opted_out(database)
    assert one(database, "SELECT count(*) FROM consents") == 2


def test_a_danger_in_the_stop_message_is_answered_and_the_stop_is_kept(database: Database) -> None:
    me = phone(database, "own")
    answer = " ".join(messages(me.text("stop texting me i have chest pain")))
    assert "Call 911 now" in answer
    assert is_opted_out(database)


def test_an_opt_out_with_an_open_request_tells_staff(database: Database) -> None:
    me = phone(database, "own")
    me.text("i want to talk to a person")
    me.text("STOP")
    assert one(database, "SELECT requests FROM handoffs") == 2


def test_an_opt_out_with_a_coming_visit_tells_staff(database: Database) -> None:
    patient = a_patient(an_office(database))
    patient.books()
    patient.says("stop texting me")
    assert rows(database, "SELECT reason FROM handoffs") == [("opted_out_with_visit",)]


def test_whoever_is_hurt_at_home_hears_from_us_in_no_way_of_our_own(database: Database) -> None:
    office = an_office(database)
    patient = a_patient(office)
    patient.books()
    office.agree(Purpose.CALLS)
    patient.says("my husband hits me and I am scared of him")
    caller = OnTheLine(patient.phone)
    caller.press("1")
    caller.press("2")
    caller.hang_up()
    assert patient.waits(days=1) == []
    assert patient.waits(days=2) == []
    states = {row[0] for row in rows(database, "SELECT ended_by FROM messages WHERE natural_key IS NOT NULL")}
    assert states == {"do_not_contact"}


def test_another_wish_in_the_stop_message_goes_to_staff_and_not_into_another_text(database: Database) -> None:
    me = phone(database, "own")
    me.text("hi")
    answer = messages(me.text("stop texting me and cancel my appointment on friday"))
    assert len(answer) == 1
    assert "no more texts" in answer[0]
    assert one(database, "SELECT reason FROM handoffs") == "opted_out_with_visit"


def test_a_second_stop_is_kept_in_silence_and_the_first_moment_stays(database: Database) -> None:
    me = phone(database, "own")
    me.text("STOP")
    first = one(database, "SELECT opted_out_at FROM contacts")
    me.clock.move(minutes=1)
    assert messages(me.text("stop texting me")) == []
    assert one(database, "SELECT opted_out_at FROM contacts") == first
    assert one(database, "SELECT count(*) FROM consents") == 2


@pytest.fixture
def told_to_stop(database: Database) -> tuple[Office, OnTheLine]:
    """Somebody with reminders, calls and check-ins says stop on the phone, and is asked what was meant."""
    office = an_office(database)
    for purpose in (Purpose.VISITS, Purpose.CALLS):
        office.agree(purpose)
    office.run("INSERT INTO check_ins (id, contact_id, began_at) SELECT gen_random_uuid(), id, now() FROM contacts")
    caller = OnTheLine(Phone(office.bot))
    assert "texts and calls" in caller.say("stop")
    return office, caller


def standing(database: Database) -> tuple[bool, bool, set[str], bool]:
    """Whether texts and calls are silenced, what is agreed to, and whether check-ins run."""
    stopped = rows(database, "SELECT opted_out_at IS NOT NULL, calls_stopped_at IS NOT NULL FROM contacts")[0]
    agreed = {row[0] for row in rows(database, "SELECT purpose FROM agreements WHERE revoked_at IS NULL")}
    return stopped[0], stopped[1], agreed, one(database, "SELECT ended_at IS NULL FROM check_ins")


def test_on_a_call_silence_is_kept_before_the_question_is_answered(
    database: Database, told_to_stop: tuple[Office, OnTheLine]
) -> None:
    assert standing(database) == (True, True, set(), False)
    told_to_stop[1].hang_up()
    assert standing(database) == (True, True, set(), False)


@pytest.mark.parametrize(
    ("key", "after"),
    [
        ("1", (True, True, set[str](), False)),
        ("2", (True, False, {"visits", "calls"}, True)),
        ("3", (False, True, {"visits"}, True)),
        ("4", (False, False, {"visits", "calls"}, True)),
    ],
)
def test_the_answer_only_narrows_what_was_stopped(
    database: Database,
    told_to_stop: tuple[Office, OnTheLine],
    key: str,
    after: tuple[bool, bool, set[str], bool],
) -> None:
    told_to_stop[1].press(key)
    assert standing(database) == after


def test_start_by_text_does_not_bring_back_calls_that_were_stopped_by_themselves(
    database: Database, told_to_stop: tuple[Office, OnTheLine]
) -> None:
    office, caller = told_to_stop
    caller.press("3")
    office.clock.move(hours=1)
    me = caller.phone
    me.text("STOP")
    me.text("START")
    assert standing(database) == (False, True, {"visits"}, False)
