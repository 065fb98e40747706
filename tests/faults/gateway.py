"""A pretend Twilio on loopback that remembers: its ledger of what it accepted is the truth of a campaign.

It accepts, delays, throttles, breaks before or after accepting, answers nonsense, drops the line, lists what it
has, and sends receipts shuffled and doubled, signed as the real one signs.
"""

import json
import random
import socket
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import formatdate, parsedate_to_datetime
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import uuid4

import requests

from bot.channels.twilio.lookup import FIELD
from bot.channels.twilio.signature import sign

MAGIC = {"+15005550001": 21211, "+15005550004": 21610, "+15005550009": 21614}


class Fault(StrEnum):
    """What may go wrong with one request."""

    NONE = "none"
    SLOW = "slow"
    TOO_MANY = "too_many"
    BROKEN_BEFORE = "broken_before"  # 500, nothing taken
    BROKEN_AFTER = "broken_after"  # 500, taken
    DROPPED_BEFORE = "dropped_before"  # the line goes dead, nothing taken
    DROPPED_AFTER = "dropped_after"  # the line goes dead, taken
    NONSENSE = "nonsense"  # 200 with HTML, taken


@dataclass(frozen=True, slots=True)
class Entry:
    """One accepted text, or a call: then `body` is the key that its address ends with."""

    sid: str
    to: str
    body: str
    receipt_url: str
    at: float
    is_call: bool = False


@dataclass(slots=True)
class FakeGateway:
    """`rate`: how often a request meets a fault. Receipts are posted from threads of their own."""

    token: str
    account: str
    seed: int = 0
    rate: float = 0.0
    faults: tuple[Fault, ...] = tuple(Fault)[1:]
    has_receipts: bool = True
    latency: float = 0.0
    ledger: list[Entry] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    forms: list[dict[str, str]] = field(default_factory=list)
    script: list[Fault] = field(default_factory=list)  # what meets the next requests, before chance decides
    told: dict[str, set[str]] = field(default_factory=dict)  # sid → statuses the line has taken
    machines_told: list[str] = field(default_factory=list)  # keys of calls whose words a machine heard
    lines: dict[str, str] = field(default_factory=dict)  # number → kind of line, where it is no mobile
    looked_up: list[str] = field(default_factory=list)  # numbers somebody paid to learn about
    inbound: list[dict[str, object]] = field(default_factory=list)  # what people wrote while the line was down
    _lock: Any = field(default_factory=threading.Lock)
    _chance: Any = None
    _server: Any = None
    _receipts: list[threading.Thread] = field(default_factory=list)

    def start(self) -> str:
        """Listens; returns its address."""
        self._chance = random.Random(self.seed)
        gateway = self

        class Door(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
                gateway.create(self, form)

            def do_GET(self) -> None:
                target = urlsplit(self.path)
                asked = parse_qs(target.query)
                if target.path.startswith("/v2/PhoneNumbers/"):
                    gateway.look_up(self, unquote(target.path.rpartition("/")[2]), asked)
                    return
                found = gateway.listed(asked["To"][0]) if "To" in asked else gateway.received(asked["DateSent>"][0])
                answer(self, 200, {"messages": found, "next_page_uri": None})

            def log_message(self, *_: object) -> None:
                pass

        self._server = _Quiet(("127.0.0.1", 0), Door)
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        return f"http://127.0.0.1:{self._server.server_port}"

    def stop(self) -> None:
        """Waits for the receipts under way, then listens no more."""
        for thread in list(self._receipts):
            thread.join(5)
        self._server.shutdown()
        self._server.server_close()

    def create(self, door: BaseHTTPRequestHandler, form: dict[str, str]) -> None:
        """One request to send, with whatever it meets."""
        with self._lock:
            self.forms.append(form)
            fault = self._next_fault()
            self.met[fault.value] += 1
        time.sleep(self.latency + (0.4 if fault is Fault.SLOW else 0))
        if fault is Fault.TOO_MANY:
            return answer(
                door, 429, {"code": 20429, "message": "Too many requests", "status": 429}, {"Retry-After": "1"}
            )
        if fault is Fault.BROKEN_BEFORE:
            return answer(door, 500, {"code": 20500, "message": "Internal", "status": 500})
        if fault is Fault.DROPPED_BEFORE:
            return hang_up(door)
        code = MAGIC.get(form["To"])
        if code:
            return answer(door, 400, {"code": code, "message": f"refused {form['To']}", "status": 400})
        entry = self._accept(form)
        if fault is Fault.BROKEN_AFTER:
            return answer(door, 503, {"code": 20503, "message": "Unavailable", "status": 503})
        if fault is Fault.DROPPED_AFTER:
            return hang_up(door)
        if fault is Fault.NONSENSE:
            return answer(door, 200, "<html>maintenance</html>")
        return answer(door, 201, self._row(entry))

    def listed(self, to: str) -> list[dict[str, object]]:
        with self._lock:
            texts = [entry for entry in reversed(self.ledger) if entry.to == to and not entry.is_call]
            return [self._row(entry) for entry in texts][:50]

    def look_up(self, door: BaseHTTPRequestHandler, number: str, asked: dict[str, list[str]]) -> None:
        """What this number is; a fault that stands in the script meets this question too."""
        with self._lock:
            self.looked_up.append(number)
            fault = self.script.pop(0) if self.script else Fault.NONE
        if fault is not Fault.NONE:
            return answer(door, 503, {"code": 20503, "message": "Unavailable", "status": 503})
        return answer(door, 200, self.looked_up_row(number, asked.get("Fields", [""])[0]))

    def looked_up_row(self, number: str, fields: str) -> dict[str, object]:
        """The answer to a question for these fields."""
        kind = {
            "type": self.lines.get(number, "mobile"), "carrier_name": "A Carrier", "mobile_country_code": "310",
            "mobile_network_code": "999", "error_code": None,
        }  # fmt: skip
        return {
            "calling_country_code": "1", "country_code": "US", "phone_number": number, "national_format": number[2:],
            "valid": True, "validation_errors": [], "line_type_intelligence": kind if fields == FIELD else None,
            "url": f"https://lookups.twilio.com/v2/PhoneNumbers/{number}",
        }  # fmt: skip

    def received(self, since: str) -> list[dict[str, object]]:
        """What people wrote since then, newest first."""
        first = datetime.fromisoformat(since)
        return [row for row in self.inbound if parsedate_to_datetime(str(row["date_sent"])) >= first]

    def receive(self, sid: str, phone: str, line: str, words: str, at: float) -> None:
        """Takes a text that somebody writes to the line, and keeps it, whether it can be brought or not."""
        row = self._row(Entry(sid, line, words, "", at))
        sent = formatdate(at, usegmt=True)
        self.inbound.insert(0, {**row, "from": phone, "direction": "inbound", "status": "received", "date_sent": sent})

    def _next_fault(self) -> Fault:
        if self.script:
            return self.script.pop(0)
        return self._chance.choice(self.faults) if self._chance.random() < self.rate else Fault.NONE

    def _accept(self, form: dict[str, str]) -> Entry:
        is_call = "Body" not in form
        sid, body = ("CA" if is_call else "SM") + uuid4().hex, form.get("Body") or form["Url"].rpartition("/")[2]
        entry = Entry(sid, form["To"], body, form.get("StatusCallback", ""), time.time(), is_call)
        if is_call and "/told/" not in form["Url"]:
            return entry  # a staff phone rings in vain: no message of ours to anybody
        with self._lock:
            self.ledger.append(entry)
            statuses = ["sent", "delivered", "queued", "delivered", "sending"]
            self._chance.shuffle(statuses)
            is_person = self._chance.random() < 0.6
        if is_call or (self.has_receipts and entry.receipt_url):
            work, told = (self._ring, is_person) if is_call else (self._tell, statuses)
            thread = threading.Thread(target=work, args=(entry, told), daemon=True)
            self._receipts.append(thread)
            thread.start()
        return entry

    def _tell(self, entry: Entry, statuses: list[str]) -> None:
        if self.lines.get(entry.to) == "landline":
            self.receipt(entry, "undelivered", "30006")
            return
        for status in statuses:
            self.receipt(entry, status)

    def _ring(self, entry: Entry, is_person: bool) -> None:
        """Somebody or a machine picks up; the end of the call is told twice."""
        picked_up = {"AnsweredBy": "human" if is_person else "machine_start", "CallStatus": "in-progress"}
        heard = self._post_of_call(entry, entry.receipt_url.removesuffix("/over"), picked_up)
        if heard is not None and "<Say" in heard:
            if is_person:
                self.told.setdefault(entry.sid, set()).add("delivered")
            else:
                self.machines_told.append(entry.body)
        for _ in range(2):
            self._post_of_call(entry, entry.receipt_url, {"CallStatus": "completed"})

    def _post_of_call(self, entry: Entry, url: str, fields: dict[str, str]) -> str | None:
        """The line's answer, asked for until it gives one; None where it never does."""
        path = urlsplit(url).path
        form = {"CallSid": entry.sid, "AccountSid": self.account, "To": entry.to, **fields}
        headers = {"X-Twilio-Signature": sign(url.removesuffix(path), path, form, self.token)}
        for _ in range(5):
            try:
                answered = requests.post(url, data=form, headers=headers, timeout=10)
            except requests.RequestException:
                continue
            if answered.ok:
                return answered.text
        return None

    def receipt(self, entry: Entry, status: str, code: str = "") -> int:
        """Posts one receipt; returns the line's answer, 0 for none."""
        path = urlsplit(entry.receipt_url).path
        base = entry.receipt_url.removesuffix(path)
        form = {"MessageSid": entry.sid, "MessageStatus": status, "AccountSid": self.account, "To": entry.to}
        if code:
            form["ErrorCode"] = code
        try:
            headers = {"X-Twilio-Signature": sign(base, path, form, self.token)}
            answered = requests.post(entry.receipt_url, data=form, headers=headers, timeout=5).status_code
        except requests.RequestException:
            return 0
        if answered < 300:
            self.told.setdefault(entry.sid, set()).add(status)
        return answered

    def _row(self, entry: Entry) -> dict[str, object]:
        made = formatdate(entry.at, usegmt=True)
        return {
            "sid": entry.sid, "to": entry.to, "from": None, "body": entry.body, "status": "accepted",
            "date_created": made, "date_updated": made, "date_sent": None, "error_code": None, "error_message": None,
            "num_segments": "1", "num_media": "0", "direction": "outbound-api", "api_version": "2010-04-01",
            "account_sid": self.account, "messaging_service_sid": None, "price": None, "price_unit": "USD",
            "uri": f"/2010-04-01/Accounts/{self.account}/Messages/{entry.sid}.json", "subresource_uris": {},
        }  # fmt: skip


class _Quiet(ThreadingHTTPServer):
    """Workers that are killed leave broken connections behind: no news here."""

    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        pass


def answer(door: BaseHTTPRequestHandler, status: int, body: object, headers: dict[str, str] | None = None) -> None:
    raw = (body if isinstance(body, str) else json.dumps(body)).encode()
    door.send_response(status)
    door.send_header("Content-Type", "text/html" if isinstance(body, str) else "application/json")
    door.send_header("Content-Length", str(len(raw)))
    for name, value in (headers or {}).items():
        door.send_header(name, value)
    door.end_headers()
    door.wfile.write(raw)


def hang_up(door: BaseHTTPRequestHandler) -> None:
    door.close_connection = True
    door.connection.shutdown(socket.SHUT_RDWR)
