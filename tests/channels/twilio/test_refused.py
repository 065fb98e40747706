from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from bot.channels.twilio import our_calls
from bot.channels.twilio.inbound import (
    Refused,
    TextIn,
    parse_call,
    parse_call_ended,
    parse_gathered,
    parse_left_queue,
    parse_recorded,
    parse_text,
)
from tests.channels.twilio.webhooks import (
    ACCOUNT,
    CALL,
    CALL_FIELDS,
    LINE,
    LINES,
    MESSAGE,
    PATIENT,
    RECORDING,
    TEXT,
    call,
    text,
    twice,
    without,
)

OF_A_CALL: list[Callable[..., object]] = [
    parse_call, parse_gathered, parse_left_queue, parse_recorded, parse_call_ended,
]  # fmt: skip


IDS = [
    "",
    "SM",
    "SM" + "1" * 31,
    "SM" + "1" * 33,
    "sm" + "1" * 32,
    "SM" + "A" * 32,
    "SM" + "g" * 32,
    MESSAGE + "\n",
    CALL,
]


@pytest.mark.parametrize("gateway_id", [*IDS, "SM" + "1" * 1000])
def test_a_text_without_a_well_shaped_id_is_refused(gateway_id: str) -> None:
    assert parse_text(text(MessageSid=gateway_id), ACCOUNT, LINES) == Refused(400, "no id")


@pytest.mark.parametrize("account", ["", "AC" + "b" * 32, ACCOUNT.upper()])
@pytest.mark.parametrize("parse", OF_A_CALL)
def test_another_account_is_refused(account: str, parse: Callable[..., object]) -> None:
    refused = Refused(403, "not our account")
    assert parse(call(AccountSid=account), ACCOUNT, LINES) == refused
    assert parse_text(text(AccountSid=account), ACCOUNT, LINES) == refused


@pytest.mark.parametrize("to", ["", "+18175550199", PATIENT, f"{LINE} "])
@pytest.mark.parametrize("parse", OF_A_CALL)
def test_a_number_that_is_not_ours_is_refused(to: str, parse: Callable[..., object]) -> None:
    refused = Refused(403, "not one of our numbers")
    assert parse(call(To=to), ACCOUNT, LINES) == refused
    assert parse_text(text(To=to), ACCOUNT, LINES) == refused


@pytest.mark.parametrize("parse", OF_A_CALL)
@pytest.mark.parametrize("call_id", ["", "CA1", MESSAGE, "CA" + "G" * 32])
def test_a_call_without_a_well_shaped_id_is_refused(parse: Callable[..., object], call_id: str) -> None:
    assert parse(call(CallSid=call_id), ACCOUNT, LINES) == Refused(400, "no id")


@pytest.mark.parametrize("name", ["MessageSid", "AccountSid", "From", "To", "Body", "NumMedia", "OptOutType"])
@pytest.mark.parametrize("value", ["other", ""])
def test_a_text_with_a_field_sent_twice_is_refused(name: str, value: str) -> None:
    assert parse_text(twice(text(OptOutType=""), name, value), ACCOUNT, LINES) == Refused(400, "a field is repeated")


@pytest.mark.parametrize(
    ("parse", "name"),
    [
        *((parse, name) for parse in OF_A_CALL for name in ("CallSid", "AccountSid", "From", "To", "CallStatus")),
        *((parse_gathered, name) for name in ("Digits", "SpeechResult", "Confidence")),
        (parse_left_queue, "QueueResult"),
        *((parse_recorded, name) for name in ("RecordingSid", "RecordingDuration", "Digits")),
        (parse_call_ended, "CallDuration"),
    ],
)  # fmt: skip
def test_a_call_with_a_field_sent_twice_is_refused(parse: Callable[..., object], name: str) -> None:
    form = twice(twice(without(call(), name), name, "1"), name, "2")
    assert parse(form, ACCOUNT, LINES) == Refused(400, "a field is repeated")


def test_fields_glued_together_under_one_signature_are_refused() -> None:
    glued = without(without(text(), "To"), "From")
    glued["Body"] = f"my back locked upFrom{PATIENT}To{LINE}"
    assert isinstance(parse_text(glued, ACCOUNT, LINES), Refused)


def test_fields_nobody_knows_make_no_difference() -> None:
    assert parse_text(text(**{f"New{number}": "x" for number in range(1000)}), ACCOUNT, LINES) == parse_text(
        text(), ACCOUNT, LINES
    )


@pytest.mark.parametrize(
    "fields",
    [{"AccountSid": "AC" + "b" * 32}, {"CallSid": "x"}, {"CallSid": "CA" + "G" * 32}, {"AccountSid": ""}],
)
def test_news_of_a_call_that_we_never_made_is_none(fields: dict[str, str]) -> None:
    assert our_calls.parse(call(**fields), ACCOUNT) is None


NAMES = (
    "MessageSid CallSid AccountSid From To Body NumMedia OptOutType CallStatus CallDuration Digits "
    "SpeechResult Confidence QueueResult AnsweredBy RecordingSid RecordingDuration"
)
VALUES = st.text(st.characters()) | st.sampled_from([ACCOUNT, MESSAGE, CALL, LINE, PATIENT, RECORDING, "1", "NaN"])


@given(st.lists(st.tuples(st.sampled_from(NAMES.split()), VALUES), max_size=12), st.booleans())
def test_no_form_breaks_a_parser_and_no_parsed_word_is_unstorable(fields: list[tuple[str, str]], sound: bool) -> None:
    replaced = {name for name, _ in fields}
    base = {**TEXT, **CALL_FIELDS} if sound else {}
    form = MultiDict([*((name, value) for name, value in base.items() if name not in replaced), *fields])
    parsers: list[Callable[..., object]] = [parse_text, *OF_A_CALL]
    parsed = [parse(form, ACCOUNT, LINES) for parse in parsers]
    parsed.append(our_calls.parse(form, ACCOUNT))
    assert "\\x00" not in repr(parsed)
    for value in parsed:
        if isinstance(value, TextIn):
            assert len(value.original) <= 1600
            (value.original + value.text + value.raw_sender).encode()
