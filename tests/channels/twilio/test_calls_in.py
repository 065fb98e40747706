import pytest

from bot.channels.twilio.inbound import (
    CallEnded,
    CallIn,
    GatheredIn,
    LeftQueue,
    RecordedIn,
    Refused,
    parse_call,
    parse_call_ended,
    parse_gathered,
    parse_left_queue,
    parse_recorded,
)
from bot.channels.twilio.numbers import SenderKind
from tests.channels.twilio.webhooks import (
    ACCOUNT,
    CALL,
    LINE,
    LINES,
    PATIENT,
    RECORDING,
    call,
)


def test_a_call_that_we_made_has_its_ends_the_other_way_round() -> None:
    ours = parse_call(call(From=LINE, To=PATIENT), ACCOUNT, LINES)
    assert isinstance(ours, CallIn)
    assert (ours.sender, ours.line) == (PATIENT, LINE)


def test_a_call_between_two_strangers_is_refused() -> None:
    assert isinstance(parse_call(call(From=PATIENT, To="+18175550199"), ACCOUNT, LINES), Refused)


def gathered(**fields: str) -> GatheredIn:
    parsed = parse_gathered(call(**fields), ACCOUNT, LINES)
    assert isinstance(parsed, GatheredIn)
    return parsed


def left_queue(result: str) -> LeftQueue:
    parsed = parse_left_queue(call(QueueResult=result), ACCOUNT, LINES)
    assert isinstance(parsed, LeftQueue)
    return parsed


def recorded(**fields: str) -> RecordedIn:
    parsed = parse_recorded(call(**fields), ACCOUNT, LINES)
    assert isinstance(parsed, RecordedIn)
    return parsed


def test_a_call_is_read() -> None:
    assert parse_call(call(), ACCOUNT, LINES) == CallIn(
        CALL, ACCOUNT, PATIENT, SenderKind.NUMBER, PATIENT, LINE, is_over=False
    )  # fmt: skip


@pytest.mark.parametrize("sender", ["anonymous", "+266696687", "client:bob", "sip:x@y", "+525512345678"])
def test_a_caller_without_a_usable_number_is_nobody_in_particular(sender: str) -> None:
    parsed = parse_call(call(From=sender), ACCOUNT, LINES)
    assert isinstance(parsed, CallIn)
    assert parsed.sender is None


@pytest.mark.parametrize(
    ("status", "is_over"),
    [("completed", True), ("canceled", True), ("in-progress", False), ("ringing", False), ("teleported", False)],
)
def test_only_known_ends_end_a_call(status: str, is_over: bool) -> None:
    parsed = parse_call_ended(call(CallStatus=status, CallDuration="abc"), ACCOUNT, LINES)
    assert isinstance(parsed, CallEnded)
    assert (parsed.call.is_over, parsed.seconds) == (is_over, 0)


@pytest.mark.parametrize(
    ("pressed", "keys"),
    [("1", "1"), ("*0", "*0"), ("#", "#"), ("", ""), ("hangup", ""), ("²", ""), ("1;2", ""), ("1" * 500, "1" * 32)],
)
def test_keys_are_digits_star_and_pound(pressed: str, keys: str) -> None:
    assert gathered(Digits=pressed).keys == keys


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("0.91", 0.91), ("1", 1.0), ("1.0", 1.0), ("0", 0.0), ("9.2E-4", 0.00092),
        ("NaN", None), ("2", None), ("-1", None), ("", None), ("inf", None), ("1e999", None), ("٠", None),
    ],
)  # fmt: skip
def test_a_confidence_is_between_0_and_1_or_unknown(told: str, known: float | None) -> None:
    assert gathered(SpeechResult="yes", Confidence=told).confidence == known


def test_words_that_were_heard_are_cleaned_and_cut() -> None:
    assert gathered(SpeechResult=" yes\x07 ").speech == "yes"
    assert len(gathered(SpeechResult="x" * 10_000).speech) == 1600


@pytest.mark.parametrize(
    ("fields", "is_silent"),
    [({}, True), ({"SpeechResult": " "}, True), ({"Digits": "1"}, False), ({"SpeechResult": "a"}, False)],
)
def test_a_prompt_that_got_neither_key_nor_word_was_met_with_silence(fields: dict[str, str], is_silent: bool) -> None:
    assert gathered(**fields).is_silent is is_silent


@pytest.mark.parametrize(
    ("result", "is_joined"),
    [("bridged", True), ("redirected-from-bridged", True), ("leave", False), ("hangup", False), ("queue-full", False),
     ("system-error", False), ("", False), ("beamed-up", False)],
)  # fmt: skip
def test_only_a_bridged_call_was_a_talk_with_a_person(result: str, is_joined: bool) -> None:
    assert left_queue(result).is_joined is is_joined


@pytest.mark.parametrize(
    ("duration", "seconds"), [("12", 12), ("0", 0), ("-1", 1), ("", 1), ("x", 1), ("99999", 86_400), ("9" * 99, 86_400)]
)
def test_a_voicemail_of_unknown_length_is_not_taken_for_an_empty_one(duration: str, seconds: int) -> None:
    assert recorded(RecordingSid=RECORDING, RecordingDuration=duration).seconds == seconds


def test_a_voicemail_is_known_by_its_id_alone() -> None:
    left = recorded(RecordingSid=RECORDING, RecordingDuration="9", RecordingUrl="https://evil.example", Digits="hangup")
    assert (left.recording, left.has_hung_up) == (RECORDING, True)


@pytest.mark.parametrize(("digits", "is_silence"), [("", True), ("#", False), ("hangup", False)])
def test_a_voicemail_tells_whether_silence_ended_it(digits: str, is_silence: bool) -> None:
    left = recorded(RecordingSid=RECORDING, RecordingDuration="9", Digits=digits)
    assert left.is_ended_by_silence is is_silence


def test_nothing_recorded_is_no_voicemail() -> None:
    nothing = recorded()
    assert (nothing.recording, nothing.seconds, nothing.has_hung_up) == (None, 0, False)


def test_a_recording_with_an_odd_id_is_refused() -> None:
    assert parse_recorded(call(RecordingSid="../../etc"), ACCOUNT, LINES) == Refused(400, "no recording id")
