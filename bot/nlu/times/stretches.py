"""Stretches of days: "next week", "this weekend", "end of the month", "mid january"."""

from datetime import date

from dateutil.relativedelta import relativedelta

from bot.nlu.times.dates import month_alone
from bot.nlu.times.holidays import last_of_month, nth_weekday
from bot.nlu.times.line import DAY, WEEK, Days, Found, Line, monday_of

_PORTIONS = ("first_half", "second_half", "beginning", "middle", "ending_part", "rest_of")
_LONGEST_MONTH = 31 * DAY
_OF_WEEK = {
    "beginning": (0, 1), "middle": (2, 2), "ending_part": (3, 4), "first_half": (0, 2), "second_half": (3, 4),
}  # weekdays  # fmt: skip
_OF_MONTH = {
    "beginning": (1, 10), "middle": (11, 20), "ending_part": (21, 31), "first_half": (1, 15), "second_half": (16, 31),
}  # days  # fmt: skip


def week_of(day: date) -> Days:
    """Monday to Sunday of the week of `day`."""
    monday = monday_of(day)
    return Days(monday, monday + 6 * DAY)


def week(line: Line, place: int) -> Found:
    """This week from today on, the next, or the one after next."""
    start = line.skip(place, "the")
    if line.is_(start, "weeks_unit") and line.is_(start + 1, "after"):
        inner = line.skip(start + 2, "the")
        if line.is_(inner, "next"):
            return week_of(line.monday + 2 * WEEK), inner + 1 + line.is_(inner + 1, "weeks_unit")
    if line.is_(start, "next", "coming", "other") and line.is_(start + 1, "weeks_unit", "week_of"):
        return week_of(line.monday + WEEK), start + 2
    if line.is_(start, "weeks_unit") and line.is_(start + 1, "next", "which_comes", "coming"):
        return week_of(line.monday + WEEK), start + 2
    if line.is_(start, "this") and line.is_(start + 1, "weeks_unit"):
        return Days(line.today, line.monday + 6 * DAY), start + 2
    return None


def weekend(line: Line, place: int) -> Found:
    """Saturday and Sunday; the "next" ones are those of next week."""
    start, shift = place, 0
    while line.is_(start, "the", "this", "next", "coming", "every") and not line.is_(start, "weekend"):
        shift = 1 if line.is_(start, "next") else shift
        start += 1
    if not line.is_(start, "weekend"):
        return None
    after = start + 1
    if line.is_(after, "after") and line.is_(line.skip(after + 1, "the"), "next"):
        shift, after = 2, line.skip(after + 1, "the") + 1
    elif line.is_(after, "next", "which_comes", "coming"):
        after += 1
    saturday = line.monday + 5 * DAY + shift * WEEK
    return Days(max(saturday, line.today), saturday + DAY), after


def whole_month(line: Line, place: int) -> Found:
    """This month from today on, or the next; or the next year."""
    start = line.skip(place, "the")
    first = line.today.replace(day=1)
    if (line.is_(start, "next", "coming") and line.is_(start + 1, "years_unit")) or (
        line.is_(start, "years_unit") and line.is_(start + 1, "next", "which_comes")
    ):
        return Days(date(first.year + 1, 1, 1), date(first.year + 1, 12, 31)), start + 2
    if (line.is_(start, "next", "coming", "other") and line.is_(start + 1, "months_unit")) or (
        line.is_(start, "months_unit") and line.is_(start + 1, "next", "which_comes", "coming")
    ):
        first += relativedelta(months=1)
        return Days(first, last_of_month(first.year, first.month)), start + 2
    if line.is_(start, "this") and line.is_(start + 1, "months_unit"):
        return Days(line.today, last_of_month(first.year, first.month)), start + 2
    return None


def nth_week(line: Line, place: int) -> Found:
    """The like of "first week of january", "la última semana de mayo": the days 1 to 7, 8 to 14 and so on."""
    start = line.skip(place, "the")
    nth = -1 if line.is_(start, "last") else line.value(start, "ordinal")
    weeks = line.value(start + 1, "number")
    if nth in (1, -1) and weeks is not None and 0 < weeks < 5:  # "the first two weeks of december"
        start += 1
    else:
        weeks = 1
    if nth is None or nth > 4 or not line.is_(start + 1, "weeks_unit", "week_of", "weekend"):
        return None
    inner = line.skip(start + 2, "the", "from", "in")
    month = month_alone(line, inner) or whole_month(line, inner) or _bare(line, inner)
    if month is None:
        return None
    last = month[0].last
    if line.is_(start + 1, "weekend"):
        saturday = nth_weekday(last.year, last.month, 5, nth)
        return None if saturday is None else (Days(saturday, saturday + DAY), month[1])
    length = weeks * WEEK - DAY
    first = last - length if nth < 0 else last.replace(day=7 * nth - 6)
    return Days(max(first, line.today), first + length), month[1]


def portion(line: Line, place: int) -> Found:
    """The like of "end of next week", "principios de diciembre", "later this week", "the rest of the week"."""
    start = line.skip(place, "the")
    kind = portion_kind(line, start)
    if kind is None:
        return _running_out(line, place, start)
    if line.is_(start, "week_of"):
        return None
    inner = line.skip(start + 1, "the", "in", "from")
    whole = week(line, inner) or whole_month(line, inner) or month_alone(line, inner) or _bare(line, inner)
    if whole is None and line.is_(start, "weeks_unit"):
        whole = _bare(line, start)  # "midweek"
    if whole is None:
        return None
    return cut(line, kind, whole[0]), whole[1]


def portion_kind(line: Line, place: int) -> str | None:
    """Which part of a week, month or year is named here."""
    return next((kind for kind in _PORTIONS if line.is_(place, kind)), None)


def _running_out(line: Line, place: int, start: int) -> Found:
    """The like of "(before) the year is out", "(antes de que) acabe el mes"."""
    if not line.is_(place - 1, "before", "after"):
        return None
    verb = line.is_(start, "runs_out")
    inner = line.skip(start + verb, "the")
    whole = week(line, inner) or _bare(line, inner)
    if whole is None or not (verb or line.is_(whole[1], "runs_out")):
        return None
    return cut(line, "ending_part", whole[0]), whole[1] + (not verb)


def _bare(line: Line, place: int) -> Found:
    """What "the week", "the month", "march" mean after "end of"."""
    if line.is_(place, "weeks_unit"):
        return Days(line.today, line.monday + 6 * DAY), place + 1
    if line.is_(place, "months_unit"):
        return Days(line.today, last_of_month(line.today.year, line.today.month)), place + 1
    if line.is_(place, "years_unit"):
        return Days(line.today, line.today.replace(month=12, day=31)), place + 1
    month = line.value(place, "month")
    if month is None:
        return None
    first = date(line.today.year + (month < line.today.month), month, 1)
    return Days(max(first, line.today), last_of_month(first.year, month)), place + 1


def cut(line: Line, kind: str, whole: Days) -> Days:
    """That part of a week or month; the next one's where this one's is over."""
    if kind == "rest_of":
        return whole
    if (whole.last - whole.start).days < 7 and whole.last.weekday() == 6:
        monday = monday_of(whole.start)
        first, last = (monday + shift * DAY for shift in _OF_WEEK[kind])
        step = WEEK
    elif whole.last - whole.start > _LONGEST_MONTH:
        month = date(whole.last.year, {"beginning": 1, "middle": 6}.get(kind, 12), 1)
        first, last = month, last_of_month(month.year, month.month)
        step = last_of_month(month.year, 12) - date(month.year, 1, 1) + DAY
    else:
        month = whole.last.replace(day=1)
        low, high = _OF_MONTH[kind]
        first, last = month.replace(day=low), month.replace(day=min(high, whole.last.day))
        step = last_of_month(month.year, month.month) - month + DAY
    if last < line.today:
        first, last = first + step, last + step
    start = max(first, line.today)
    return Days(start, last if last > start else None, is_portion=True)
