"""Lawful hours are the contact's own, in every zone and through every change of the clocks."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.clinic.contact_rules import Hours, day_began_at, planned_at

HOURS = Hours((time(9), time(20)), (time(12), time(20)), time(19))
CHICAGO = ZoneInfo("America/Chicago")
DENVER = ZoneInfo("America/Denver")


def wall(text: str, zone: ZoneInfo = CHICAGO) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "lawful"),
    [
        ("2026-11-24 08:59", False),
        ("2026-11-24 09:00", True),
        ("2026-11-24 19:59", True),
        ("2026-11-24 20:00", False),
        ("2026-11-22 09:30", False),  # Sunday
        ("2026-11-22 12:00", True),
        ("2026-11-01 12:00", True),  # the day the clocks go back
        ("2026-11-01 11:59", False),
        ("2027-03-14 12:00", True),  # the day they go forward
        ("2027-03-14 11:59", False),
        ("2027-03-15 08:59", False),
        ("2027-03-15 09:00", True),
    ],
)
def test_the_hours_are_of_the_wall_clock_there(at: str, lawful: bool) -> None:
    assert HOURS.allow(wall(at), CHICAGO) is lawful


def test_the_same_instant_is_lawful_in_one_zone_and_not_in_another() -> None:
    at = wall("2026-11-24 09:30", CHICAGO)
    assert HOURS.allow(at, CHICAGO)
    assert not HOURS.allow(at, DENVER)


@pytest.mark.parametrize("zone", ["America/New_York", "America/Chicago", "America/Phoenix", "Pacific/Honolulu"])
@pytest.mark.parametrize("day", ["2026-11-01", "2026-10-31", "2027-03-14", "2027-03-13", "2026-11-24"])
@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_whatever_is_planned_lands_in_a_lawful_hour(zone: str, day: str, hour: int) -> None:
    there = ZoneInfo(zone)
    at = wall(f"{day} {hour:02}:30", there)
    later = planned_at(at, HOURS, there, early=False)
    sooner = planned_at(at, HOURS, there, early=True)
    assert HOURS.allow(later, there)
    assert HOURS.allow(sooner, there)
    assert sooner <= at <= later


@pytest.mark.parametrize(
    ("meant", "early", "planned"),
    [
        ("2026-11-24 05:00", True, "2026-11-23 19:00"),  # three hours before an eight o'clock visit
        ("2026-11-22 10:00", True, "2026-11-21 19:00"),  # a Sunday morning goes to Saturday evening
        ("2026-11-24 21:00", True, "2026-11-24 19:00"),
        ("2026-11-24 21:00", False, "2026-11-25 09:00"),
        ("2026-11-21 21:00", False, "2026-11-22 12:00"),  # Sunday opens at noon
        ("2026-11-24 10:00", True, "2026-11-24 10:00"),
    ],
)
def test_an_unlawful_hour_moves_to_the_nearest_lawful_one_on_its_side(meant: str, early: bool, planned: str) -> None:
    assert planned_at(wall(meant), HOURS, CHICAGO, early=early) == wall(planned)


def test_a_kind_without_hours_goes_at_once() -> None:
    at = wall("2026-11-24 03:00")
    assert planned_at(at, None, CHICAGO, early=False) == at


def test_a_day_begins_at_its_own_midnight_even_where_it_has_25_hours() -> None:
    assert day_began_at(wall("2026-11-01 23:00"), CHICAGO) == wall("2026-11-01 00:00")
    assert day_began_at(wall("2026-11-01 23:00"), CHICAGO).hour == 5
