"""One talk on either channel: "text me that" on a call, "call me" by text, and a call that was cut goes on by text."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.dialogue.engine import open_session
from bot.dialogue.moving import may_move, taken_over
from bot.dialogue.session import Waiting
from bot.dialogue.stack import Stack
from bot.storage import slots
from bot.values import Channel, Disposition, Language
from tests.reading import one, rows, said
from tests.services.calling import OnTheLine
from tests.services.sending import Office
from tests.services.test_told_by_call import Answered
from tests.services.texting import Patient, a_patient
from tests.services.visiting import DESK, SPASM, TUESDAY, free_on


@pytest.fixture
def patient(office: Office) -> Patient:
    return a_patient(office)


def asked_for_onset(patient: Patient) -> OnTheLine:
    """A caller whose screen is passed and who is asked when it began."""
    caller = OnTheLine(patient.phone)
    words = caller.press("1")
    for _ in range(20):
        if "When did the spasm start" in words:
            return caller
        words = caller.press("2")
    raise AssertionError(words)


# -- from a call to a text ------------------------------------------------------------------------


def test_what_was_just_heard_comes_by_text_and_the_talk_goes_on_there(office: Office, patient: Patient) -> None:
    caller = asked_for_onset(patient)
    assert "I am sending that to your phone" in caller.say("text me that")
    assert "<Hangup" in caller.document
    caller.hang_up()
    [came] = patient.waits(seconds=1)
    assert came.startswith("DFW Center for Spinal Disorders, from your call:")
    assert "1 today" in came.lower()
    answer = patient.says("1")
    assert "Safety first" not in answer
    assert "did not get that" not in answer
    assert one(office.database, "SELECT count(*) FROM messages WHERE kind = 'hang_up_offer'") == 0


def test_a_key_does_the_same(patient: Patient) -> None:
    caller = asked_for_onset(patient)
    assert "I am sending that to your phone" in caller.press("*7")


def test_advice_that_was_heard_is_written_with_its_question(office: Office, patient: Patient) -> None:
    caller = asked_for_onset(patient)
    words = caller.press("1")
    for _ in range(6):
        if "20 minutes" in words:
            break
        office.clock.move(seconds=5)  # the newest answer is the one that was given last
        words = caller.press("2")
    assert "20 minutes" in words
    caller.say("can you text me that")
    [came] = patient.waits(seconds=1)
    assert "20 min" in came


def test_a_danger_in_the_same_breath_comes_first(office: Office, patient: Patient) -> None:
    caller = asked_for_onset(patient)
    said = caller.say("text me that, I cannot breathe")
    assert "trouble breathing" in said or "dial 9 1 1" in said  # asked about or acted on, as sure as we are
    assert patient.waits(seconds=1) == []


def test_a_danger_question_goes_along_and_is_not_passed_by_it(patient: Patient) -> None:
    caller = OnTheLine(patient.phone)
    caller.press("1")
    caller.say("text me")
    [came] = patient.waits(seconds=1)
    assert "chest pain" in came
    assert "911" in patient.says("yes")


@pytest.mark.parametrize(
    "so",
    ["UPDATE contacts SET opted_out_at = now()", "UPDATE contacts SET do_not_contact_at = now()"],
)
def test_nobody_is_texted_who_asked_for_silence(office: Office, patient: Patient, so: str) -> None:
    caller = asked_for_onset(patient)
    office.run(so)
    heard = caller.say("text me that")
    assert "I can't text that to this phone." in heard
    assert "When did the spasm start" in heard
    assert rows(office.database, "SELECT change FROM consents") == []


def test_a_caller_without_a_number_stays_on_the_call(office: Office) -> None:
    caller = asked_for_onset(a_patient(office, "anonymous"))
    assert "I can't text that to this phone." in caller.say("text me that")


def test_what_is_for_staff_stays_on_the_call(patient: Patient) -> None:
    caller = OnTheLine(patient.phone)
    caller.press("0")
    caller.ring("no-answer")
    caller.ring("no-answer")
    assert "sending that" not in caller.say("text me that")


def test_a_time_that_is_kept_stays_kept(office: Office, patient: Patient) -> None:
    caller = OnTheLine(patient.phone)
    caller.say("book a visit")
    with office.database.begin() as tx:
        slot = free_on(tx)[0]
        call = str(tx.scalar(text("SELECT id FROM sessions WHERE channel = 'voice'")))
        slots.hold(tx, DESK.schedule, slot, SPASM.key, TUESDAY, call, slot.starts_at, slot.starts_at)
    assert "sending that" in caller.say("text me that")
    with office.database.begin() as tx:
        assert slots.find_hold(tx, call) is None
        assert slots.find_hold(tx, str(tx.scalar(text("SELECT id FROM sessions WHERE channel = 'sms'")))) is not None


# -- from a text to a call ------------------------------------------------------------------------


def test_who_writes_call_me_is_called_and_goes_on_at_the_open_question(office: Office, patient: Patient) -> None:
    patient.says("my back locked up", "2")
    asked = patient.says("call me")
    assert "calling you now" in asked
    patient.waits(seconds=1)
    [call] = [parcel for parcel in office.gateway.posted if parcel.is_call]
    assert call.body == "This is the automated line of DFW Center for Spinal Disorders. You asked us to call."
    answered = Answered(office)
    assert "To go on, press 1." in said(answered.document)
    heard = answered.goes_on()
    assert "numb" in heard
    assert "chest pain" not in heard
    assert "Go to the" in answered.press("1")
    assert one(office.database, "SELECT care_lock FROM contacts") == "er_now"


def test_the_text_waits_for_nothing_once_the_call_goes_on(office: Office, patient: Patient) -> None:
    patient.says("my back locked up", "2", "call me")
    patient.waits(seconds=1)
    Answered(office).goes_on()
    assert "leaking pee" not in patient.says("thanks")


def test_who_does_not_pick_up_can_still_answer_by_text(office: Office, patient: Patient) -> None:
    patient.says("my back locked up", "call me")
    patient.waits(seconds=1)
    key = one(office.database, "SELECT receipt_key FROM messages WHERE kind = 'asked_call'")
    form = {"CallSid": "CA" + "c" * 32, "AccountSid": patient.phone.text_form("")["AccountSid"]}
    patient.phone.post(f"/webhooks/told/{key}/over", {**form, "CallStatus": "no-answer"})
    assert "numb" in patient.says("2")


def test_a_call_that_comes_when_the_talk_is_over_begins_anew(office: Office, patient: Patient) -> None:
    patient.says("my back locked up", "call me")
    patient.waits(seconds=1)
    patient.says("menu", "book a visit")
    office.run(
        'UPDATE sessions SET state = replace(state::text, \'"waiting": "answer"\', \'"waiting": "nothing"\')::json'
    )
    assert "What can we help with" in Answered(office).goes_on()


def test_who_stopped_calls_is_not_called(office: Office, patient: Patient) -> None:
    patient.says("my back locked up")
    office.run("UPDATE contacts SET calls_stopped_at = now()")
    assert "calling you now" not in patient.says("call me")


def test_first_words_are_a_wish_for_staff(office: Office, patient: Patient) -> None:
    assert "our staff's list" in patient.says("call me")
    assert office.gateway.posted == []


def test_longer_words_are_a_wish_for_staff(patient: Patient) -> None:
    patient.says("my back locked up", "2")
    assert "calling you now" not in patient.says("can somebody call me about my MRI results")


# -- a call that was cut --------------------------------------------------------------------------


def test_a_call_that_was_cut_goes_on_by_text_with_what_was_answered(office: Office, patient: Patient) -> None:
    caller = asked_for_onset(patient)
    caller.hang_up()
    [offer] = patient.waits(seconds=1)
    assert "your call ended early. Reply 1 to go on here" in offer
    answer = patient.says("1")
    assert "1 yes, 2 no" not in answer
    assert "today" in answer.lower()


def test_a_call_that_was_cut_in_the_screen_screens_anew(patient: Patient) -> None:
    caller = OnTheLine(patient.phone)
    caller.press("1")
    caller.press("2")
    caller.hang_up()
    patient.waits(seconds=1)
    assert "chest pain" in patient.says("1")


def test_who_wants_the_menu_gets_it(patient: Patient) -> None:
    asked_for_onset(patient).hang_up()
    patient.waits(seconds=1)
    assert "1 back spasm" in patient.says("2").lower()


# -- what travels ---------------------------------------------------------------------------------


def test_the_worst_of_both_channels_counts_and_a_doubt_here_voids_the_screen_there(office: Office) -> None:
    now = office.bot.line.now()
    there = replace(open_session(Channel.VOICE, Language.ES, now), screened_at=now, part=2, attempts=1)
    here = replace(
        open_session(Channel.SMS, Language.EN, now),
        stack=Stack(("front_door.menu", "red_flags.start")),
        disposition=Disposition.SAME_DAY_STAFF,
    )
    session = taken_over(here, there)
    assert (session.channel, session.language) == (Channel.SMS, Language.ES)
    assert (session.disposition, session.screened_at) == (Disposition.SAME_DAY_STAFF, None)
    assert (session.part, session.attempts) == (0, 0)


def test_whoever_was_recognised_stays_where_they_proved_it(office: Office) -> None:
    begun = open_session(Channel.SMS, Language.EN, office.bot.line.now())
    session = replace(begun, stack=Stack(("booking.when",)), waiting=Waiting.ANSWER)
    assert may_move(session)
    assert not may_move(session.with_values({"patient": "somebody"}))
    assert not may_move(replace(session, stack=Stack(("my_visit.confirm",))))
    assert not may_move(replace(session, disposition=Disposition.ER_NOW))
