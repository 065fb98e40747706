"""The days that people name instead of dates, as kept in Texas."""

from collections.abc import Callable
from datetime import date, timedelta


def nth_weekday(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth (1 to 5) such weekday of a month; the last one when `nth` is negative; None when there is none."""
    if nth > 0:
        first = date(year, month, 1)
        found = first + timedelta(days=(weekday - first.weekday()) % 7 + 7 * (nth - 1))
        return found if found.month == month else None
    last = last_of_month(year, month)
    return last - timedelta(days=(last.weekday() - weekday) % 7)


def last_of_month(year: int, month: int) -> date:
    """The last day of a month."""
    following = date(year + month // 12, month % 12 + 1, 1)
    return following - timedelta(days=1)


def easter(year: int) -> date:
    """Gregorian Easter Sunday (Meeus, Jones and Butcher)."""
    golden, century = year % 19, year // 100
    leap = century // 4
    correction = (8 * century + 13) // 25
    epact = (19 * golden + century - leap - correction + 15) % 30
    shift = epact - epact // 28 * (1 - 29 // (epact + 1) * ((21 - golden) // 11))
    weekday = (year + year // 4 + shift + 2 - century + leap) % 7
    offset = shift - weekday
    month = 3 + (offset + 40) // 44
    return date(year, month, offset + 28 - 31 * (month // 4))


def _nth(month: int, weekday: int, nth: int) -> Callable[[int], date]:
    def of(year: int) -> date:
        found = nth_weekday(year, month, weekday, nth)
        assert found is not None
        return found

    return of


def _fixed(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _beside_easter(days: int) -> Callable[[int], date]:
    return lambda year: easter(year) + timedelta(days=days)


def _beside_thanksgiving(days: int) -> Callable[[int], date]:
    return lambda year: _nth(11, 3, 4)(year) + timedelta(days=days)


_HOLIDAYS: dict[str, Callable[[int], date]] = {
    "new_years": _fixed(1, 1),
    "epiphany": _fixed(1, 6),
    "mlk": _nth(1, 0, 3),
    "candlemas": _fixed(2, 2),
    "valentines": _fixed(2, 14),
    "mardi_gras": _beside_easter(-47),
    "ash_wednesday": _beside_easter(-46),
    "presidents": _nth(2, 0, 3),
    "texas_independence": _fixed(3, 2),
    "st_patricks": _fixed(3, 17),
    "palm_sunday": _beside_easter(-7),
    "holy_thursday": _beside_easter(-3),
    "good_friday": _beside_easter(-2),
    "holy_saturday": _beside_easter(-1),
    "easter": easter,
    "april_fools": _fixed(4, 1),
    "tax": _fixed(4, 15),
    "childrens": _fixed(4, 30),
    "cinco_de_mayo": _fixed(5, 5),
    "mothers": _nth(5, 6, 2),
    "memorial": _nth(5, 0, -1),
    "fathers": _nth(6, 6, 3),
    "juneteenth": _fixed(6, 19),
    "july_fourth": _fixed(7, 4),
    "labor": _nth(9, 0, 1),
    "patriot": _fixed(9, 11),
    "columbus": _nth(10, 0, 2),
    "halloween": _fixed(10, 31),
    "all_saints": _fixed(11, 1),
    "all_souls": _fixed(11, 2),
    "election": lambda year: _nth(11, 0, 1)(year) + timedelta(days=1),
    "veterans": _fixed(11, 11),
    "thanksgiving": _nth(11, 3, 4),
    "black_friday": _beside_thanksgiving(1),
    "cyber_monday": _beside_thanksgiving(4),
    "guadalupe": _fixed(12, 12),
    "christmas_eve": _fixed(12, 24),
    "christmas": _fixed(12, 25),
    "boxing": _fixed(12, 26),
    "innocents": _fixed(12, 28),
    "new_years_eve": _fixed(12, 31),
}


def coming_holiday(name: str, today: date, year: int | None = None) -> date | None:
    """The next such day from today on, or the one of the year that was named."""
    of = _HOLIDAYS.get(name)
    if of is None:
        return None
    if year is not None:
        return of(year)
    this_year = of(today.year)
    return this_year if this_year >= today else of(today.year + 1)
