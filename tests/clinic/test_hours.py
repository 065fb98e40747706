"""Opening hours: weekdays, holidays, and the nights on which the clock changes."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clinic.hours import OpeningHours
from bot.clinic.profile import parse

ZONE = ZoneInfo("America/Chicago")
PROFILE = parse(Path("flows/clinic.toml").read_text())
HOURS = OpeningHours(PROFILE)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        ("2026-11-24T08:00", True),
        ("2026-11-24T16:59", True),
        ("2026-11-24T17:00", False),
        ("2026-11-24T07:59", False),
        ("2026-11-28T10:00", False),  # Saturday
        ("2026-11-26T10:00", False),  # Thanksgiving
        ("2026-11-27T10:00", True),  # the Friday after is not a holiday here
        ("2026-07-03T10:00", False),  # Independence Day observed
    ],
)
def test_the_clinic_is_open_on_business_days_within_its_hours(moment: str, is_open: bool) -> None:
    assert HOURS.is_open(at(moment)) is is_open


def test_the_next_opening_skips_the_weekend() -> None:
    assert HOURS.opens_at(at("2026-11-27T17:30")) == at("2026-11-30T08:00")


def test_the_next_opening_skips_a_holiday() -> None:
    assert HOURS.opens_at(at("2026-11-25T18:00")) == at("2026-11-27T08:00")


def test_while_open_the_next_opening_is_now() -> None:
    assert HOURS.opens_at(at("2026-11-24T11:11")) == at("2026-11-24T11:11")


def test_an_opening_after_the_clocks_went_back_is_at_the_same_wall_time() -> None:
    opening = HOURS.opens_at(at("2026-10-31T12:00"))
    assert opening.isoformat() == "2026-11-02T08:00:00-06:00"


def test_the_end_of_the_next_business_day_from_a_friday_is_monday() -> None:
    assert HOURS.end_of_next_business_day(at("2026-11-20T10:00")) == at("2026-11-23T17:00")


def test_the_end_of_the_next_business_day_from_a_closed_night_is_the_day_after_the_next_opening() -> None:
    assert HOURS.end_of_next_business_day(at("2026-11-23T20:00")) == at("2026-11-25T17:00")
