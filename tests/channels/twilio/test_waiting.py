"""The documents of a waiting caller and of the staff phones, byte by byte as the official classes write them."""

from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType

import pytest
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from bot.channels.twilio import waiting
from bot.channels.twilio.twiml import Routes
from bot.dialogue.engine import open_session
from bot.dialogue.session import Session
from bot.services.connecting import Moment, Taken, Wait
from bot.values import Channel, Disposition, Language

EN, ES = Language.EN, Language.ES
ENGLISH = {"language": "en-US", "voice": "Polly.Joanna"}
SPANISH = {"language": "es-US", "voice": "Polly.Lupe"}
ROUTES = Routes(7)
NOW = datetime(2026, 11, 24, 16, 0, tzinfo=UTC)


def official(response: VoiceResponse) -> bytes:
    return str(response).encode()


def session(**changes: object) -> Session:
    return replace(open_session(Channel.VOICE, EN, NOW), **changes)  # type: ignore[arg-type]


def test_a_wait_listens_for_one_key_and_then_begins_anew() -> None:
    gather = Gather(action="/webhooks/voice/waited/7", method="POST", input="dtmf", num_digits=1, timeout=4)
    gather.say("Seguimos llamando al equipo. Para que le llamen, oprima 1. No pierde su lugar.", **SPANISH)
    response = VoiceResponse()
    response.append(gather)
    assert waiting.wait(Moment(Wait.AGAIN, ES, may_call_back=True), ROUTES) == official(response)


def test_a_wait_without_an_offer_listens_for_nothing() -> None:
    response = VoiceResponse()
    response.say("We are still calling our staff.", **ENGLISH)
    response.pause(length=4)
    assert waiting.wait(Moment(Wait.AGAIN, EN), ROUTES) == official(response)


def test_a_wait_that_is_over_leaves_the_line_and_one_that_is_taken_says_so() -> None:
    over, taken = VoiceResponse(), VoiceResponse()
    over.leave()
    taken.say("Somebody is coming to the phone.", **ENGLISH)
    taken.pause(length=4)
    assert waiting.wait(Moment(Wait.OVER), ROUTES) == official(over)
    assert waiting.wait(Moment(Wait.TAKEN, EN), ROUTES) == official(taken)


def test_a_key_leads_out_of_the_line_or_on_with_the_wait() -> None:
    leave, stay = VoiceResponse(), VoiceResponse()
    leave.leave()
    stay.redirect("/webhooks/voice/wait/7", method="POST")
    assert waiting.waited(ROUTES, is_leaving=True) == official(leave)
    assert waiting.waited(ROUTES, is_leaving=False) == official(stay)


def test_a_staff_phone_is_asked_for_a_key_and_hung_up_without_one() -> None:
    gather = Gather(action="/webhooks/leg/k/answer", method="POST", input="dtmf", num_digits=1, timeout=8)
    for _ in range(2):
        gather.say("Call from the clinic line. Press 1 to accept.", **ENGLISH)
    response = VoiceResponse()
    response.append(gather)
    response.hangup()
    assert waiting.asked("k") == official(response)


def test_who_pressed_1_hears_the_summary_and_then_the_caller_of_that_line() -> None:
    response = VoiceResponse()
    response.say("Speaks English.", **ENGLISH)
    dial = Dial(action="/webhooks/leg/k/talked", method="POST")
    dial.queue("CA1", url="/webhooks/leg/k/joining", method="POST")
    response.append(dial)
    assert waiting.joined("k", Taken("CA1", session(), None)) == official(response)


@pytest.mark.parametrize("was_joined", [True, False])
def test_after_a_talk_the_staff_phone_is_hung_up(was_joined: bool) -> None:
    response = VoiceResponse()
    if not was_joined:
        response.say("The caller has hung up. Please look at the console.", **ENGLISH)
    response.hangup()
    assert waiting.talked(was_joined=was_joined) == official(response)


def test_the_summary_tells_the_worst_answer_and_the_pain() -> None:
    told = Taken("CA1", session(disposition=Disposition.ER_NOW, answers=MappingProxyType({"pain": "8"})), None)
    words = waiting.joined("k", told).decode()
    assert "Worst so far: er now. Pain 8 of 10. Speaks English." in words
