"""The clock that stands still."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from bot.clock import FixedClock

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_fixed_clock_stands_still_and_can_be_moved_on() -> None:
    clock = FixedClock(NOON)
    assert clock.now() == clock.now() == NOON
    assert clock.later(hours=4).now() == NOON + timedelta(hours=4)


@pytest.mark.parametrize("instant", [NOON.replace(tzinfo=None), NOON.astimezone(timezone(timedelta(hours=-6)))])
def test_a_clock_tells_only_utc(instant: datetime) -> None:
    with pytest.raises(ValueError, match="UTC"):
        FixedClock(instant)
