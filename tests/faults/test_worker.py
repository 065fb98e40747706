"""The worker as a process: told to stop, it finishes what it has in hand."""

import time
from collections.abc import Callable

from sqlalchemy import text

from bot.storage.database import Database
from tests.faults.campaign import Campaign, Plan
from tests.reading import one

FETCHING = "procrastinate_fetch_job_v2"
HEARTBEAT = "procrastinate_update_heartbeat_v1"


def test_a_worker_told_to_stop_records_the_text_it_is_posting(new_database: Callable[[], Database]) -> None:
    database = new_database()
    campaign = Campaign(database, Plan(workers=1, rate=0.0, kill_rate=0.0, has_receipts=False))
    campaign.gateway.latency = 1.0
    campaign.set_up()
    try:
        campaign.write("fact 1", "+18172340001", kind="staff_reply")
        until = time.monotonic() + 20
        while not campaign.gateway.forms and time.monotonic() < until:
            time.sleep(0.02)
        (process,) = campaign.hosts.workers
        process.terminate()
        process.wait(25)
    finally:
        campaign.end()
        campaign.bot.line.database.close()
    assert one(database, "SELECT status FROM messages WHERE receipt_key IS NOT NULL") == "accepted"
    assert len(campaign.gateway.ledger) == 1


def test_a_worker_lives_on_when_the_database_fails_it_and_sends_when_it_is_back(
    new_database: Callable[[], Database],
) -> None:
    database = new_database()
    campaign = Campaign(database, Plan(workers=1, rate=0.0, kill_rate=0.0, has_receipts=False))
    campaign.set_up()
    (process,) = campaign.hosts.workers
    try:
        _rename(database, FETCHING, "away")
        campaign.write("fact 1", "+18172340001", kind="staff_reply")  # the engine is told, and cannot fetch
        time.sleep(2)
        _rename(database, "away", FETCHING)
        campaign.wait_until("SELECT count(*) > 0 FROM messages WHERE status = 'accepted'", 30)
        assert process.poll() is None
    finally:
        campaign.end()
        campaign.bot.line.database.close()
    assert len(campaign.gateway.ledger) == 1


def test_a_worker_whose_job_engine_ends_by_itself_begins_anew(new_database: Callable[[], Database]) -> None:
    database = new_database()
    campaign = Campaign(database, Plan(workers=1, rate=0.0, kill_rate=0.0, has_receipts=False))
    campaign.set_up()
    (process,) = campaign.hosts.workers
    first = one(database, "SELECT max(id) FROM procrastinate_workers")
    try:
        _rename(database, HEARTBEAT, "away")  # upon which the engine stops, as if it had been told to
        campaign.wait_until("SELECT count(*) = 0 FROM procrastinate_workers", 30)
        _rename(database, "away", HEARTBEAT)
        campaign.wait_until("SELECT max(id) > :first FROM procrastinate_workers", 30, first=first)
        campaign.write("fact 1", "+18172340001", kind="staff_reply")
        campaign.wait_until("SELECT count(*) > 0 FROM messages WHERE status = 'accepted'", 30)
        assert process.poll() is None
    finally:
        campaign.end()
        campaign.bot.line.database.close()
    assert len(campaign.gateway.ledger) == 1


def _rename(database: Database, before: str, after: str) -> None:
    with database.begin() as tx:
        tx.execute(text(f"ALTER FUNCTION {before} RENAME TO {after}"))
