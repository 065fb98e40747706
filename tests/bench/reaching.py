"""How soon people hear of somebody who asks: on an open console, and on their own phones.

python -m tests.bench.reaching [--talks 100000] [--people 20]: a clinic of that size in production mode, its web under
gunicorn, its worker as the product's own process, a pretend gateway, and a console that polls every five seconds.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import requests
from sqlalchemy import text

from bot.channels.twilio.signature import sign
from bot.clinic.changes import Fact
from bot.clinic.rota import Duty, plain
from bot.services import clinic_facts
from bot.storage import climbs
from bot.storage.database import Database
from tests import databases
from tests.bench.busy_clinic import DANGER, ENVIRON, Clinic, be_durable, clinic, database, text_form
from tests.bench.conversation import ACCOUNT, BASE_URL, PATH, TOKEN
from tests.bench.filled import Size
from tests.bench.served import Served
from tests.bench.staff_browser import StaffBrowser
from tests.faults.gateway import FakeGateway

LEAD, DESK = 3, 0  # places among the staff
POLL_SECONDS = 5.0
PATIENCE_SECONDS = 60.0
TEXTED, CALLED = "+18175550171", "+18175550172"
ROTA = (
    Duty(name="Desk Test", phone=TEXTED, rung=1),
    Duty(name="Nurse Test", phone=CALLED, rung=1, is_called=True, is_clinician=True),
)
ALL_DAY = ["00:00", "23:59"]
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
OF = """
    SELECT h.id, h.urgency FROM handoffs h JOIN conversations v ON v.id = h.conversation_id
    JOIN contacts c ON c.id = v.contact_id WHERE c.phone = :phone
"""
ASKED = {"emergency": DANGER, "same_day": "nurse"}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.reaching")
    parser.add_argument("--talks", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=20)
    asked = parser.parse_args()
    size = Size(asked.talks, asked.talks * 3 // 100, asked.talks * 3 // 5)
    server = databases.start_server()
    with database(server) as at:
        busy = clinic(at, size)
        be_durable(server)
        _always_open(busy)
        with _working(at) as gateway:
            print(json.dumps(_told(_reached(busy, gateway, asked.people)), indent=1))


@contextmanager
def _working(at: Database) -> Iterator[FakeGateway]:
    """The pretend gateway, and the worker that sends and rings through it."""
    gateway = FakeGateway(TOKEN, ACCOUNT, has_receipts=False)
    address = gateway.start()
    environ = {**os.environ, **ENVIRON, "DATABASE_URL": at.url, "TWILIO_API_BASE_URL": address}
    worker = subprocess.Popen([sys.executable, "-m", "bot", "worker"], env=environ, stdout=subprocess.DEVNULL)
    try:
        yield gateway
    finally:
        worker.terminate()
        worker.wait(30)
        gateway.stop()


def _always_open(at: Clinic) -> None:
    """A clinic whose people can be reached now, whenever this is measured: one texted, one rung, together."""
    facts = {
        Fact.HOURS: dict.fromkeys(DAYS, ALL_DAY),
        Fact.CLOSED: {"days": [], "holidays": []},
        Fact.ROTA: plain(ROTA),
    }
    seen = {fact: clinic_facts.read(at.bot.line, fact).version for fact in facts}
    assert clinic_facts.change(at.bot.line, at.staff[LEAD].asker, facts, seen)


def _reached(at: Clinic, gateway: FakeGateway, people: int) -> list[tuple[str, dict[str, float]]]:
    """One after the other they ask, while a console is open."""
    served = Served("line", "app:create_app()", at.bot.line.database.url, {})
    console = Console(served.port, at.cookies[DESK])
    console.start()
    try:
        return [_reach(served.port, at, gateway, console, number) for number in range(people)]
    finally:
        console.stopping.set()
        console.join()
        served.stop()


class Console(threading.Thread):
    """An open console: it polls, and keeps when each page with news had come."""

    def __init__(self, port: int, cookie: str) -> None:
        super().__init__(daemon=True)
        self._browser = StaffBrowser(port, cookie)
        self._news: list[tuple[float, bytes]] = []
        self.stopping = threading.Event()

    def run(self) -> None:
        while not self.stopping.wait(POLL_SECONDS):
            status, page = self._browser.poll("/queue/rows")
            if status == 200:
                self._news.append((time.monotonic(), page))

    def shows(self, words: str) -> float | None:
        """When these words were on the page first."""
        return next((at for at, page in self._news if words.encode() in page), None)


def _reach(port: int, at: Clinic, gateway: FakeGateway, console: Console, number: int) -> tuple[str, dict[str, float]]:
    """Seconds from a text of somebody new until they are seen, a phone's text is posted, and a phone is rung."""
    urgency = tuple(ASKED)[number % len(ASKED)]
    phone, before = f"+1469{4_000_000 + number}", len(gateway.forms)
    time.sleep(random.Random(number).random() * POLL_SECONDS)  # anywhere between two polls
    began = time.monotonic()
    form = text_form(phone, ASKED[urgency])
    headers = {"X-Twilio-Signature": sign(BASE_URL, PATH, form, TOKEN)}
    assert requests.post(f"http://127.0.0.1:{port}{PATH}", data=form, headers=headers, timeout=15).ok
    shown = f"({phone[2:5]}) {phone[5:8]}-{phone[8:]}"
    found: dict[str, float] = {}
    while len(found) < 3 and time.monotonic() < began + PATIENCE_SECONDS:
        asked = {(one["To"], "Body" in one) for one in gateway.forms[before:]}
        for what, is_there in (("texted", (TEXTED, True) in asked), ("rung", (CALLED, False) in asked)):
            if is_there:
                found.setdefault(what, time.monotonic() - began)
        if (seen := console.shows(shown)) is not None:
            found.setdefault("shown", seen - began)
        time.sleep(0.005)
    _let_rest(at, phone, urgency)
    return urgency, found


def _let_rest(at: Clinic, phone: str, urgency: str) -> None:
    """Somebody took it: its ladder is climbed no further. It was as urgent as was meant. The brake on texts to one
    number, twelve an hour, begins anew: more emergencies come here than to a clinic.
    """
    with at.bot.line.database.begin() as tx:
        row = tx.execute(text(OF), {"phone": phone}).one()
        assert row.urgency == urgency, row
        climbs.end(tx, row.id, at.bot.line.now())
        tx.execute(text("DELETE FROM sending_counts"))


def _told(found: list[tuple[str, dict[str, float]]]) -> dict[str, dict[str, float | int]]:
    """The middle and the worst, by what was asked; what did not come within a minute counts as missed."""
    told: dict[str, dict[str, float | int]] = {}
    for urgency in ASKED:
        mine = [seconds for asked, seconds in found if asked == urgency]
        for what in ("shown", "texted", "rung"):
            took = [seconds[what] for seconds in mine if what in seconds]
            told[f"{urgency}, {what}"] = {
                "people": len(mine),
                "missed": len(mine) - len(took),
                "median_s": round(statistics.median(took), 2),
                "worst_s": round(max(took), 2),
            }
    return told


if __name__ == "__main__":
    main()
