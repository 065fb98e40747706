"""Whether a rush keeps its order: thousands of reminders due in one minute, staff pages and planned texts between.

python -m tests.bench.lanes [--reminders 5000] [--pace 40]: the product's own worker at this many segments a second,
and a pretend gateway that answers after 30 ms. At the shipped pace of two a second the rush would take 42 minutes.
"""

import argparse
import json
import random
import re
import shutil
import signal
import statistics
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from bot.storage.database import Database
from tests import databases
from tests.faults.campaign import Campaign, Plan
from tests.faults.hosts import Hosts, started

NUMBERS = 2  # of the clinic: the pace counts for each
EVERY_SECONDS = 4.0  # a staff page, and a text planned for a moment later
SOON = timedelta(seconds=2)

_RUSH = text("""
    WITH people AS (
        INSERT INTO contacts (id, phone, is_text_only, created_at)
        SELECT gen_random_uuid(), '+1817' || (2000000 + n), false, :now FROM generate_series(1, :reminders) n
        RETURNING id, phone
    ), agreed AS (
        INSERT INTO agreements (id, contact_id, purpose, wording, how, agreed_at)
        SELECT gen_random_uuid(), id, 'visits', 'shown', 'bench', :now FROM people
    ), talks AS (
        INSERT INTO conversations (id, contact_id, line, opened_at)
        SELECT gen_random_uuid(), id, '+18179164685', :now FROM people RETURNING id, contact_id
    )
    INSERT INTO messages (id, conversation_id, channel, status, body, places, segments, created_at, kind, lane, due_at,
                          deadline_at, receipt_key)
    SELECT gen_random_uuid(), t.id, 'sms', 'due', 'visit ' || (:visits)[row_number() OVER ()], '{}', 1, :now,
           'reminder_two_days', 'reminders', :now, :now + interval '1 day'
               + interval '1 second' * (:visits)[row_number() OVER ()], 'rush' || row_number() OVER ()
    FROM talks t
""")


class ProductHosts(Hosts):
    """The worker of the product, at a pace of its own."""

    flows: str

    def start_worker(self) -> None:
        self.workers.append(started([sys.executable, "-m", "bot", "worker"], {**self.environ, "FLOWS_DIR": self.flows}))


class Rush(Campaign):
    """A campaign without faults."""

    def __init__(self, database: Database, flows: str) -> None:
        super().__init__(database, Plan(workers=1, rate=0.0, kill_rate=0.0, has_receipts=False))
        self.gateway.latency = 0.03
        self.hosts = ProductHosts(seed=1, variant="", workers=1, kill_rate=0.0, web_kill_rate=0.0)
        self.hosts.flows = flows


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.lanes")
    parser.add_argument("--reminders", type=int, default=5000)
    parser.add_argument("--pace", type=float, default=40.0)
    asked = parser.parse_args()
    server = databases.start_server()
    name = f"lanes_{uuid4().hex[:8]}"
    database = Database(databases.clone(server, name))
    with tempfile.TemporaryDirectory() as folder:
        rush = Rush(database, _at_pace(Path(folder) / "flows", asked.pace / NUMBERS))
        rush.set_up()
        try:
            print(json.dumps(_run(rush, asked.reminders)))
        finally:
            rush.end()
            rush.bot.line.database.close()
            database.close()
            databases.drop(server, name)


def _at_pace(folder: Path, a_second: float) -> str:
    shutil.copytree("flows", folder)
    kinds = folder / "messages.toml"
    kinds.write_text(re.sub(r"a_second = [\d.]+", f"a_second = {a_second}", kinds.read_text()))
    return str(folder)


def _run(rush: Rush, reminders: int) -> dict[str, float]:
    (worker,) = rush.hosts.workers
    worker.send_signal(signal.SIGSTOP)  # first all is due, then the worker works
    visits = random.Random(1).sample(range(reminders), reminders)
    with rush.database.begin() as tx:
        tx.execute(_RUSH, {"now": rush.bot.line.now(), "reminders": reminders, "visits": visits})
        tx.execute(text("ANALYZE messages"))
    worker.send_signal(signal.SIGCONT)
    began = time.time()
    due_at: dict[str, float] = {}  # of what came between, by its words
    number = 0
    while sum(entry.body.startswith("visit") for entry in rush.gateway.ledger) < reminders:
        number += 1
        phone = f"+1817{300 + number // 9000}{number % 9000 + 1000}"
        rush.write(f"fact {number}", phone, kind="staff_page")
        due_at[f"fact {number} for you"] = time.time()
        rush.write(f"fact {number}0000", f"+1682555{1000 + number}", after=SOON, kind="late_answer")
        due_at[f"fact {number}0000 for you"] = time.time() + SOON.total_seconds()
        time.sleep(EVERY_SECONDS)
    return _figures(rush, due_at, began)


def _figures(rush: Rush, due_at: dict[str, float], began: float) -> dict[str, float]:
    left = sorted(rush.gateway.ledger, key=lambda entry: entry.at)
    order = [int(entry.body.removeprefix("visit ")) for entry in left if entry.body.startswith("visit")]
    ended = max(entry.at for entry in left if entry.body.startswith("visit"))
    late = {entry.body: entry.at - due_at[entry.body] for entry in left if entry.body in due_at}
    pages = [seconds for body, seconds in late.items() if "0000 " not in body]
    planned = [seconds for body, seconds in late.items() if "0000 " in body]
    return {
        "reminders": len(order),
        "a_second": round(len(order) / (ended - began), 1),
        "places_out_of_visit_order_at_most": max(abs(place - visit) for place, visit in enumerate(order)),
        "staff_pages": len(pages),
        "staff_page_seconds_median": round(statistics.median(pages), 3),
        "staff_page_seconds_worst": round(max(pages), 3),
        "planned_texts": len(planned),
        "planned_seconds_late_median": round(statistics.median(planned), 3),
        "planned_seconds_late_worst": round(max(planned), 3),
    }


if __name__ == "__main__":
    main()
