"""Lengths of time: those that name no visit ("for 2 weeks", "12 years old") and those ahead ("in two hours")."""

from bot.nlu.times.line import Line

_UNITS = ("days_unit", "weeks_unit", "months_unit", "years_unit", "hours_unit", "minutes", "counted_thing")
_LEADING = ("from_now", "from", "after", "before", "thereafter")  # "two weeks from monday"
_TEN = 10
_MANY_DIGITS = 4
_MOST_AHEAD = 500  # minutes or hours


def is_length(line: Line, place: int, *, is_ahead: bool) -> int:
    """The place after a length, an age, a dose or a day that is over; the place itself where there is none.

    `is_ahead`: "in" or "after" stands before, so that the length leads to a day.
    """
    over = _over(line, place)
    if over > place:
        return over
    digits = _digits(line, place)
    if digits > place:
        return digits
    score = _score(line, line.skip(place, "the", "from"))
    if score:
        return score
    start = place
    while line.is_(start, "not_a_visit", "around", "the", "every") and not line.is_(start, "number", "day", "weekday"):
        start += 1
    if not line.is_(start, "number", "couple", "few"):
        return place
    unit = line.skip(start + 1, "more")
    is_clock = line.is_(unit, "oclock") and any(line.is_(at, "at", "las") for at in range(place - 1, start))
    if line.is_(unit, *_UNITS) and not is_clock:
        if line.is_(unit + 1, "ago"):
            return unit + 2
        leads = is_ahead or line.is_(place, "in") or line.is_(unit + 1, *_LEADING)
        return place if leads and not line.is_(unit, "counted_thing") else unit + 1
    is_led = any(line.is_(at, "not_a_visit") for at in range(place, start))
    return start + 1 if is_led and not line.is_(start - 1, "at", "the", "around") else place


def _digits(line: Line, place: int) -> int:
    """The place after a number said digit by digit: "seven four two one oh nine"."""
    after = place
    while 0 <= (line.value(after, "number") or 0 if line.is_(after, "number") else -1) < _TEN:
        after += 1
    return after if after - place >= _MANY_DIGITS and line.is_(place, "spoken") else place


def _over(line: Line, place: int) -> int:
    """The place after a day that is over, a greeting, or a house number."""
    is_past = (
        line.is_(place, "past") and not line.is_(place, "day") and not line.is_(place + 1, "runs_out", "from", "after")
    )
    if is_past or line.is_(place, "greeting"):
        return place + 1
    if line.is_(place, "wish_word") and line.is_(place + 1, "weekday", "holiday"):
        return place + 2  # "happy friday"
    units = ("weekday", "weeks_unit", "months_unit", "weekend", "years_unit")
    if line.is_(place, "last") and line.is_(place + 1, *units):
        return place if _is_nth(line, place + 2) else place + 2
    if line.is_(place, *units) and line.is_(place + 1, "last") and not line.is_(place + 1, "after"):
        return place + 2
    house = place + line.is_(place, "at")
    if line.is_(house, "number") and line.is_(house + 2, "counted_thing") and not line.lexes[house + 1].kinds:
        return house + 3  # "12 elm street"
    return place


def _score(line: Line, place: int) -> int:
    """The place after "pain 7/10", "from 1 to 10", "like a 6 or 7", "4 and 5 out of 10": no date, no hour. 0: none."""
    if line.is_(place, "numeric_date") and line.lexes[place].kinds["numeric_date"][1:] == (10, None):
        is_pain = line.is_(place - 1, "symptom", "not_a_visit") or line.is_(place + 1, "symptom")
        return place + 1 if is_pain else 0
    if line.value(place, "number") in (0, 1) and line.is_(place + 1, "to"):
        last = line.skip(place + 2, "the")
        return last + 1 if line.value(last, "number") == _TEN and not line.is_(last, "month") else 0
    return _a_number(line, place) or _out_of_ten(line, place)


def _a_number(line: Line, place: int) -> int:
    """The like of "like a 6 or 7", "un ocho": an hour takes no article."""
    start = line.skip(place, "around", "the")
    is_led = start > place and line.is_(start - 1, "one") and not line.is_(place - 1, "number", "clock")
    if not is_led or not 0 <= (line.value(start, "number") or -1) <= _TEN:
        return 0
    if line.is_(start + 1, "or") and line.is_(start + 2, "number"):
        return start + 3
    return start + 1 if line.ends(start + 1) or not line.lexes[start + 1].kinds else 0


def _out_of_ten(line: Line, place: int) -> int:
    of = place
    while line.is_(of, "number", "and", "to", "or"):
        of += 1
    is_of_ten = of > place and line.is_(of, "counted_thing", "de") and line.value(of + 1, "number") == _TEN
    return of + 2 if is_of_ten else 0


def _is_nth(line: Line, place: int) -> bool:
    """The like of "last monday of the month", "last week of december"."""
    return line.is_(place, "from", "the", "in") and line.is_(
        line.skip(place, "from", "the", "in", "next"), "month", "months_unit", "years_unit"
    )


def minutes_ahead(line: Line, place: int) -> tuple[int, int] | None:
    """The like of "in two hours", "dentro de 30 minutos", "in half an hour": minutes, and the place after them."""
    start = place + 1 if line.is_(place, "in") else place
    if line.is_(start, "one") and line.is_(start + 1, "half"):
        start += 1
    if line.is_(start, "half") and line.is_(line.skip(start + 1, "the"), "hours_unit"):
        after = line.skip(start + 1, "the") + 1
        is_ahead = line.is_(place, "in") or line.is_(after, "from_now")
        return (30, after + line.is_(after, "from_now")) if is_ahead else None
    start += line.is_(start, "few") and line.is_(start + 1, "number")  # "en unos 45 minutos"
    count = 2 if line.is_(start, "couple") else 3 if line.is_(start, "few") else line.value(start, "number")
    count = 1 if count is None and line.is_(start, "one", "the", "hours_unit") else count
    unit = start if line.is_(start, "hours_unit") else line.skip(start + 1, "the")  # "en hora y media"
    size = 60 if line.is_(unit, "hours_unit") else 1 if line.is_(unit, "minutes") else 0
    is_ahead = start > place or line.is_(unit + 1, "from_now")
    if count is None or not size or not is_ahead or count > _MOST_AHEAD:
        return None
    if count == size == 1:
        return None  # "in a minute"
    minutes, after = count * size, unit + 1
    if size == 60 and line.is_(after, "and_half"):
        minutes, after = minutes + 30, after + 1
    return minutes, after + line.is_(after, "from_now")
