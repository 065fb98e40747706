"""Federal holidays, against the `holidays` package: another's reading of the same law."""

from datetime import date, timedelta

import holidays
import pytest

from bot.clinic.federal_holidays import HOLIDAYS, is_kept


@pytest.mark.parametrize("year", range(2022, 2051))
def test_a_holiday_is_kept_on_the_days_that_another_program_knows_for_it(year: int) -> None:
    theirs = {
        day: {name.removesuffix(" (observed)") for name in names.split("; ")}
        for day, names in holidays.country_holidays("US", years=year).items()
    }
    for day in (date(year, 1, 1) + timedelta(days=number) for number in range(365)):
        assert {name for name in HOLIDAYS if is_kept(day, (name,))} == theirs.get(day, set())


def test_new_years_day_on_a_saturday_is_kept_on_the_last_day_of_the_old_year() -> None:
    assert is_kept(date(2027, 12, 31), ("New Year's Day",))


def test_a_holiday_that_the_clinic_does_not_keep_closes_nothing() -> None:
    assert not is_kept(date(2026, 11, 11), ("Christmas Day",))
