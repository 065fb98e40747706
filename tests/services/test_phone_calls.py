"""A call, prompt by prompt: keyed by the call, answered once, and never a circle."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.storage.database import Database
from tests.bots import Phone, a_bot
from tests.reading import one, rows, said
from tests.services.calling import OnTheLine, next_path


@pytest.fixture
def phone(database: Database) -> Phone:
    return Phone(a_bot(database))


@pytest.fixture
def caller(phone: Phone) -> OnTheLine:
    return OnTheLine(phone)


def test_the_emergency_sentence_and_spanish_come_before_the_menu(caller: OnTheLine) -> None:
    words = said(caller.document)
    assert words.index("9 1 1") < words.index("oprima 8") < words.index("press 1")


def test_a_repeat_of_a_prompt_gets_the_same_document_byte_for_byte(caller: OnTheLine) -> None:
    path, form = next_path(caller.document), caller.phone.call_form(caller.call_id, Digits="1")
    first = caller.phone.post(path, form).data
    assert caller.phone.post(path, form).data == first
    assert caller.phone.post("/webhooks/voice", caller.phone.call_form(caller.call_id)).data != first


def test_the_start_of_a_call_told_twice_at_once_is_one_call(phone: Phone, database: Database) -> None:
    form = phone.call_form(phone.new_id("CA"))
    with ThreadPoolExecutor(4) as crowd:
        answers = set(crowd.map(lambda _: phone.post("/webhooks/voice", form).data, range(8)))
    assert len(answers) == 1
    assert one(database, "SELECT count(*) FROM calls") == 1


def test_a_danger_key_on_the_first_question_is_911_at_once(caller: OnTheLine) -> None:
    caller.press("1")
    assert caller.press("1").count("dial 9 1 1 now") == 2  # twice, and then the line is free
    assert caller.document.count("Hangup") == 1


def test_zero_rings_the_staff_phones_rung_after_rung_and_ends_at_a_voicemail(caller: OnTheLine) -> None:
    caller.press("0")
    assert caller.ringing == ["+18175550151", "+18175550152"]
    caller.ring("no-answer")
    assert caller.ringing == ["+18175550153"]
    assert "leave your name" in caller.ring("busy")
    assert "kept" in caller.record()


def test_a_voicemail_is_kept_beside_an_open_handoff(caller: OnTheLine, database: Database) -> None:
    caller.press("0")
    caller.ring("no-answer")
    caller.ring("no-answer")
    caller.record("17")
    assert rows(database, "SELECT seconds FROM recordings") == [(17,)]
    assert one(database, "SELECT count(*) FROM handoffs WHERE status = 'waiting'") == 1


def test_silence_is_asked_again_twice_and_never_taken_for_no(caller: OnTheLine) -> None:
    caller.press("1")
    question = "do you have chest pain"
    assert question in caller.silence()
    assert question in caller.silence()
    assert "Go to the" in caller.silence()
    assert "<Enqueue" in caller.document


def test_a_caller_who_never_makes_a_sound_can_leave_a_message_and_nobody_is_rung(caller: OnTheLine) -> None:
    for _ in range(3):
        caller.silence()
    assert "9 1 1" in said(caller.document)
    assert "<Record" in caller.document
    assert "<Enqueue" not in caller.document


def test_an_uncertain_no_to_a_danger_question_is_asked_again(caller: OnTheLine) -> None:
    caller.press("1")
    assert "chest pain" in caller.say("no", confidence="0.31")


def test_words_answer_as_keys_do(caller: OnTheLine) -> None:
    caller.say("my back locked up")
    assert "face" in caller.say("no")


def test_eight_changes_the_language(caller: OnTheLine) -> None:
    assert "oprima" in caller.press("8")


def test_an_anonymous_caller_is_served_and_is_nobodys_contact(phone: Phone, database: Database) -> None:
    for _ in range(2):
        form = {**phone.call_form(phone.new_id("CA")), "From": "+266696687"}
        assert b"<Gather" in phone.post("/webhooks/voice", form).data
    assert rows(database, "SELECT phone FROM contacts") == [(None,), (None,)]


def test_a_hang_up_ends_the_call_cleanly(caller: OnTheLine, database: Database) -> None:
    caller.press("1")
    form = {**caller.phone.call_form(caller.call_id), "CallStatus": "completed"}
    assert caller.phone.post("/webhooks/voice/status", form).status_code == 204
    assert one(database, "SELECT ended_at IS NOT NULL FROM calls") is True


def test_a_prompt_of_an_unknown_call_starts_the_call_anew(phone: Phone) -> None:
    form = phone.call_form(phone.new_id("CA"), Digits="1")
    assert "<Redirect" in phone.post("/webhooks/voice/turn/7", form).get_data(as_text=True)


def test_no_address_says_anything_about_the_caller(caller: OnTheLine) -> None:
    caller.press("1")
    addresses = re.findall(r"/webhooks/[^<\"]*", caller.document)
    assert addresses
    assert all(re.fullmatch(r"/webhooks/voice/\w+/\d+", address) for address in addresses)


def test_closed_hours_tell_the_truth_and_ring_nobody_but_the_clinician_on_call(database: Database) -> None:
    caller = OnTheLine(Phone(a_bot(database, now="2026-11-24 21:00")))
    words = caller.press("0")
    assert "closed" in words.lower()
    assert "<Enqueue" not in caller.document
    caller.press("1")
    assert caller.ringing == ["+18175550161"]
