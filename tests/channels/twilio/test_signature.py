import hashlib
import json
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from bot.channels.twilio.signature import Verifier, sign
from tests.channels.twilio.webhooks import Posted, text, twice, without

BASE = "https://line.example.org"
SMS = "/webhooks/sms"
TOKEN, OLD_TOKEN = "t" * 32, "o" * 32
VERIFIER = Verifier(BASE, [TOKEN])


def in_base64(raw: bytes) -> str:
    return b64encode(raw).decode()


def test_what_twilio_signed_is_accepted() -> None:
    assert VERIFIER.accepts(SMS, text(), sign(BASE, SMS, text(), TOKEN))


def test_the_official_library_signs_the_same() -> None:
    assert sign(BASE + "/", SMS, text(), TOKEN) == RequestValidator(TOKEN).compute_signature(BASE + SMS, text())


@pytest.mark.parametrize(
    "body", ["", " spaces ", "line\nbreak\r\n", "emoji 👨‍👩‍👧", "José, ¿qué?", "a=b&c=d", "\x00\x0b", "x" * 1600]
)
def test_any_words_can_be_signed(body: str) -> None:
    assert VERIFIER.accepts(SMS, text(Body=body), sign(BASE, SMS, text(Body=body), TOKEN))


@pytest.mark.parametrize("target", ["/s?n=Jos%C3%A9", "/s?a=%7Ex%2Fy", "/s?a=x%20y", "/s?n=a+b&m=%2B1512", "/s?"])
def test_the_target_counts_as_it_was_sent_with_its_escapes(target: str) -> None:
    assert VERIFIER.accepts(target, text(), sign(BASE, target, text(), TOKEN))


def test_a_field_that_came_twice_is_signed_with_both_values() -> None:
    form = twice(text(), "Body", "another")
    assert VERIFIER.accepts(SMS, form, sign(BASE, SMS, form, TOKEN))


@pytest.mark.parametrize("signed_url", [f"{BASE}:443", BASE])
def test_a_default_port_that_twilio_adds_makes_no_difference(signed_url: str) -> None:
    assert VERIFIER.accepts(SMS, text(), sign(signed_url, SMS, text(), TOKEN))


def test_a_local_address_with_a_port_is_accepted() -> None:
    local = "http://127.0.0.1:8000"
    assert Verifier(local, [TOKEN]).accepts(SMS, text(), sign(local, SMS, text(), TOKEN))


@pytest.mark.parametrize("token", [TOKEN, OLD_TOKEN])
def test_both_tokens_count_while_one_is_being_replaced(token: str) -> None:
    assert Verifier(BASE, (TOKEN, OLD_TOKEN)).accepts(SMS, text(), sign(BASE, SMS, text(), token))


# -- what is refused ------------------------------------------------------------------------------


def test_another_token_is_refused() -> None:
    assert not VERIFIER.accepts(SMS, text(), sign(BASE, SMS, text(), OLD_TOKEN))


@pytest.mark.parametrize(
    "target", ["/webhooks/sms/", "//webhooks/sms", "/webhooks/voice", "/WEBHOOKS/SMS", "/webhooks/sms?a=1", "", "*"]
)
def test_a_signature_for_another_target_is_refused(target: str) -> None:
    assert not VERIFIER.accepts(target, text(), sign(BASE, SMS, text(), TOKEN))


def test_a_whole_address_in_place_of_a_target_is_refused() -> None:
    assert not VERIFIER.accepts(f"{BASE}{SMS}", text(), sign(BASE, SMS, text(), TOKEN))


@pytest.mark.parametrize("base", ["http://line.example.org", "https://other.example.org"])
def test_a_signature_for_another_address_is_refused(base: str) -> None:
    assert not VERIFIER.accepts(SMS, text(), sign(base, SMS, text(), TOKEN))


@pytest.mark.parametrize(
    "changed",
    [text(Body="call 900"), text(From="+18175550112"), without(text(), "NumMedia"), twice(text(), "Extra", "1")],
)
def test_a_changed_form_is_refused(changed: Posted) -> None:
    assert not VERIFIER.accepts(SMS, changed, sign(BASE, SMS, text(), TOKEN))


@pytest.mark.parametrize(
    "header",
    [None, "", " ", "x" * 28, "x" * 10_000, "é" * 28, "\ud800", "A" * 27 + "=", "a,b", b"bytes", 7],
)
def test_a_missing_or_odd_header_is_refused_without_an_error(header: str | None) -> None:
    assert not VERIFIER.accepts(SMS, text(), header)


def test_two_headers_joined_by_a_comma_are_refused() -> None:
    good = sign(BASE, SMS, text(), TOKEN)
    assert not VERIFIER.accepts(SMS, text(), f"{good},{good}")


@pytest.mark.parametrize("name", ["bodySHA256", "BODYsha256", "body%53HA256"])
def test_a_body_hash_in_the_query_is_refused_although_the_library_takes_it(name: str) -> None:
    body = json.dumps({"Body": "forged"})
    target = f"{SMS}?{name}={hashlib.sha256(body.encode()).hexdigest()}"
    for form in (text(), MultiDict[str, str]()):
        header = sign(BASE, target, form, TOKEN)
        assert RequestValidator(TOKEN).validate(BASE + target, form, header)
        assert not VERIFIER.accepts(target, form, header)


def test_a_body_that_is_no_form_is_refused() -> None:
    nothing = MultiDict[str, str]()
    assert not VERIFIER.accepts(SMS, nothing, sign(BASE, SMS, nothing, TOKEN))


def test_a_form_that_cannot_be_signed_is_refused() -> None:
    assert not VERIFIER.accepts(SMS, text(Body="\ud800"), "A" * 27 + "=")


@given(
    st.text(),
    st.lists(st.tuples(st.text(), st.text()), max_size=5),
    st.none() | st.text() | st.binary(max_size=20).map(in_base64),
)
def test_nothing_unsigned_is_ever_accepted(target: str, fields: list[tuple[str, str]], header: str | None) -> None:
    assert not VERIFIER.accepts(target, MultiDict(fields), header)


# -- construction ---------------------------------------------------------------------------------


@pytest.mark.parametrize("tokens", [[], [""], [" "], [TOKEN, ""], [TOKEN, OLD_TOKEN, "n" * 32]])
def test_no_token_or_an_empty_one_is_refused_at_once(tokens: list[str]) -> None:
    with pytest.raises(ValueError, match="token"):
        Verifier(BASE, tokens)


@pytest.mark.parametrize("base", ["", "line.example.org", "ftp://x", f"{BASE}/path", f"{BASE}?q=1", f"{BASE}#rc=2"])
def test_an_address_that_is_more_or_less_than_a_host_is_refused_at_once(base: str) -> None:
    with pytest.raises(ValueError, match="PUBLIC_BASE_URL"):
        Verifier(base, [TOKEN])


def test_a_verifier_does_not_show_its_tokens() -> None:
    assert TOKEN not in repr(VERIFIER)
