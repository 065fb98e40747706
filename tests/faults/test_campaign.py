"""Through every fault: nothing lost, doubled, sent after an opt-out or at night, nothing told is taken back, and every
text and key is taken once, answered once, and answered the same again.

One small campaign and one broken sender here; `make faults` plays many seeds and breaks the line in every way.
"""

import os
from collections.abc import Callable

from bot.storage.database import Database
from tests.faults.broken import EXPECTED, broken_plan
from tests.faults.campaign import Campaign, Plan
from tests.faults.variants import VARIANTS

SEED = int(os.environ.get("FAULT_SEED", "1"))


def test_a_seeded_campaign_keeps_every_promise(new_database: Callable[[], Database]) -> None:
    plan = Plan(
        seed=SEED, facts=40, people=20, talks=6, callers=0.3, cuts=2, writers=8, host_kills=1, web_kill_rate=0.02
    )
    report = Campaign(new_database(), plan).run()
    assert report.breaches == []
    assert report.crashes == 0
    assert report.injected > 5
    assert report.web_kills
    assert report.brought > 50
    assert report.repeated > 0
    assert report.calls > 0
    assert report.taken > report.facts / 3


def test_the_checker_catches_a_sender_that_sends_again_without_evidence(new_database: Callable[[], Database]) -> None:
    report = Campaign(new_database(), broken_plan("resend_without_evidence", SEED)).run()
    assert "doubled" in {breach.invariant for breach in report.breaches}


def test_each_broken_line_has_a_promise_it_must_be_caught_at() -> None:
    assert set(EXPECTED) == set(VARIANTS)
