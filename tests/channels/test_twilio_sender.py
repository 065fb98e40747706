"""One post for one text, an end to every wait, and no failure that is only a doubt."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.twilio import codes
from bot.channels.twilio.sender import TwilioSender
from bot.clinic.sending import Failure
from bot.services.gateway import Accepted, GatewaySilent, Parcel, Refused, Unknown
from tests.bots import ACCOUNT, LINE, ME, TOKEN
from tests.faults.gateway import FakeGateway, Fault

PARCEL = Parcel(ME, LINE, "Hello", "a-key", 600)


@pytest.fixture
def gateway() -> Iterator[FakeGateway]:
    fake = FakeGateway(TOKEN, ACCOUNT, has_receipts=False)
    yield fake
    fake.stop()


def sender(address: str, service: str = "") -> TwilioSender:
    return TwilioSender(
        ACCOUNT,
        (ACCOUNT, TOKEN),
        lambda key: f"https://line.example.org/webhooks/receipts/{key}",
        lambda key: f"https://line.example.org/webhooks/told/{key}",
        messaging_service_sid=service,
        base_url=address,
    )


def test_a_text_is_posted_with_its_receipt_address_and_its_end(gateway: FakeGateway) -> None:
    outcome = sender(gateway.start()).send(PARCEL)
    assert outcome == Accepted(gateway.ledger[0].sid)
    assert gateway.forms == [
        {
            "To": ME,
            "From": LINE,
            "Body": "Hello",
            "StatusCallback": "https://line.example.org/webhooks/receipts/a-key",
            "ValidityPeriod": "600",
        }
    ]


def test_a_messaging_service_chooses_the_sender_where_there_is_one(gateway: FakeGateway) -> None:
    service = "MG" + "a" * 32
    sender(gateway.start(), service).send(PARCEL)
    assert gateway.forms[0]["MessagingServiceSid"] == service
    assert "From" not in gateway.forms[0]


@pytest.mark.parametrize(
    "fault",
    [Fault.BROKEN_BEFORE, Fault.BROKEN_AFTER, Fault.DROPPED_BEFORE, Fault.DROPPED_AFTER, Fault.NONSENSE],
)
def test_whatever_is_no_clear_answer_is_unknown_and_never_tried_twice(gateway: FakeGateway, fault: Fault) -> None:
    gateway.script.append(fault)
    assert sender(gateway.start()).send(PARCEL) == Unknown()
    assert len(gateway.forms) == 1


def test_a_request_for_rest_says_how_long(gateway: FakeGateway) -> None:
    gateway.script.append(Fault.TOO_MANY)
    assert sender(gateway.start()).send(PARCEL) == Refused(Failure.TOO_MANY, "20429", 1.0)


@pytest.mark.parametrize(
    ("number", "failure"),
    [
        ("+15005550001", Failure.BAD_NUMBER),
        ("+15005550004", Failure.OPTED_OUT),
        ("+15005550009", Failure.VOICE_ONLY),
    ],
)
def test_a_refusal_is_known_by_its_code_alone(gateway: FakeGateway, number: str, failure: Failure) -> None:
    outcome = sender(gateway.start()).send(Parcel(number, LINE, "Hello", "k", 600))
    assert isinstance(outcome, Refused)
    assert outcome.failure is failure
    assert number not in repr(outcome)


def test_a_gateway_that_is_not_there_leaves_a_doubt() -> None:
    assert sender("http://127.0.0.1:9").send(PARCEL) == Unknown()
    with pytest.raises(GatewaySilent):
        sender("http://127.0.0.1:9").find(PARCEL, datetime.now(UTC))


def test_the_list_finds_what_was_taken_although_the_answer_was_lost(gateway: FakeGateway) -> None:
    gateway.script.append(Fault.DROPPED_AFTER)
    asking = sender(gateway.start())
    asking.send(PARCEL)
    asking.send(Parcel(ME, LINE, "Other words", "k", 600))
    found = asking.find(PARCEL, datetime.now(UTC) - timedelta(minutes=1))
    assert [text.gateway_id for text in found] == [gateway.ledger[0].sid]
    assert asking.find(PARCEL, datetime.now(UTC) + timedelta(minutes=1)) == []


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("21610", Failure.OPTED_OUT), ("30004", Failure.BLOCKED), ("30005", Failure.BAD_NUMBER),
        ("30006", Failure.VOICE_ONLY), ("21614", Failure.VOICE_ONLY), ("21635", Failure.VOICE_ONLY),
        ("30003", Failure.UNREACHABLE), ("30008", Failure.UNREACHABLE), ("21612", Failure.NO_ROUTE),
        ("21265", Failure.NO_ROUTE), ("30610", Failure.NOT_NOW), ("30640", Failure.BLOCKED),
        ("21211", Failure.BAD_NUMBER), ("30001", Failure.TOO_MANY), ("30002", Failure.SET_UP),
        ("21606", Failure.SET_UP), ("21608", Failure.SET_UP), ("30007", Failure.FILTERED), ("30450", Failure.FILTERED),
        ("20429", Failure.TOO_MANY), ("21611", Failure.TOO_MANY), ("21408", Failure.NOT_ALLOWED),
        ("30034", Failure.SET_UP), ("20003", Failure.SET_UP), ("99999", Failure.OTHER), ("", Failure.OTHER),
    ],
)  # fmt: skip
def test_each_error_code_has_its_meaning(code: str, failure: Failure) -> None:
    assert codes.reason(code) is failure
