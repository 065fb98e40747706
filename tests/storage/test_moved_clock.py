"""The clock that a browser phone moves: every process reads it from the database, and none ever guesses it."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.storage.database import Database, DatabaseUnavailable
from bot.wiring import MovableClock

NOWHERE = "postgresql://nobody@127.0.0.1:1/nothing"


def test_without_a_database_it_goes_on_as_it_was_known_last(database: Database) -> None:
    clock = MovableClock(database)
    clock.move_to(timedelta(days=3))
    assert clock.offset == timedelta(days=3)
    clock._database, clock._read_at = Database(NOWHERE), float("-inf")
    assert clock.now() - datetime.now(UTC) > timedelta(days=2)


def test_a_process_that_has_never_known_it_does_not_take_today_for_it() -> None:
    with pytest.raises(DatabaseUnavailable):
        MovableClock(Database(NOWHERE)).now()
