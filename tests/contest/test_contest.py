"""A seeded slice of the contest; `make contest` runs the whole."""

from collections.abc import Callable
from pathlib import Path

from bot.storage.database import Database
from tests.contest.run import contest


def test_nothing_is_booked_twice_or_lost_while_processes_are_killed(
    new_database: Callable[[], Database], tmp_path: Path
) -> None:
    outcome = contest(new_database(), tmp_path, attempts=300, seed=7, kill_every=0.3)
    assert outcome.is_clean, str(outcome)
    assert outcome.killed > 0
    assert outcome.told > 20
