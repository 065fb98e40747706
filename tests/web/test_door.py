"""Nobody gets in without a signature, and no odd request breaks the line."""

import pytest

from bot.storage.database import Database
from tests.bots import ACCOUNT, LINE, Phone, a_bot

ROUTES = (
    "/webhooks/sms",
    "/webhooks/voice",
    "/webhooks/voice/turn/1",
    "/webhooks/voice/wait/1",
    "/webhooks/voice/waited/1",
    "/webhooks/voice/left/1",
    "/webhooks/voice/recorded/1",
    "/webhooks/voice/status",
    "/webhooks/leg/k",
    "/webhooks/leg/k/answer",
    "/webhooks/leg/k/joining",
    "/webhooks/leg/k/talked",
    "/webhooks/leg/k/over",
    "/webhooks/patient-call/k",
    "/webhooks/patient-call/k/answer",
    "/webhooks/patient-call/k/talked",
    "/webhooks/patient-call/k/over",
)


@pytest.fixture
def phone(database: Database) -> Phone:
    return Phone(a_bot(database))


@pytest.mark.parametrize("route", ROUTES)
def test_an_unsigned_webhook_is_refused(phone: Phone, route: str) -> None:
    assert phone.client.post(route, data=phone.text_form("hi")).status_code == 403


@pytest.mark.parametrize("route", ROUTES)
def test_a_webhook_signed_with_another_token_is_refused(phone: Phone, route: str) -> None:
    assert phone.post(route, phone.text_form("hi"), token="f" * 32).status_code == 403


@pytest.mark.parametrize("route", ROUTES)
def test_webhooks_take_nothing_but_posts(phone: Phone, route: str) -> None:
    assert phone.client.get(route).status_code == 405


def test_every_webhook_is_signed_or_a_fixed_fallback(phone: Phone) -> None:
    for rule in phone.client.application.url_map.iter_rules():
        path = rule.rule.replace("<int:number>", "1").replace("<int:_>", "1")
        if path.startswith("/webhooks/") and not path.startswith("/webhooks/fallback/"):
            assert phone.client.post(path, data={"From": "+18175550100"}).status_code == 403, path


def test_a_signature_for_another_route_is_refused(phone: Phone) -> None:
    form = phone.text_form("hi")
    signed = phone.post("/webhooks/sms", form)
    stolen = signed.request.headers["X-Twilio-Signature"]
    answer = phone.client.post("/webhooks/voice", data=form, headers={"X-Twilio-Signature": stolen})
    assert answer.status_code == 403


def test_the_second_token_is_accepted_while_tokens_are_changed(database: Database) -> None:
    phone = Phone(a_bot(database, TWILIO_AUTH_TOKEN_2="b" * 32))
    assert phone.post("/webhooks/sms", phone.text_form("hi"), token="b" * 32).status_code == 200


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"AccountSid": "AC" + "b" * 32}, 403),
        ({"To": "+18175550177"}, 403),
        ({"MessageSid": "SM123"}, 400),
        ({"MessageSid": ""}, 400),
    ],
)
def test_a_signed_request_that_cannot_be_ours_is_refused(phone: Phone, fields: dict[str, str], status: int) -> None:
    assert phone.post("/webhooks/sms", {**phone.text_form("hi"), **fields}).status_code == status


def test_a_body_over_the_limit_is_refused_unread(phone: Phone) -> None:
    assert phone.post("/webhooks/sms", phone.text_form("x" * 70_000)).status_code == 413


@pytest.mark.parametrize("sender", ["33333", "CLINIC", LINE, "whatsapp:+18175550100", "anonymous", "+4915112345678"])
def test_machines_and_strangers_to_the_network_are_never_answered(phone: Phone, sender: str) -> None:
    answer = phone.post("/webhooks/sms", {**phone.text_form("hello"), "From": sender})
    assert answer.status_code == 200
    assert b"<Message>" not in answer.data


def test_unknown_fields_change_nothing(phone: Phone) -> None:
    form = {**phone.text_form("hi"), "NewThing": "1", "FromCity": "FORT WORTH", "AccountSid": ACCOUNT}
    assert b"<Message>" in phone.post("/webhooks/sms", form).data


def test_the_fallbacks_answer_without_signature_or_database(phone: Phone) -> None:
    for path in ("/webhooks/fallback/sms", "/webhooks/fallback/voice"):
        answer = phone.client.post(path).get_data(as_text=True)
        assert "9 1 1" in answer or "911" in answer


def test_health_says_only_ok_or_not(phone: Phone) -> None:
    assert phone.client.get("/healthz").data == b"ok\n"
    assert phone.client.get("/readyz").data == b"ok\n"
