"""Every request we form is one that the gateway's own OpenAPI file allows; the pretend gateway answers by it too."""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.channels.twilio.caller import TwilioCaller
from bot.channels.twilio.lookup import FIELD, TwilioLookup
from bot.channels.twilio.sender import TwilioSender
from bot.services.gateway import Parcel
from tests.bots import ACCOUNT, LINE, ME, TOKEN
from tests.contract.openapi import wrong_answer, wrong_part, wrong_request
from tests.faults.gateway import Entry, FakeGateway

PARCEL = Parcel(ME, LINE, "Hola, ¿cómo está?", "a-key", 600)
MESSAGES = f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
SID = "SM" + "0" * 32


@dataclass(slots=True)
class Listener:
    """Writes down what it was asked, on loopback."""

    asked: list[tuple[str, str, dict[str, str], dict[str, str]]] = field(default_factory=list)
    address: str = ""

    @property
    def wrong(self) -> list[str]:
        return [problem for request in self.asked for problem in wrong_request(*request)]


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.note(dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode())), 201, {"sid": SID})

        def do_GET(self) -> None:
            self.note({}, 200, {"messages": [], "next_page_uri": None})

        def note(self, form: dict[str, str], status: int, body: object) -> None:
            target = urlsplit(self.path)
            made.asked.append((self.command, target.path, dict(parse_qsl(target.query)), form))
            raw = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    made.address = f"http://127.0.0.1:{server.server_port}"
    yield made
    server.shutdown()
    server.server_close()


def sender(listener: Listener, service: str = "") -> TwilioSender:
    return TwilioSender(
        ACCOUNT,
        (ACCOUNT, TOKEN),
        lambda key: f"https://line.example.org/webhooks/receipts/{key}",
        lambda key: f"https://line.example.org/webhooks/told/{key}",
        messaging_service_sid=service,
        base_url=listener.address,
    )


@pytest.mark.parametrize("service", ["", "MG" + "a" * 32])
def test_sending_a_text(listener: Listener, service: str) -> None:
    sender(listener, service).send(PARCEL)
    assert len(listener.asked) == 1
    assert listener.wrong == []


def test_looking_for_a_text_that_may_have_gone(listener: Listener) -> None:
    sender(listener).find(PARCEL, datetime.now(UTC))
    assert listener.asked[0][2]["To"] == ME
    assert listener.wrong == []


def test_looking_for_texts_that_came_while_we_were_down(listener: Listener) -> None:
    sender(listener).received(datetime(2026, 11, 24, 16, tzinfo=UTC))
    assert listener.asked[0][2]["DateSent>"] == "2026-11-24T16:00:00Z"
    assert listener.wrong == []


def test_calling_somebody_whom_a_text_did_not_reach(listener: Listener) -> None:
    sender(listener).send(replace(PARCEL, is_call=True))
    assert listener.asked[0][3]["MachineDetection"] == "Enable"
    assert listener.asked[0][3]["Url"] == "https://line.example.org/webhooks/told/a-key"
    assert listener.wrong == []


def test_ringing_a_staff_phone(listener: Listener) -> None:
    caller = TwilioCaller(
        ACCOUNT, (ACCOUNT, TOKEN), lambda key: f"https://line.example.org/{key}", base_url=listener.address
    )
    caller.ring(ME, LINE, "a-key")
    assert listener.asked[0][1].endswith("/Calls.json")
    assert listener.wrong == []


def test_ending_the_call_to_a_staff_phone(listener: Listener) -> None:
    caller = TwilioCaller(ACCOUNT, (ACCOUNT, TOKEN), lambda key: key, base_url=listener.address)
    caller.end("CA" + "d" * 32)
    assert listener.asked[0][1].endswith(f"/Calls/CA{'d' * 32}.json")
    assert listener.asked[0][3] == {"Status": "completed"}
    assert listener.wrong == []


def test_a_gateway_that_is_down_does_not_break_the_ending_of_a_call() -> None:
    TwilioCaller(ACCOUNT, (ACCOUNT, TOKEN), lambda key: key, base_url="http://127.0.0.1:9").end("CA" + "d" * 32)


def test_the_pretend_gateway_of_the_campaign_answers_as_the_file_says() -> None:
    gateway = FakeGateway(TOKEN, ACCOUNT)
    row = gateway._row(Entry(SID, ME, "Hello", "", 1795500000.0))
    assert wrong_answer("POST", MESSAGES, 201, row) == []


def test_asking_what_a_number_is(listener: Listener) -> None:
    TwilioLookup(ACCOUNT, (ACCOUNT, TOKEN), base_url=listener.address).line_type(ME)
    assert [request[2] for request in listener.asked] == [{"Fields": FIELD}]
    assert listener.wrong == []


def test_the_pretend_gateway_tells_what_a_number_is_as_the_file_says() -> None:
    row = FakeGateway(TOKEN, ACCOUNT, lines={ME: "landline"}).looked_up_row(ME, FIELD)
    assert wrong_answer("GET", f"/v2/PhoneNumbers/{ME}", 200, row) == []
    told = row["line_type_intelligence"]
    assert isinstance(told, dict)
    assert told.pop("error_code") is None  # the file does not say so, but there is none where there is a type
    assert wrong_part(told, "LineTypeIntelligence") == []


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        ({"Body": "Hello"}, "To: missing"),
        ({"To": ME, "Text": "Hello"}, "Text: unknown"),
        ({"To": ME, "ValidityPeriod": "soon"}, "ValidityPeriod: 'soon' is no integer"),
        ({"To": ME, "MessagingServiceSid": "MG1"}, "MessagingServiceSid: 'MG1' does not fit ^MG[0-9a-fA-F]{32}$"),
        ({"To": ME, "ScheduleType": "later"}, "ScheduleType: 'later' is none of ['fixed']"),
    ],
)
def test_a_request_the_file_does_not_allow_is_noticed(form: dict[str, str], problem: str) -> None:
    assert wrong_request("POST", MESSAGES, {}, form) == [problem]
