"""The worker as a process: told to stop, it finishes what it has in hand."""

import time
from collections.abc import Callable

from bot.storage.database import Database
from tests.faults.campaign import Campaign, Plan
from tests.reading import one


def test_a_worker_told_to_stop_records_the_text_it_is_posting(new_database: Callable[[], Database]) -> None:
    database = new_database()
    campaign = Campaign(database, Plan(workers=1, rate=0.0, kill_rate=0.0, has_receipts=False))
    campaign.gateway.latency = 1.0
    campaign._set_up()
    try:
        campaign._write("fact 1", "+18172340001", kind="staff_reply")
        until = time.monotonic() + 20
        while not campaign.gateway.forms and time.monotonic() < until:
            time.sleep(0.02)
        (process,) = campaign._processes
        process.terminate()
        process.wait(25)
    finally:
        campaign._end()
        campaign.bot.line.database.close()
    assert one(database, "SELECT status FROM messages WHERE receipt_key IS NOT NULL") == "accepted"
    assert len(campaign.gateway.ledger) == 1
