"""Days by name: "tomorrow", "next tuesday", "thanksgiving", "the third monday of december"."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.nlu.times.dates import day_of_month, month_date, nearest, numeric_date, year_at
from bot.nlu.times.holidays import coming_holiday, last_of_month, nth_weekday
from bot.nlu.times.line import DAY, WEEK, Days, Found, Line, monday_of

_SUNDAY = 6
_NAMED = {
    "today": (0, None), "tonight": (0, "evening"), "this_morning": (0, "morning"), "this_afternoon": (0, "afternoon"),
    "tomorrow": (1, None), "after_tomorrow": (2, None),
}  # fmt: skip


def named_day(line: Line, place: int) -> Found:
    """The like of "today", "tonight", "pasado mañana"."""
    name = line.name(place, "day")
    if name not in _NAMED:
        return None
    if line.is_(place, "last") and not line.is_(place - 1, "or", "and"):  # "mañana o pasado", but "el lunes pasado"
        return None
    shift, part = _NAMED[name]
    return Days(line.today + timedelta(days=shift), part=part, is_today=name == "today"), place + 1


def holiday(line: Line, place: int, back: timedelta = timedelta()) -> Found:
    """A holiday by name, today or later; `back` lets it lie so far behind today ("the day after thanksgiving")."""
    start = line.skip(place, "the", "next", "this", "days_unit")
    name = line.name(start, "holiday")
    if name is None:
        return None
    year, after = year_at(line, start + 1)
    found = coming_holiday(name, line.today - back, year)
    if found is None:
        return None
    named = line.value(after, "weekday")
    if named is not None and not line.lexes[after].pause and found.weekday() == _SUNDAY:
        return Days(beside(named, True, found)), after + 1  # "easter monday"
    if line.is_(after, "eve") and not line.lexes[after].pause:
        return Days(found - DAY), after + 1  # "thanksgiving eve"
    return Days(found), after


def weekday(line: Line, place: int) -> Found:
    """The like of "friday", "next friday", "el viernes que viene", "friday the 4th"."""
    start, how = place, ""
    while line.is_(start, "the", "this", "next", "coming", "every") and not line.is_(start, "weekday"):
        how = next((kind for kind in ("next", "coming", "this") if line.is_(start, kind)), how)
        start += 1
    named = line.value(start, "weekday")
    if named is None:
        return None
    after = start + 1
    if line.is_(after, "last") and not line.is_(after + 1, "number", "clock", "noon"):
        return None  # "el lunes pasado", not "friday past 3"
    dated = _dated(line, after)
    if dated is not None:
        return dated
    if line.is_(after, "next", "which_comes", "coming") and not line.is_(after + 1, "weeks_unit", "weekday"):
        how, after = "coming", after + 1
    elif line.is_(after, "after") and line.is_(after + 1, "next"):
        return Days(line.monday + 2 * WEEK + timedelta(days=named)), after + 2
    return _named_weekday(line, named, how), after


def _named_weekday(line: Line, named: int, how: str) -> Days:
    """Two readings of "next friday" where this week's is still to come; the nearer one first."""
    ahead = (named - line.today.weekday()) % 7
    coming = line.today + timedelta(days=ahead or (0 if how == "this" else 7))
    following = line.monday + WEEK + timedelta(days=named)
    if how == "next" and following != coming:
        return Days(coming, other=Days(following))
    return Days(coming, is_weekday=not how)


def _dated(line: Line, place: int) -> Found:
    """What may follow a weekday: "(friday) the 4th", "(viernes) 4 de diciembre", "(monday) july 8"."""
    found = month_date(line, place) or numeric_date(line, place)
    if found is not None:
        return found
    start = line.skip(place, "the")
    if line.value(start, "ordinal") is not None:
        if start > place:
            return day_of_month(line, place)
        return None if line.is_(start, "spoken") else nearest(line, start)
    if line.value(start, "number") is not None and _is_plain_date(line, place, start):
        return nearest(line, start)
    return None


def _is_plain_date(line: Line, place: int, start: int) -> bool:
    """The like of "sábado 5": a number that is that weekday's own date."""
    value = line.value(start, "number") or 0
    found = nearest(line, start)
    fits = found is not None and found[0].start.weekday() == line.value(place - 1, "weekday")
    is_another = line.is_(start + 1, "or") and line.is_(
        line.skip(start + 2, "the"), "weekday"
    )  # "martes 1 o miércoles 2"
    if (
        line.is_(start + 1, "to", "am", "pm", "or", "oclock")
        and not is_another
        and not line.is_(start + 1, "at", "part")
    ):
        return False
    if fits and (line.day_first or line.is_(start + 1, "at")):
        return True
    return line.day_first and (value > 12 or (start > place and line.is_(start - 1, "el")))


def nth_of_month(line: Line, place: int) -> Found:
    """The like of "the third monday of december", "el último viernes de mayo", "last monday of the month"."""
    start = line.skip(place, "the")
    nth = -1 if line.is_(start, "last") else line.value(start, "ordinal")
    named = line.value(start + 1, "weekday")
    is_day = line.is_(start + 1, "days_unit")
    is_last = nth == -1 and not is_day and line.is_(start + 1, "from", "the")  # "el último del mes"
    if nth is None or (named is None and not is_day and not is_last) or not -1 <= nth <= 5:
        return None
    inner = line.skip(start + 1 + (not is_last), "the", "from", "in")
    found = _month_of_year(line, inner, nth) or month_named(line, inner)
    if found is None:
        return None
    first, is_open, after = found
    following = relativedelta(years=1) if is_open else relativedelta(months=1)
    for month in (first,) if named is None and not is_open else (first, first + following):
        day = _nth(month, named, nth)
        if day is not None and day >= line.today:
            return Days(day), after
    return _next_first(line, nth, after) if named is None and not is_open else None


def _month_of_year(line: Line, place: int, nth: int) -> tuple[date, bool, int] | None:
    """The like of "(the last friday) of the year": its december, or its january."""
    is_next = line.is_(place, "next")
    if not line.is_(place + is_next, "years_unit"):
        return None
    month = 12 if nth < 0 else 1
    return date(line.today.year + is_next, month, 1), not is_next, place + is_next + 1


def _nth(first: date, named: int | None, nth: int) -> date | None:
    if named is not None:
        return nth_weekday(first.year, first.month, named, nth)
    return last_of_month(first.year, first.month) if nth < 0 else first.replace(day=nth)


def _next_first(line: Line, nth: int, after: int) -> Found:
    """The first days of "the month" are next month's where this month's are over."""
    return Days((line.today.replace(day=1) + relativedelta(months=1)).replace(day=nth)), after


def month_named(line: Line, place: int) -> tuple[date, bool, int] | None:
    """The first of the month named here, whether another year's may be meant, and the place after it."""
    first = line.today.replace(day=1)
    start = line.skip(place, "this")
    shift = 0
    if line.is_(start, "next", "other") and line.is_(start + 1, "months_unit"):
        start, shift = start + 1, 1
    if line.is_(start, "months_unit"):
        if line.is_(start + 1, "next", "which_comes"):
            start, shift = start + 1, 1
        return first + relativedelta(months=shift), False, start + 1
    if line.name(start, "holiday") == "new_years":  # "the first monday of the new year"
        return date(line.today.year + (line.today.month > 1), 1, 1), False, start + 1
    month = line.value(start, "month")
    if month is None:
        return None
    year, after = year_at(line, start + 1)
    return date(year or line.today.year, month, 1), year is None, after


def beside(named: int, is_after: bool, day: date) -> date:
    """The weekday next after, or last before, a day: "the monday after easter"."""
    if is_after:
        return day + timedelta(days=(named - day.weekday() - 1) % 7 + 1)
    return day - timedelta(days=(day.weekday() - named - 1) % 7 + 1)


def in_week(day: date, named: int) -> date:
    """That weekday in the week of `day`."""
    return monday_of(day) + timedelta(days=named)
