"""The documents of a call that staff make to a patient, byte by byte as the official classes write them."""

import pytest
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

from bot.channels.twilio import patient_call

ENGLISH = {"language": "en-US", "voice": "Polly.Joanna"}


def official(response: VoiceResponse) -> bytes:
    return str(response).encode()


def test_the_staff_phone_is_asked_for_a_key_and_hears_of_nobody() -> None:
    gather = Gather(action="/webhooks/patient-call/k/answer", method="POST", input="dtmf", num_digits=1, timeout=8)
    for _ in range(2):
        gather.say("The clinic line calls for you. Press 1 to be put through to the patient.", **ENGLISH)
    response = VoiceResponse()
    response.append(gather)
    response.hangup()
    assert patient_call.asked("k") == official(response)


def test_the_patient_is_dialled_and_sees_the_clinic() -> None:
    dial = Dial(
        action="/webhooks/patient-call/k/talked",
        method="POST",
        answer_on_bridge=True,
        caller_id="+18179164685",
        timeout=25,
    )
    dial.number("+12145550117")
    response = VoiceResponse()
    response.append(dial)
    assert patient_call.dial("k", "+12145550117", "+18179164685") == official(response)


@pytest.mark.parametrize("is_joined", [True, False])
def test_after_it_the_staff_phone_is_hung_up(is_joined: bool) -> None:
    response = VoiceResponse()
    if not is_joined:
        response.say("The patient did not answer. Goodbye.", **ENGLISH)
    response.hangup()
    assert patient_call.talked(is_joined=is_joined) == official(response)
