"""The federal holidays of the United States, and the weekdays on which they are observed.

Eleven rules instead of the `holidays` package: that one reads the calendars of 250 countries with the first
question, 10 MB and a third of a second of somebody's first text.
"""

from datetime import date, timedelta
from functools import lru_cache

from dateutil.relativedelta import MO, TH, relativedelta

_RULES = {
    "New Year's Day": relativedelta(month=1, day=1),
    "Martin Luther King Jr. Day": relativedelta(month=1, day=1, weekday=MO(3)),
    "Washington's Birthday": relativedelta(month=2, day=1, weekday=MO(3)),
    "Memorial Day": relativedelta(month=5, day=31, weekday=MO(-1)),
    "Juneteenth National Independence Day": relativedelta(month=6, day=19),
    "Independence Day": relativedelta(month=7, day=4),
    "Labor Day": relativedelta(month=9, day=1, weekday=MO(1)),
    "Columbus Day": relativedelta(month=10, day=1, weekday=MO(2)),
    "Veterans Day": relativedelta(month=11, day=11),
    "Thanksgiving Day": relativedelta(month=11, day=1, weekday=TH(4)),
    "Christmas Day": relativedelta(month=12, day=25),
}
HOLIDAYS = tuple(_RULES)
_SATURDAY, _SUNDAY = 5, 6


def is_kept(day: date, names: tuple[str, ...]) -> bool:
    """True where one of these holidays falls on that day, or is observed on it because it falls on a weekend."""
    return not _holidays_of(day.year).get(day, frozenset()).isdisjoint(names)


@lru_cache(maxsize=8)
def _holidays_of(year: int) -> dict[date, frozenset[str]]:
    """The days of a year on which a holiday falls or is observed; next year's first may be this year's last."""
    found: dict[date, frozenset[str]] = {}
    for name, rule in _RULES.items():
        for falls_on in (date(year, 1, 1) + rule, date(year + 1, 1, 1) + rule):
            for day in {falls_on, _observed(falls_on)}:
                found[day] = found.get(day, frozenset()) | {name}
    return found


def _observed(day: date) -> date:
    """A Saturday's is kept on Friday, a Sunday's on Monday (5 U.S.C. 6103)."""
    return day + timedelta(days={_SATURDAY: -1, _SUNDAY: 1}.get(day.weekday(), 0))
