"""How fast one worker sends, and how soon a message that is due now is with the gateway.

python -m tests.bench.outbound [--texts 300]: one worker process, a pretend gateway that answers after 30 ms.
"""

import argparse
import json
import signal
import statistics
import time
from uuid import uuid4

from bot.storage.database import Database
from tests import databases
from tests.faults.campaign import Campaign, Plan


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.outbound")
    parser.add_argument("--texts", type=int, default=300)
    texts = parser.parse_args().texts
    server = databases.start_server()
    name = f"bench_{uuid4().hex[:8]}"
    database = Database(databases.clone(server, name))
    campaign = Campaign(database, Plan(workers=1, rate=0.0, kill_rate=0.0, has_receipts=False))
    campaign.gateway.latency = 0.03
    campaign._set_up()
    try:
        waits = [_one(campaign, number) for number in range(20)]
        (worker,) = campaign._processes
        worker.send_signal(signal.SIGSTOP)  # first everything is due, then the worker works
        for number in range(texts):
            phone = f"+1817{300 + number // 9000}{number % 9000 + 1000}"
            campaign._write(f"fact {1000 + number}", phone, kind="late_answer")
        worker.send_signal(signal.SIGCONT)
        began = time.monotonic()
        while len(campaign.gateway.ledger) < texts + len(waits) and time.monotonic() < began + 120:
            time.sleep(0.01)
        ended = time.monotonic()
    finally:
        campaign._end()
        campaign.bot.line.database.close()
        database.close()
        databases.drop(server, name)
    print(
        json.dumps(
            {
                "sends_per_second": round(texts / (ended - began), 1),
                "picked_up_ms_median": round(statistics.median(waits) * 1000, 1),
                "picked_up_ms_worst": round(max(waits) * 1000, 1),
            }
        )
    )


def _one(campaign: Campaign, number: int) -> float:
    """Seconds from the commit of a due message until the gateway is asked."""
    before = len(campaign.gateway.forms)
    campaign._write(f"fact {number}", f"+1817200{1000 + number}", kind="late_answer")
    began = time.monotonic()
    while len(campaign.gateway.forms) == before and time.monotonic() < began + 10:
        time.sleep(0.001)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
