"""The browser phone's doors: only this machine's own page may use them, and only in local mode."""

from dataclasses import replace
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.web import phone
from tests.browser.canned import CannedLine

HOST = "http://127.0.0.1:8000"
NUMBER = "+12145550117"


@pytest.fixture
def line() -> CannedLine:
    return CannedLine()


@pytest.fixture
def client(line: CannedLine) -> FlaskClient:
    return line.app.test_client()


def ask(client: FlaskClient, name: str, handed_in: dict[str, Any] | None = None, **headers: str) -> TestResponse:
    return client.post(f"/phone/{name}", json=handed_in or {}, base_url=HOST, headers=headers)


def told(client: FlaskClient, name: str, **handed_in: Any) -> dict[str, Any]:
    answer = ask(client, name, handed_in)
    assert answer.status_code == 200, answer.text
    shown: dict[str, Any] = answer.json
    return shown


def a_phone(client: FlaskClient) -> dict[str, Any]:
    shown: dict[str, Any] = told(client, "new", number=NUMBER)["phone"]
    return shown


def test_it_refuses_to_exist_outside_local_mode(line: CannedLine) -> None:
    with pytest.raises(RuntimeError, match="BOT_ENV=local only"):
        phone.make(replace(line.phone_line(), is_local=False))


def test_the_page_loads_nothing_from_outside_and_has_no_inline_script(client: FlaskClient) -> None:
    page = client.get("/", base_url=HOST)
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert "unsafe" not in page.headers["Content-Security-Policy"]
    assert "https://" not in page.text
    assert "http://" not in page.text
    assert "<style" not in page.text
    assert " style=" not in page.text
    assert page.text.count("<script") == page.text.count('<script type="module" src=')


@pytest.mark.parametrize(
    "headers", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site"}]
)
def test_another_page_cannot_use_it(client: FlaskClient, headers: dict[str, str]) -> None:
    assert ask(client, "new", **headers).status_code == 403


def test_a_form_cannot_use_it(client: FlaskClient) -> None:
    assert client.post("/phone/new", data={"number": NUMBER}, base_url=HOST).status_code == 403


@pytest.mark.parametrize("path", ["/", "/phone/handoffs"])
def test_a_name_that_is_not_loopback_is_refused(client: FlaskClient, path: str) -> None:
    assert client.get(path, base_url="http://evil.example:8000").status_code == 403
    assert client.get(path, base_url="http://localhost:8000").status_code == 200


def test_a_text_goes_through_the_webhook_and_the_phone_comes_back(client: FlaskClient) -> None:
    shown = told(client, "send", phone=a_phone(client), words="my back locked up")
    assert "Is it back pain" in shown["phone"]["texts"][1]["words"]
    assert shown["bill"] == {"segments_in": 1, "segments_out": 1, "cents": 1.96}


def test_a_call_goes_on_from_the_phone_that_is_handed_in(client: FlaskClient) -> None:
    calling = told(client, "call", phone=a_phone(client))["phone"]
    assert calling["call"]["wait"]["kind"] == "gathering"
    ringing = told(client, "keys", phone=calling, keys="0")["phone"]
    talking = told(client, "ring", phone=ringing, outcome="answered")["phone"]
    assert told(client, "talk-ends", phone=talking)["phone"]["call"]["wait"]["kind"] == "over"
    ringing = told(client, "keys", phone=calling, keys="0")["phone"]
    assert ringing["call"]["wait"]["kind"] == "queued"
    recording = told(client, "ring", phone=ringing, outcome="no answer")["phone"]
    assert recording["call"]["wait"]["kind"] == "recording"
    assert told(client, "record", phone=recording, seconds=12)["phone"]["call"]["wait"]["kind"] == "over"
    assert told(client, "silence", phone=calling)["phone"]["call"]["wait"]["kind"] == "gathering"
    assert told(client, "say", phone=calling, words="a person")["phone"]["call"]["wait"]["kind"] == "queued"
    assert told(client, "hangup", phone=calling)["phone"]["call"]["wait"]["kind"] == "over"


@pytest.mark.parametrize(
    ("name", "handed_in"),
    [
        ("send", {"phone": {"number": "x"}}),
        ("send", {}),
        ("keys", {"keys": "A"}),
        ("keys", {}),
        ("ring", {"outcome": "maybe"}),
        ("record", {"seconds": "long"}),
        ("clock", {"seconds": -5}),
        ("clock", {"seconds": 10**9}),
        ("clock", {"seconds": "soon"}),
    ],
)
def test_nonsense_is_refused_with_a_reason(client: FlaskClient, name: str, handed_in: dict[str, Any]) -> None:
    answer = ask(client, name, {"phone": a_phone(client), **handed_in} if name != "send" else handed_in)
    assert answer.status_code == 400
    assert answer.json["error"]


def test_there_is_no_other_door(client: FlaskClient) -> None:
    assert ask(client, "dance").status_code in (404, 405)


def test_the_clock_jumps_ahead_and_comes_back(client: FlaskClient) -> None:
    handed_in = a_phone(client)
    later = told(client, "clock", phone=handed_in, seconds=259_200)["clock"]
    assert (later["time"], later["day"], later["is_open"]) == ("10:00 AM", "Friday, November 27", True)
    night = told(client, "clock", phone=handed_in, seconds=36_000)["clock"]
    assert (night["time"], night["is_open"], night["offset_seconds"]) == ("8:00 PM", False, 295_200)
    assert told(client, "clock", phone=handed_in, seconds=None)["clock"]["offset_seconds"] == 0


def test_a_new_number_is_one_nobody_has(client: FlaskClient) -> None:
    number = told(client, "new")["phone"]["number"]
    assert number[5:10] == "55501"
    assert len(number) == 12


def test_staff_see_the_open_handoffs(client: FlaskClient, line: CannedLine) -> None:
    line.hand_off("talk_to_human", "routine", "front_desk", "Asked for a person.")
    answer = client.get("/phone/handoffs", base_url=HOST)
    assert answer.json["handoffs"][0]["reason"] == "talk_to_human"
