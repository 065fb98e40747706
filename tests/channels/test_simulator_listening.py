"""Say, Pause, Gather, Redirect, Hangup and Reject, as a gateway executes them."""

import pytest

from bot.channels.simulator.handset import Gathering, Over
from bot.channels.simulator.moves import HangsUp, Presses, Says, StaysSilent
from tests.channels.canned_line import NOW, STATUS, codes, line, lines, said

MENU = '<Gather action="/webhooks/voice/turn" numDigits="1"><Say>Press a key.</Say></Gather>'


def test_what_is_said_is_heard_in_order_with_its_language_and_loop() -> None:
    handset = line('<Say>One.</Say><Pause length="2"/><Say language="es-US" loop="2">Dos.</Say><Hangup/>').call()
    spoken = [(heard.words, heard.language, heard.times) for heard in lines(handset) if heard.speaker == "line"]
    assert spoken == [("One.", "en-US", 1), ("Dos.", "es-US", 2)]
    assert handset.call is not None
    assert handset.call.seconds == 1 + 2 + 2


def test_a_loop_of_none_is_spoken_until_somebody_hangs_up() -> None:
    assert [heard.times for heard in lines(line('<Say loop="0">Wait.</Say>').call()) if heard.speaker == "line"] == [
        1000
    ]


def test_an_automatic_speech_timeout_is_the_timeout() -> None:
    handset = line('<Gather input="speech" timeout="7" speechTimeout="auto"/>').call()
    assert handset.call is not None
    assert isinstance(handset.call.wait, Gathering)
    assert handset.call.wait.speech_timeout_seconds == 7


def test_speech_marks_inside_say_are_spoken_without_them() -> None:
    assert said(line('<Say>Call <say-as interpret-as="digits">911</say-as> now.</Say>').call()) == ["Call 911 now."]


def test_a_gather_waits_after_its_prompt() -> None:
    handset = line(MENU).call()
    assert said(handset) == ["Press a key."]
    assert handset.call is not None
    assert isinstance(handset.call.wait, Gathering)
    assert handset.call.wait.timeout_seconds == 5


def test_a_key_goes_to_the_action() -> None:
    canned = line(MENU, turn="<Say>Good.</Say>")
    assert said(canned.call(Presses("7")))[-1] == "Good."
    form = canned.form("/webhooks/voice/turn")
    assert (form["Digits"], form["CallStatus"]) == ("7", "in-progress")


def test_without_an_action_the_gather_asks_its_own_address_again() -> None:
    canned = line('<Gather numDigits="1"><Say>Again?</Say></Gather>')
    canned.call(Presses("1"), Presses("1"))
    assert canned.paths == ["/webhooks/voice"] * 3


def test_keys_after_the_answer_are_lost_and_said_to_be() -> None:
    canned = line(MENU, turn=MENU)
    handset = canned.call(Presses("12"))
    assert canned.paths.count("/webhooks/voice/turn") == 1
    assert any("came too late" in heard.words for heard in lines(handset))


def test_keys_without_a_count_go_off_with_the_finishing_key_or_the_timeout() -> None:
    gather = '<Gather action="/webhooks/voice/turn"/>'
    for keys in ("8175550117#", "8175550117"):
        canned = line(gather)
        canned.call(Presses(keys))
        assert canned.form("/webhooks/voice/turn")["Digits"] == "8175550117"


def test_unfinished_keys_stay_pressed_until_more_come_or_silence_submits_them() -> None:
    canned = line('<Gather action="/webhooks/voice/turn" numDigits="4"/>')
    handset = canned.call(Presses("1", waits=False), Presses("2", waits=False))
    assert handset.call is not None
    assert isinstance(handset.call.wait, Gathering)
    assert handset.call.wait.pressed == "12"
    canned.call(Presses("12", waits=False), StaysSilent())
    assert canned.form("/webhooks/voice/turn")["Digits"] == "12"


def test_an_empty_finishing_key_lets_pound_through() -> None:
    canned = line('<Gather action="/webhooks/voice/turn" numDigits="2" finishOnKey=""/>')
    canned.call(Presses("#1"))
    assert canned.form("/webhooks/voice/turn")["Digits"] == "#1"


def test_silence_falls_through_to_the_next_verb() -> None:
    canned = line(MENU + "<Say>Nobody there.</Say>")
    handset = canned.call(StaysSilent())
    assert said(handset)[-1] == "Nobody there."
    assert "/webhooks/voice/turn" not in canned.paths


def test_silence_goes_to_the_action_where_it_asks_for_empty_results() -> None:
    canned = line('<Gather action="/webhooks/voice/turn" actionOnEmptyResult="true"/><Say>Dead.</Say>')
    canned.call(StaysSilent())
    assert canned.form("/webhooks/voice/turn")["Digits"] == ""


def test_words_are_heard_where_the_gather_takes_speech() -> None:
    canned = line('<Gather input="dtmf speech" action="/webhooks/voice/turn" language="es-US"/>')
    canned.call(Says("me duele", 0.5))
    form = canned.form("/webhooks/voice/turn")
    assert (form["SpeechResult"], form["Confidence"], "Digits" in form) == ("me duele", "0.50", False)


def test_words_to_a_question_for_keys_are_silence() -> None:
    canned = line(MENU + "<Say>Still there?</Say>")
    assert said(canned.call(Says("yes")))[-1] == "Still there?"


def test_keys_to_a_question_for_words_are_not_heard() -> None:
    canned = line('<Gather input="speech" action="/webhooks/voice/turn"/>')
    canned.call(Presses("1"))
    assert canned.paths == ["/webhooks/voice"]


def test_a_redirect_is_followed_and_ends_its_document() -> None:
    canned = line("<Redirect>voice/next</Redirect><Say>Dead.</Say>", next="<Say>Here.</Say>")
    assert said(canned.call()) == ["Here."]


def test_a_line_that_goes_in_circles_is_hung_up() -> None:
    handset = line("<Redirect>/webhooks/voice</Redirect>").call()
    assert codes(handset) == [11215]
    assert not handset.is_in_call


def test_the_end_of_a_document_ends_the_call_and_tells_the_line() -> None:
    canned = line("<Say>Bye.</Say>")
    handset = canned.call()
    assert handset.call is not None
    assert handset.call.wait == Over("completed")
    assert canned.form(STATUS)["CallStatus"] == "completed"


@pytest.mark.parametrize(("reason", "status"), [("busy", "busy"), ("rejected", "no-answer")])
def test_a_rejected_call_is_over_before_it_begins(reason: str, status: str) -> None:
    canned = line(f'<Reject reason="{reason}"/>')
    assert not canned.call().is_in_call
    assert canned.form(STATUS)["CallStatus"] == status


def test_hanging_up_tells_the_line() -> None:
    canned = line(MENU)
    handset = canned.call(HangsUp())
    assert canned.form(STATUS)["CallStatus"] == "completed"
    assert not handset.is_in_call


def test_moves_after_the_call_change_nothing() -> None:
    canned = line(MENU)
    handset = canned.call(HangsUp())
    assert canned.gateway().play(handset, Presses("1"), NOW) == handset


def test_the_first_request_tells_who_rings_whom() -> None:
    canned = line(MENU)
    canned.call(number="anonymous")
    form = canned.form("/webhooks/voice")
    assert (form["From"], form["Caller"], form["CallStatus"]) == ("anonymous", "anonymous", "ringing")
    assert (form["To"], form["Direction"], len(form["CallSid"])) == ("+18179164685", "inbound", 34)
