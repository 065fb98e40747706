"""Any way of naming days, those built upon other days too: "two weeks from friday", "the week of the 7th"."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.nlu.times.dates import day_of_month, month_alone, month_date, nearest, numeric_date
from bot.nlu.times.holidays import last_of_month
from bot.nlu.times.line import DAY, WEEK, Days, Found, Line
from bot.nlu.times.stretches import nth_week, portion, week, week_of, weekend, whole_month
from bot.nlu.times.weekdays import beside, holiday, in_week, month_named, named_day, nth_of_month, weekday

_UNITS = ("days_unit", "weeks_unit", "months_unit", "years_unit")
_MOST_AHEAD = 100
_WEEKS_IN_DAYS = {8: 1, 15: 2}  # counted the Spanish way, both ends included
_LOOK_BACK = timedelta(days=14)  # "the week after christmas" is still to come on the 27th


def read_days(line: Line, place: int) -> Found:
    """The days named at `place`, and the place after them; None where no day begins."""
    if not (place < len(line.lexes) and line.lexes[place].kinds):
        return None
    for reader in _READERS:
        found = reader(line, place)
        if found is not None and found[0].last >= line.today:
            return found
    return None


def weeks_on(line: Line, place: int) -> Found:
    """The like of "de hoy en ocho", "a week from friday", "friday week", "two weeks from monday", "in 3 days"."""
    return _in_eight(line, place) or _week_from(line, place) or _counted(line, place)


def _in_eight(line: Line, place: int) -> Found:
    start = line.skip(place, "the", "from")
    inner = named_day(line, start) or weekday(line, start)
    if inner is None or not line.is_(inner[1], "in"):
        return None
    weeks = _WEEKS_IN_DAYS.get(line.value(inner[1] + 1, "number") or 0)
    amount = read_amount(line, inner[1] + 1)
    if weeks is None:
        is_on = amount is not None and amount[1] == "weeks_unit"  # "de mañana en una semana"
        return (Days(inner[0].start + amount[0] * WEEK), amount[2]) if amount is not None and is_on else None
    return Days(inner[0].start + weeks * WEEK), inner[1] + 2 + line.is_(inner[1] + 2, "days_unit")


def _week_from(line: Line, place: int) -> Found:
    if not line.is_(place, "a_week_from"):
        return None
    inner = read_days(line, place + 1)
    if inner is not None:
        return Days(inner[0].start + WEEK), inner[1]
    return (Days(line.today + WEEK), place + 2) if line.is_(place + 1, "from_now") else None


def _counted(line: Line, place: int) -> Found:
    start = place + 1 if line.is_(place, "in") else place
    number, named = line.value(place, "number"), line.value(place + 1, "weekday")
    if number is not None and named is not None and 0 < number < 9 and line.is_(place + 2, "from_now"):
        return Days(beside(named, True, line.today) + (number - 1) * WEEK), place + 3  # "two fridays from now"
    between = _between_amounts(line, start)
    if between is not None and (start > place or line.is_(between[1], "from_now")):
        return between[0], between[1] + line.is_(between[1], "from_now")
    amount = read_amount(line, start)
    if amount is None and line.is_(place, "within") and line.is_(start, "weeks_unit", "months_unit"):
        amount = 1, "weeks_unit" if line.is_(start, "weeks_unit") else "months_unit", start + 1  # "in the next week"
    if amount is None:
        return None
    count, unit, after = amount
    if line.is_(after, "from_now"):
        after += 1
    elif (beside_day := _counted_from(line, count, unit, after)) is not None:
        return beside_day
    elif start == place:
        return None
    day = moved(line.today, count, unit)
    if line.is_(place, "within"):
        return Days(line.today, day), after
    on = weekday(line, after) if unit == "weeks_unit" else None
    if on is not None and on[0].is_weekday:  # "in two weeks on monday"
        return Days(in_week(day, on[0].start.weekday())), on[1]
    return Days(day), after


def _counted_from(line: Line, count: int, unit: str, place: int) -> Found:
    """The like of "two days before christmas", "ocho días después del viernes", which is a week."""
    inner = _anchor(line, place + 1) if line.is_(place, "from", "after", "before") else None
    if inner is None:
        return None
    if line.day_first and unit == "days_unit" and count in _WEEKS_IN_DAYS:
        count, unit = _WEEKS_IN_DAYS[count], "weeks_unit"
    return Days(moved(inner[0].start, -count if line.is_(place, "before") else count, unit)), inner[1]


def _between_amounts(line: Line, place: int) -> Found:
    """The like of "(in) two or three days", "(en) 2 a 3 semanas"."""
    one = read_amount(line, place)
    most = line.value(one[2] + 1, "number") if one is not None and line.is_(one[2], "or") else None
    if one is not None and most is not None and one[0] < most < _MOST_AHEAD:  # "in a week or two"
        return Days(moved(line.today, one[0], one[1]), moved(line.today, most, one[1])), one[2] + 2
    low = line.value(place, "number")
    amount = read_amount(line, place + 2) if line.is_(place + 1, "to", "or") else None
    if low is None or amount is None or not 0 < low < amount[0]:
        return None
    return Days(moved(line.today, low, amount[1]), moved(line.today, amount[0], amount[1])), amount[2]


def read_amount(line: Line, place: int) -> tuple[int, str, int] | None:
    """So many days, weeks, months or years, and the place after the words: "a couple of weeks", "3 days"."""
    if line.is_(place, "the") and line.is_(place + 1, "couple", "few", "number"):
        place += 1
    if line.is_(place, "few") and line.is_(place + 1, "number"):  # "unas 3 semanas"
        place += 1
    if line.is_(place, "fortnight"):
        return 2, "weeks_unit", place + 1
    count = 2 if line.is_(place, "couple") else 3 if line.is_(place, "few") else line.value(place, "number")
    if count is None and line.is_(place, "one"):
        count = 1
    if count is None or not 0 < count < _MOST_AHEAD:
        return None
    after = line.skip(place + 1, "the", "more")
    unit = next((unit for unit in _UNITS if line.is_(after, unit)), None)
    return None if unit is None else (count, unit, after + 1)


def moved(day: date, count: int, unit: str) -> date:
    step = {"days_unit": "days", "weeks_unit": "weeks", "months_unit": "months", "years_unit": "years"}[unit]
    return day + relativedelta(**{step: count})  # type: ignore[arg-type]


def _anchor(line: Line, place: int) -> Found:
    """A day that others are counted from; a holiday may lie a little behind."""
    return holiday(line, place, back=_LOOK_BACK) or read_days(line, place)


def beside_another(line: Line, place: int) -> Found:
    """The like of "day after thanksgiving", "the monday after easter", "la semana después de navidad"."""
    start = line.skip(place, "the")
    named = line.value(start, "weekday")
    is_day, is_week = line.is_(start, "days_unit", "eve"), line.is_(start, "weeks_unit")
    link = line.skip(start + 1, "the") if named is None else start + 1
    if line.is_(start, "eve") and (inner := _anchor(line, line.skip(start + 1, "the"))) is not None:
        return Days(inner[0].start - DAY), inner[1]  # "la víspera de navidad"
    if (
        (named is None and not is_day and not is_week)
        or not line.is_(link, "relative_to")
        or line.is_(link + 1, "next")
    ):
        return None
    inner = _anchor(line, link + 1)
    if inner is None:
        return None
    is_after, day = line.is_(link, "after"), inner[0].last if line.is_(link, "after") else inner[0].start
    if named is not None:
        return Days(beside(named, is_after, day)), inner[1]
    sign = 1 if is_after else -1
    return (week_of(day + sign * WEEK) if is_week else Days(day + sign * DAY)), inner[1]


def day_of_next_month(line: Line, place: int) -> Found:
    """The like of "the 1st of next month", "el 5 del mes que viene"."""
    start = line.skip(place, "the")
    day = line.value(start, "ordinal") or line.value(start, "number")
    inner = line.skip(start + 1, "the", "from")
    if day is None or inner == start + 1 or not line.is_(inner, "next", "other", "months_unit"):
        return None
    month = month_named(line, inner)
    if month is None or not 1 <= day <= last_of_month(month[0].year, month[0].month).day:
        return None
    return Days(month[0].replace(day=day)), month[2]


def week_named(line: Line, place: int) -> Found:
    """The like of "week of the 7th", "thanksgiving week", "la semana del lunes"."""
    start = line.skip(place, "the")
    if line.is_(start, "weekend_of"):
        inner = read_days(line, start + 1) or nearest(line, line.skip(start + 1, "the"))
        return None if inner is None else (_weekend_in(inner[0].start), inner[1])
    if line.is_(start, "week_of"):
        inner = read_days(line, start + 1) or nearest(line, line.skip(start + 1, "the"))
        return None if inner is None else (week_of(inner[0].start), inner[1])
    found = holiday(line, start)
    if found is not None and line.is_(found[1], "weeks_unit"):
        return week_of(found[0].start), found[1] + 1
    if found is not None and line.is_(found[1], "weekend"):  # a monday's is the one before it
        return _weekend_in(found[0].start - (DAY if found[0].start.weekday() == 0 else 0 * DAY)), found[1] + 1
    return None


def _weekend_in(day: date) -> Days:
    saturday = in_week(day, 5)
    return Days(saturday, saturday + DAY)


def weekday_of_week(line: Line, place: int) -> Found:
    """The like of "tuesday of next week", "el martes de la semana que viene", "next week tuesday", "friday week"."""
    found = weekday(line, place)
    if found is not None and found[0].is_weekday:
        after = found[1]
        month = month_alone(line, after) if line.is_(after, "in", "from", "the") else None
        if month is not None:  # "a tuesday in december"
            return Days(beside(found[0].start.weekday(), True, month[0].start - DAY)), month[1]
        if line.is_(after, "weeks_unit") and not line.is_(after + 1, "from_now"):
            return Days(found[0].start + WEEK), after + 1  # "friday week"
        inner = line.skip(after, "the", "in", "from")
        whole = week(line, inner) or week_named(line, inner)
        if whole is not None and (whole[0].last >= line.today):
            return Days(in_week(whole[0].last, found[0].start.weekday()), of_week=True), whole[1]
    return None


_READERS = (
    weeks_on, beside_another, named_day, week_named, holiday, nth_week, portion, numeric_date, nth_of_month,
    day_of_next_month, month_date, weekday_of_week, weekday, week, weekend, whole_month, day_of_month, month_alone,
)  # fmt: skip
