"""How fast one worker sends, and how soon a message that is due now is with the gateway.

python -m tests.bench.outbound [--texts 300] [--planned 100000]: one worker process, a pretend gateway that answers
after 30 ms; and what so many planned messages cost a worker that has nothing to do.
"""

import argparse
import json
import os
import signal
import statistics
import time
from pathlib import Path
from uuid import uuid4

from sqlalchemy import text

from bot.storage.database import Database
from tests import databases
from tests.faults.campaign import Campaign, Plan


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.outbound")
    parser.add_argument("--texts", type=int, default=300)
    parser.add_argument("--planned", type=int, default=100_000)
    asked = parser.parse_args()
    texts = asked.texts
    server = databases.start_server()
    name = f"bench_{uuid4().hex[:8]}"
    database = Database(databases.clone(server, name))
    campaign = Campaign(database, Plan(workers=1, rate=0.0, kill_rate=0.0, has_receipts=False))
    campaign.gateway.latency = 0.03
    campaign.set_up()
    try:
        waits = [_one(campaign, number) for number in range(20)]
        (worker,) = campaign.hosts.workers
        worker.send_signal(signal.SIGSTOP)  # first everything is due, then the worker works
        for number in range(texts):
            phone = f"+1817{300 + number // 9000}{number % 9000 + 1000}"
            campaign.write(f"fact {1000 + number}", phone, kind="late_answer")
        worker.send_signal(signal.SIGCONT)
        began = time.monotonic()
        while len(campaign.gateway.ledger) < texts + len(waits) and time.monotonic() < began + 120:
            time.sleep(0.01)
        ended = time.monotonic()
        idle = _idle(campaign)
        _plan_many(database, asked.planned)
        idle_with_many = _idle(campaign)
    finally:
        campaign.end()
        campaign.bot.line.database.close()
        database.close()
        databases.drop(server, name)
    print(
        json.dumps(
            {
                "sends_per_second": round(texts / (ended - began), 1),
                "picked_up_ms_median": round(statistics.median(waits) * 1000, 1),
                "picked_up_ms_worst": round(max(waits) * 1000, 1),
                "idle_percent_of_a_core": idle,
                f"idle_percent_with_{asked.planned}_planned": idle_with_many,
            }
        )
    )


def _idle(campaign: Campaign, seconds: float = 15.0) -> float:
    """How much of a core the worker uses while nothing is due, in percent."""
    (worker,) = campaign.hosts.workers
    before = _processor_seconds(worker.pid)
    time.sleep(seconds)
    return round((_processor_seconds(worker.pid) - before) / seconds * 100, 2)


def _processor_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _plan_many(database: Database, messages: int) -> None:
    with database.begin() as tx:
        tx.execute(text(_PLANNED), {"messages": messages})
        tx.execute(text("ANALYZE messages"))


_PLANNED = """
    INSERT INTO messages (id, conversation_id, channel, status, body, places, segments, created_at, kind, lane, due_at,
                          deadline_at, receipt_key)
    SELECT gen_random_uuid(), (SELECT id FROM conversations LIMIT 1), 'sms', 'due', 'x', '{}', 1, now(), 'check_in',
           'check_ins', now() + interval '300 days' + n * interval '1 second', now() + interval '400 days', 'k' || n
    FROM generate_series(1, :messages) n
"""


def _one(campaign: Campaign, number: int) -> float:
    """Seconds from the commit of a due message until the gateway is asked."""
    before = len(campaign.gateway.forms)
    campaign.write(f"fact {number}", f"+1817200{1000 + number}", kind="late_answer")
    began = time.monotonic()
    while len(campaign.gateway.forms) == before and time.monotonic() < began + 10:
        time.sleep(0.001)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
