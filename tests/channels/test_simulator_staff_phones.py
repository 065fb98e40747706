"""Enqueue with the staff phones that ring for it, and Record, with everything that can become of them."""

from collections.abc import Sequence

import pytest

from bot.channels.simulator.exchange import StaffPhone
from bot.channels.simulator.handset import Handset, Queued, Recording, Talking
from bot.channels.simulator.moves import (
    HangsUp,
    Move,
    Presses,
    Records,
    RingOutcome,
    Rings,
    Says,
    StaysSilent,
    TalkEnds,
)
from tests.channels.canned_line import STATUS, CannedLine, codes, line, lines, said

QUEUE = '<Enqueue action="/webhooks/voice/left" waitUrl="/webhooks/voice/wait">CA1</Enqueue><Say>Dead.</Say>'
SCREEN = '<Gather numDigits="1" action="/webhooks/voice/key"><Say>Press 1.</Say></Gather><Hangup/>'
JOIN = '<Say>Pain 7.</Say><Dial action="/webhooks/voice/talked"><Queue url="/webhooks/voice/joining">CA1</Queue></Dial>'
TWO = tuple(StaffPhone(f"+1817555015{n}", "/webhooks/voice/leg", f"/webhooks/voice/over{n}") for n in (1, 2))


def waiting(phones: Sequence[StaffPhone] = TWO, **others: str) -> CannedLine:
    answers = {"leg": SCREEN, "key": JOIN, "wait": "<Say>Please hold.</Say>", "left": "<Say>After.</Say>"}
    return line(QUEUE, staff_phones=phones, **{**answers, "joining": "<Say>You are through.</Say>", **others})


def after(canned: CannedLine, *moves: Move) -> Handset:
    return canned.call(*moves)


def test_a_person_who_presses_1_is_joined_and_the_action_follows_the_talk() -> None:
    canned = waiting()
    talking = after(canned, Rings(RingOutcome.ANSWERED))
    assert talking.call is not None
    assert isinstance(talking.call.wait, Talking)
    assert said(talking) == ["Please hold.", "You are through."]
    assert "/webhooks/voice/left" not in canned.paths
    after(canned, Rings(RingOutcome.ANSWERED), TalkEnds(90))
    assert canned.form("/webhooks/voice/left")["QueueResult"] == "bridged"
    assert canned.form("/webhooks/voice/over1")["CallStatus"] == "completed"


def test_what_a_staff_phone_hears_is_played_to_it_alone() -> None:
    canned = waiting()
    handset = after(canned, Rings(RingOutcome.ANSWERED))
    assert [heard.speaker for heard in lines(handset) if heard.words in ("Press 1.", "Pain 7.")] == ["staff", "staff"]
    leg = canned.form("/webhooks/voice/leg")
    assert canned.form("/webhooks/voice/key")["Digits"] == "1"
    assert leg["CallSid"] != canned.form("/webhooks/voice")["CallSid"]
    assert (leg["From"], leg["To"]) == ("+18179164685", "+18175550151")


def test_a_machine_presses_nothing_and_the_caller_waits_on() -> None:
    canned = waiting()
    handset = after(canned, Rings(RingOutcome.MACHINE))
    assert said(handset) == ["Please hold.", "Please hold."]
    assert "/webhooks/voice/key" not in canned.paths
    ends = [canned.form(f"/webhooks/voice/over{n}")["CallStatus"] for n in (1, 2)]
    assert ends == ["completed", "no-answer"]


def test_who_presses_1_and_is_hung_up_on_is_not_joined() -> None:
    handset = after(waiting(key="<Hangup/>"), Rings(RingOutcome.ANSWERED))
    assert handset.call is not None
    assert isinstance(handset.call.wait, Queued)


def test_a_dial_into_another_line_joins_nobody() -> None:
    handset = after(waiting(key="<Dial><Queue>CA2</Queue></Dial>"), Rings(RingOutcome.ANSWERED))
    assert handset.call is not None
    assert isinstance(handset.call.wait, Queued)


@pytest.mark.parametrize(
    ("outcome", "status"),
    [(RingOutcome.NO_ANSWER, "no-answer"), (RingOutcome.BUSY, "busy"), (RingOutcome.FAILED, "failed")],
)
def test_the_line_is_told_why_nobody_came(outcome: RingOutcome, status: str) -> None:
    canned = waiting()
    after(canned, Rings(outcome))
    assert {canned.form(f"/webhooks/voice/over{n}")["CallStatus"] for n in (1, 2)} == {status}


def test_nothing_rings_where_nobody_is_rung() -> None:
    canned = waiting(phones=())
    after(canned, Rings(RingOutcome.ANSWERED))
    assert canned.paths == ["/webhooks/voice", "/webhooks/voice/wait", "/webhooks/voice/wait"]


# -- waiting in line ------------------------------------------------------------------------------


def test_a_waiting_caller_hears_the_wait_document_again_and_again() -> None:
    canned = waiting()
    handset = after(canned, StaysSilent(), StaysSilent())
    assert said(handset) == ["Please hold."] * 3
    assert handset.call is not None
    assert isinstance(handset.call.wait, Queued)
    assert canned.form("/webhooks/voice/wait")["QueuePosition"] == "1"


def test_a_key_goes_where_the_wait_document_says() -> None:
    canned = waiting(
        wait='<Gather numDigits="1" action="/webhooks/voice/waited"><Say>Press 1.</Say></Gather>', waited="<Leave/>"
    )
    assert said(after(canned, Presses("1"))) == ["Press 1.", "After."]
    assert canned.form("/webhooks/voice/waited")["Digits"] == "1"
    assert canned.form("/webhooks/voice/left")["QueueResult"] == "leave"


def test_a_key_that_nobody_listens_for_is_lost() -> None:
    assert said(after(waiting(), Presses("1"))) == ["Please hold."]


def test_a_waiting_line_that_goes_round_in_circles_is_told() -> None:
    assert 11215 in codes(after(waiting(wait="<Redirect>/webhooks/voice/wait</Redirect>")))


def test_a_waiting_caller_can_be_let_go_or_hang_up() -> None:
    canned = waiting(wait="<Leave/>")
    assert said(after(canned)) == ["After."]
    assert canned.form("/webhooks/voice/left")["QueueResult"] == "leave"
    canned = waiting()
    after(canned, HangsUp())
    form = canned.form("/webhooks/voice/left")
    assert (form["QueueResult"], form["CallStatus"]) == ("hangup", "completed")
    assert canned.paths[-1] == STATUS


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
