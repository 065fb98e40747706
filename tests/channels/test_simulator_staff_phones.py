"""Dial with its screening, Enqueue and Record, with everything that can become of them."""

import pytest

from bot.channels.simulator.handset import Queued, Recording, Talking
from bot.channels.simulator.moves import HangsUp, Presses, Records, RingOutcome, Rings, Says, StaysSilent, TalkEnds
from tests.channels.canned_line import STATUS, CannedLine, codes, line, lines, said

SCREEN = '<Gather numDigits="1" action="/webhooks/voice/screened"><Say>Press 1.</Say></Gather><Hangup/>'


def ringing(**others: str) -> CannedLine:
    dial = (
        '<Dial action="/webhooks/voice/rung" timeout="20" callerId="+18179164685">'
        '<Number url="/webhooks/voice/screen">+18175550151</Number><Number>+18175550152</Number></Dial><Say>Dead.</Say>'
    )
    return line(dial, **{"screen": SCREEN, "rung": "<Say>After.</Say>", **others})


def test_a_person_who_presses_1_is_joined_and_the_action_follows_the_talk() -> None:
    canned = ringing()
    talking = canned.call(Rings(RingOutcome.ANSWERED))
    assert talking.call is not None
    assert isinstance(talking.call.wait, Talking)
    assert "/webhooks/voice/rung" not in canned.paths
    canned.call(Rings(RingOutcome.ANSWERED), TalkEnds(90))
    form = canned.form("/webhooks/voice/rung")
    assert (form["DialCallStatus"], form["DialBridged"], form["DialCallDuration"]) == ("completed", "true", "90")
    assert "Dead." not in said(talking)


def test_the_screening_is_played_to_the_staff_phone_alone() -> None:
    canned = ringing()
    handset = canned.call(Rings(RingOutcome.ANSWERED))
    assert [heard.speaker for heard in lines(handset) if heard.words == "Press 1."] == ["staff"]
    screen, screened = canned.form("/webhooks/voice/screen"), canned.form("/webhooks/voice/screened")
    assert screened["Digits"] == "1"
    assert screen["ParentCallSid"] == canned.form("/webhooks/voice")["CallSid"] != screen["CallSid"]
    assert (screen["From"], screen["To"]) == ("+18179164685", "+18175550151")


def test_a_machine_presses_nothing_and_the_caller_is_not_joined() -> None:
    canned = ringing()
    assert said(canned.call(Rings(RingOutcome.MACHINE)))[-1] == "After."
    form = canned.form("/webhooks/voice/rung")
    assert (form["DialCallStatus"], form["DialBridged"]) == ("no-answer", "false")
    assert "/webhooks/voice/screened" not in canned.paths


def test_without_screening_a_machine_gets_the_caller() -> None:
    handset = line("<Dial>+18175550151</Dial>").call(Rings(RingOutcome.MACHINE))
    assert handset.call is not None
    assert isinstance(handset.call.wait, Talking)


def test_a_screening_that_hangs_up_after_the_key_does_not_join() -> None:
    canned = ringing(screened="<Hangup/>")
    canned.call(Rings(RingOutcome.ANSWERED))
    assert canned.form("/webhooks/voice/rung")["DialBridged"] == "false"


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(RingOutcome.NO_ANSWER, "no-answer"), (RingOutcome.BUSY, "busy"), (RingOutcome.FAILED, "failed")],
)
def test_the_action_is_told_why_nobody_came(outcome: RingOutcome, status: str) -> None:
    canned = ringing()
    assert said(canned.call(Rings(outcome)))[-1] == "After."
    assert canned.form("/webhooks/voice/rung")["DialCallStatus"] == status


def test_silence_lets_the_phones_ring_out() -> None:
    canned = ringing()
    handset = canned.call(StaysSilent())
    assert canned.form("/webhooks/voice/rung")["DialCallStatus"] == "no-answer"
    assert handset.call is not None
    assert handset.call.seconds >= 20


def test_without_an_action_the_document_goes_on_after_the_ringing() -> None:
    assert said(line("<Dial>+18175550151</Dial><Say>Next.</Say>").call(Rings(RingOutcome.BUSY))) == ["Next."]


def test_a_caller_who_hangs_up_while_it_rings_cancels() -> None:
    canned = ringing()
    canned.call(HangsUp())
    form = canned.form("/webhooks/voice/rung")
    assert (form["DialCallStatus"], form["CallStatus"]) == ("canceled", "completed")
    assert canned.paths[-1] == STATUS


def test_nothing_rings_where_nothing_was_dialled() -> None:
    canned = line('<Gather action="/webhooks/voice/turn"/>')
    canned.call(Rings(RingOutcome.ANSWERED))
    assert canned.paths == ["/webhooks/voice"]


# -- waiting in line ------------------------------------------------------------------------------

QUEUE = '<Enqueue action="/webhooks/voice/queued" waitUrl="/webhooks/voice/wait">staff</Enqueue>'


def test_a_waiting_caller_hears_the_wait_document_again_and_again() -> None:
    canned = line(QUEUE, wait="<Say>Please hold.</Say>")
    handset = canned.call(StaysSilent(), Rings(RingOutcome.NO_ANSWER))
    assert said(handset) == ["Please hold.", "Please hold."]
    assert handset.call is not None
    assert isinstance(handset.call.wait, Queued)
    assert canned.form("/webhooks/voice/wait")["QueuePosition"] == "1"


def test_somebody_takes_the_waiting_caller() -> None:
    canned = line(QUEUE, queued="<Say>Bye.</Say>")
    canned.call(Rings(RingOutcome.ANSWERED), TalkEnds())
    assert canned.form("/webhooks/voice/queued")["QueueResult"] == "bridged"


def test_a_waiting_caller_can_be_let_go_or_hang_up() -> None:
    canned = line(QUEUE, wait="<Leave/>", queued="<Say>Nobody.</Say>")
    assert said(canned.call(StaysSilent())) == ["Nobody."]
    assert canned.form("/webhooks/voice/queued")["QueueResult"] == "leave"
    canned.call(HangsUp())
    assert canned.form("/webhooks/voice/queued")["QueueResult"] == "hangup"


# -- voicemail ------------------------------------------------------------------------------------


def recording(attributes: str = 'finishOnKey="#" maxLength="180" timeout="10"', after: str = "") -> CannedLine:
    told = 'recordingStatusCallback="/webhooks/voice/kept"'
    record = f'<Record action="/webhooks/voice/recorded" {attributes} {told}/>'
    return line(record + after, recorded="<Say>Thank you.</Say>")


def test_a_voicemail_goes_to_the_action_and_then_to_its_own_address() -> None:
    canned = recording()
    assert said(canned.call(Records(12))) == ["Thank you."]
    form = canned.form("/webhooks/voice/recorded")
    assert (form["RecordingDuration"], form["Digits"], form["RecordingSid"][:2]) == ("12", "#", "RE")
    assert canned.form("/webhooks/voice/kept")["RecordingStatus"] == "completed"


def test_a_silent_voicemail_lasts_until_the_pause_ends_it() -> None:
    canned = recording()
    canned.call(StaysSilent())
    assert canned.form("/webhooks/voice/recorded")["RecordingDuration"] == "10"


def test_a_recording_of_nothing_goes_on_with_the_document() -> None:
    canned = recording(after="<Say>Nothing heard.</Say>")
    assert said(canned.call(Records(0))) == ["Nothing heard."]


def test_a_recording_is_no_longer_than_allowed() -> None:
    canned = recording('maxLength="30"')
    canned.call(Records(500))
    assert canned.form("/webhooks/voice/recorded")["RecordingDuration"] == "30"


def test_words_and_the_finishing_key_end_a_recording_too() -> None:
    for move in (Says("please phone me"), Presses("#")):
        canned = recording()
        assert said(canned.call(move)) == ["Thank you."]


def test_who_hangs_up_while_speaking_has_left_a_message() -> None:
    canned = recording()
    canned.call(HangsUp(9))
    form = canned.form("/webhooks/voice/recorded")
    assert (form["RecordingDuration"], form["Digits"], form["CallStatus"]) == ("9", "hangup", "completed")


def test_who_hangs_up_at_the_tone_has_not() -> None:
    canned = recording()
    handset = canned.call(HangsUp())
    assert "/webhooks/voice/recorded" not in canned.paths
    assert handset.call is not None
    assert not isinstance(handset.call.wait, Recording)
    assert codes(handset) == []
