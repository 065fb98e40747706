"""Dates of the calendar: "july 13-15", "el 5 de mayo", "12/3", "the 5th". Always from today on."""

from dataclasses import replace
from datetime import date

from dateutil.relativedelta import relativedelta

from bot.nlu.times.holidays import last_of_month
from bot.nlu.times.line import Days, Found, Line

_LAST_DAY = 31
_SPOKEN_CENTURY = 20
_YEARS_AHEAD = 5
_MARCH, _MAY = 3, 5  # the months that are other words too
_MONTHS_LOOKED_AT = 4  # the 31st may lie a month further on


def numeric_date(line: Line, place: int) -> Found:
    """The like of "12/3", "3-12-26", "2026-12-03"."""
    place = line.skip(place, "the")
    if line.is_(place, "date"):
        year, month, day = line.lexes[place].kinds["date"]
        found = coming_date(line, year, month, day)
        return None if found is None else (Days(found), place + 1)
    if not line.is_(place, "numeric_date"):
        return None
    first, second, tail = line.lexes[place].kinds["numeric_date"]
    known = None if tail is None else int(tail) if len(tail) > 2 else _full_year(line, int(tail))
    month_first, day_first = coming_date(line, known, first, second), coming_date(line, known, second, first)
    chosen = (day_first or month_first) if line.day_first else (month_first or day_first)
    return None if chosen is None else (Days(chosen), place + 1)


def _full_year(line: Line, tail: int) -> int:
    """The century of "71": a year more than a few years ahead is a year of birth."""
    ahead = (tail - line.today.year) % 100
    return line.today.year + (ahead if ahead <= _YEARS_AHEAD else ahead - 100)


def coming_date(line: Line, year: int | None, month: int, day: int) -> date | None:
    """The date in that year, or else the next one from today on; None where the calendar has none."""
    try:
        if year is not None:
            return date(year, month, day)
        found = date(line.today.year, month, day)
        return found if found >= line.today else date(line.today.year + 1, month, day)
    except ValueError:
        return None


def month_date(line: Line, place: int) -> Found:
    """A day and a month, in either order: "dec 7 or 8", "july 13-15", "del 7 al 9 de diciembre"."""
    start = line.skip(place, "the", "this", "next")
    month = line.value(start, "month")
    if month is not None:
        return _after_month(line, start, month)
    if line.is_(place, "from") and not line.is_(place, "the"):
        return None  # "desde el 4": its own word first
    numbers, joined, after = _day_numbers(line, place)
    at = line.skip(after, "the", "from")
    month = line.value(at, "month")
    if not numbers or month is None or (line.is_(at, "to") and at == after):
        return None
    if month in (_MARCH, _MAY) and at == after and line.is_(place, "spoken"):
        return None  # "one may think"
    year, after = year_at(line, at + 1)
    return _dates(line, year, month, numbers, joined, after)


def _after_month(line: Line, start: int, month: int) -> Found:
    numbers, joined, after = _day_numbers(line, start + 1)
    if not numbers:
        return None
    if len(numbers) == 1 and not line.is_(after - 1, "ordinal") and line.is_(after, "am", "pm", "oclock"):
        if not line.is_(after, "at", "the", "to", "part"):
            return None  # "december 4 pm" is no date
    elif len(numbers) > 1 and line.is_(after, "am", "pm") and not line.is_(after, "at", "the", "to"):
        numbers, joined, after = numbers[:1], "", start + 2  # "july 8 to 10 pm"
    year, after = year_at(line, after)
    return _dates(line, year, month, numbers, joined, after)


def _day_numbers(line: Line, place: int) -> tuple[list[int], str, int]:
    """Days of a month, how they are joined, and the place after them: "7", "7 to 9", "7 or 8", "del 7 al 9"."""
    numbers: list[int] = []
    joined, after = "", place
    while (day := _day_number(line, place)) is not None:
        numbers.append(day[0])
        after = day[1]
        link = next((kind for kind in ("to", "or", "and") if line.is_(after, kind) and not line.is_(after, "at")), "")
        is_listed = line.is_(after, "number", "ordinal") and line.lexes[after].pause == 1
        if not link and not (is_listed and _day_number(line, after) is not None):
            break
        joined, place = link or "or", after + bool(link)
    return numbers, joined if len(numbers) > 1 else "", after


def _day_number(line: Line, place: int) -> tuple[int, int] | None:
    place = line.skip(place, "the", "days_unit", "from")
    for kind in ("ordinal", "number"):
        value = line.value(place, kind)
        if value is not None and 1 <= value <= 31:
            return value, place + 1
    return None


def _dates(line: Line, year: int | None, month: int, numbers: list[int], joined: str, after: int) -> Found:
    days = [found for number in numbers if (found := coming_date(line, year, month, number)) is not None]
    if not days:
        return Days(line.today, is_none=True), after  # not all of that month
    if joined == "to" and len(days) == 2 and days[0] < days[1]:
        return Days(days[0], days[1], is_range=True), after
    return Days(days[0], also=tuple(Days(day) for day in days[1:])), after


def year_at(line: Line, place: int) -> tuple[int | None, int]:
    """A year named here, and the place after it."""
    after = place + 1 if line.is_(place, "the") and line.value(place + 1, "number") else place
    year = line.value(after, "number")
    tail = line.value(after + 1, "number") or 0
    if year == _SPOKEN_CENTURY and line.is_(after, "spoken") and _SPOKEN_CENTURY < tail < 100:
        return 100 * year + tail, after + 2  # "twenty twenty seven"
    is_short = after > place and line.is_(place, "de") and year is not None and 0 <= year - line.today.year % 100 <= 5
    if is_short and year is not None:
        return line.today.year // 100 * 100 + year, after + 1  # "5 de enero del 27"
    return (year, after + 1) if year is not None and 1900 <= year <= 2100 else (None, place)


def month_alone(line: Line, place: int) -> Found:
    """The like of "in january", "el mes de enero", "december"."""
    start = line.skip(place, "the", "this", "next", "in", "which_comes", "months_unit")
    month = line.value(start, "month")
    if month is None or (start == place and (month in (_MARCH, _MAY) or not _is_no_name(line, place))):
        return None
    year, after = year_at(line, start + 1)
    if line.is_(after, "next", "which_comes"):
        after += 1
    first = date(year or line.today.year + (month < line.today.month), month, 1)
    return Days(max(first, line.today), last_of_month(first.year, month)), after


def _is_no_name(line: Line, place: int) -> bool:
    """A month by itself, not "my son april"."""
    is_led = (
        place == 0
        or line.lexes[place].pause > 0
        or (bool(line.lexes[place - 1].kinds) and not line.is_(place - 1, "not_a_visit"))
    )
    return is_led and _stands_alone(line, place + 1)


def day_of_month(line: Line, place: int) -> Found:
    """The like of "the 5th", "el 5", "el día 12", "the twenty first"."""
    start = line.skip(place, "the", "days_unit")
    ordinal, number = line.value(start, "ordinal"), line.value(start, "number")
    is_led = line.is_(start - 1, "the", "el", "days_unit") and not line.is_(start - 1, "one")  # also by "antes del"
    if ordinal is None:
        is_el = line.day_first and line.is_(start - 1, "el", "days_unit")
        value = number if is_el else None
    elif line.is_(start, "spoken"):
        is_date = is_led and _stands_alone(line, start + 1) and not (line.day_first and ordinal > 1)
        value = ordinal if is_date else None  # not "the first time", "un segundo", "un cuarto"
    else:
        value = ordinal
    if value is None or not 1 <= value <= 31 or line.is_(start + 1, "counted_thing", "minutes", "hours_unit"):
        return None
    units = ("weekday", "weeks_unit", "months_unit", "years_unit")
    hour_words = units if value > 12 or ordinal else (*units, "am", "pm", "oclock")
    if line.is_(start + 1, *hour_words) and not line.is_(start + 1, "at", "the", "part"):
        return None
    return _with_more(line, nearest(line, start))


def _with_more(line: Line, found: Found) -> Found:
    """The like of "el 7, 8 o 9", "the 7th or 8th": the numbers that follow are days too."""
    if found is None:
        return None
    days, after = found
    also: list[Days] = []
    while (at := after + line.is_(after, "or", "and")) < len(line.lexes):
        is_listed = at > after or line.lexes[at].pause == 1 or (line.is_(at, "ordinal") and not line.ends(at))
        number = line.value(at, "ordinal") or line.value(at, "number")
        is_day = number is not None and days.start.day < number <= _LAST_DAY
        ends = line.ends(at + 1) or line.is_(at + 1, "or", "and", "suits", "visit", "ordinal")
        more = nearest(line, at) if is_listed and is_day and ends else None
        if more is None:
            break
        also.append(more[0])
        after = more[1]
    return replace(days, also=tuple(also)), after


def _stands_alone(line: Line, place: int) -> bool:
    if line.is_(place, "one", "counted_thing") or (line.value(place, "number") == 1 and line.ends(place + 1)):
        return line.ends(place)  # "the second one"
    return line.ends(place) or bool(line.lexes[place].kinds)


def nearest(line: Line, place: int) -> Found:
    """The next day of a month that carries this number."""
    value = line.value(place, "ordinal") or line.value(place, "number") or 0
    for shift in range(_MONTHS_LOOKED_AT):
        month = line.today.replace(day=1) + relativedelta(months=shift)
        if 1 <= value <= last_of_month(month.year, month.month).day and month.replace(day=value) >= line.today:
            return Days(month.replace(day=value), is_numbered=True), place + 1
    return None
