"""When the pain began: the earliest and the latest possible moment.

The heat rule runs from the latest, so whatever is vague is read late, never early; of several moments the latest
counts.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from bot.nlu.meaning import Onset
from bot.nlu.past import Began, Past
from bot.nlu.past_choice import Said, meant
from bot.nlu.text import Text
from bot.nlu.times.line import Line
from bot.nlu.times.words import TimeWords
from bot.values import Language

_MINUTES = {
    "minutes": 1, "hours_unit": 60, "days_unit": 1440, "nights_unit": 1440, "weeks_unit": 10080, "months_unit": 43200,
    "years_unit": 525600,
}  # fmt: skip
_SLACK_DAYS = {"weeks_unit": 3, "months_unit": 15, "years_unit": 182}
_MOST = 400
_MANY_DAYS = 7
_ABOUT = timedelta(days=2)
_FEW = (2, 5)
_COUPLE = (1, 3)


def read_onset(words: TimeWords, text: Text, now: datetime, language: Language = Language.EN) -> Onset | None:
    """None where the words name no past. `now` is aware; so is what comes back."""
    line = Line(words.lex(text), now.date(), day_first=language is Language.ES)
    past = Past(line, now)
    found = meant(past, _all(past))
    if not found:
        return None
    began = max((said.began for said in found), key=lambda each: each.latest)
    latest = min(began.latest, now)
    return Onset(min(began.earliest, latest), latest)


def _all(past: Past) -> list[Said]:
    """Everything said of the past, and whether a word such as "since" or "ago" says that it began then."""
    line, found = past.line, list[Said]()
    readers = _readers(past)
    place, is_led = 0, False
    while place < len(line.lexes):
        is_led = (is_led and line.lexes[place].pause < 2) or line.is_(place, "began")
        if _is_age(line, place):
            place, is_led = place + 3, False
            continue
        began = _began_at(readers, place) if line.lexes[place].kinds else None
        if began is None:
            place += 1
            continue
        before = line.skip_back(place - 1, "the", "in", "last", "this", "around")
        began = _bounded(past, began, before)
        is_ago = line.is_(began.after, "ago", "now_already") or line.is_(began.after - 1, "ago")
        found.append(Said(began, place, is_led or is_ago or line.name(place, "past") == "woke"))
        place, is_led = max(began.after, place + 1), False
    return found


_PastReader = Callable[[int], Began | None]


def _is_age(line: Line, place: int) -> bool:
    """The like of "tengo 38 años", but not "tengo 3 años de esto"."""
    is_years = line.value(place + 1, "number") is not None and line.is_(place + 2, "years_unit")
    return is_years and line.is_(place, "age_of") and not line.is_(place + 3, "more", "with")


def _began_at(readers: tuple[_PastReader, ...], place: int) -> Began | None:
    return next((began for read in readers if (began := read(place)) is not None), None)


def _readers(past: Past) -> tuple[_PastReader, ...]:
    def counted(place: int) -> Began | None:
        return _counted(past, place) or _nth_day(past, place)

    return counted, past.named, past.weekday, past.stretch, past.clock, past.dated, past.part


def _nth_day(past: Past, place: int) -> Began | None:
    """The like of "day 3", "the third day": the first was two days ago."""
    line = past.line
    number = line.value(place + 1, "number") if line.is_(place, "days_unit") else line.value(place, "ordinal")
    if number is None or not 1 < number < _MOST or not line.is_(place, "days_unit", "ordinal"):
        return None
    if line.is_(place, "ordinal") and not line.is_(place + 1, "days_unit"):
        return None
    return past.ago(number - 1, place + 2)


def _bounded(past: Past, began: Began, before: int) -> Began:
    """The like of "before thanksgiving", "sometime after monday"."""
    if began.latest == past.now:
        return began
    if past.line.is_(before, "before") and past.line.is_(before, "relative_to") and not past.line.is_(before, "to"):
        return Began(began.earliest - timedelta(days=30), began.earliest, began.after)
    if past.line.is_(before, "after") and not past.line.is_(before, "from"):
        return Began(began.earliest, past.now, began.after)
    return began


def _counted(past: Past, place: int) -> Began | None:
    """The like of "3 days ago", "for two weeks", "hace tres días", "a day or two", "almost 2 hours"."""
    line = past.line
    low, high, after = _count(line, place)
    if low is None or high is None:
        return None
    unit = next((unit for unit in _MINUTES if line.is_(after, unit)), None)
    if unit is None:
        return None
    if line.is_(place, "half"):
        return _ago(past, 0, 0, unit, _MINUTES[unit] // 2, after + 1)
    after += 1
    second = line.value(after + 1, "number")
    if line.is_(after, "or") and second is not None and second > high and not line.is_(after + 2, *_MINUTES):
        high, after = second, after + 2  # "a day or two"
    half = _MINUTES[unit] // 2 if line.is_(after, "and_half", "half_more") else 0
    began = _ago(past, low, high, unit, half, after + bool(half))
    if unit == "days_unit" and low >= _MANY_DAYS and line.is_(place - 1, "around"):
        began = Began(began.earliest - _ABOUT, began.latest + _ABOUT, began.after)  # "como veinte días"
    if line.is_(place - 1, "less_than"):
        return Began(past.now - timedelta(minutes=high * _MINUTES[unit]), past.now, began.after)
    if line.is_(place - 1, "almost"):
        return Began(began.earliest, _ago(past, max(low - 1, 0), high, unit, 0, after).latest, began.after)
    if line.is_(place - 1, "more_than"):
        return Began(began.earliest - (past.now - began.earliest), began.latest, began.after)
    return began


def _count(line: Line, place: int) -> tuple[int | None, int | None, int]:
    """How many, at the least and at the most, and the place after the words."""
    if line.is_(place, "couple"):
        return *_COUPLE, line.skip(place + 1, "the", "more")
    if line.is_(place, "few"):
        return *_FEW, line.skip(place + 1, "the", "more")
    if line.is_(place, "half"):
        return 1, 1, line.skip(place + 1, "the")
    value = line.value(place, "number")
    if value is None and line.is_(place, *_MINUTES) and line.is_(place + 1, "and_half", "half_more", "oclock"):
        return 1, 1, place  # "day and a half", "week or so"
    if value is None:
        return (1, 1, place + 1) if line.is_(place, "one") else (None, None, place)
    if not 0 < value < _MOST:
        return None, None, place
    listed = line.value(place + 1, "number")
    if listed is not None and line.lexes[place + 1].pause == 1 and value < listed < _MOST:  # "two, three weeks"
        return value, listed, line.skip(place + 2, "more")
    other = line.value(place + 2, "number")
    if line.is_(place + 1, "or", "to") and other is not None and value < other < _MOST:
        return value, other, line.skip(place + 3, "more")
    return value, value, line.skip(place + 1, "more")


def _ago(past: Past, low: int, high: int, unit: str, half: int, after: int) -> Began:
    size, now = _MINUTES[unit], past.now
    if unit in ("minutes", "hours_unit"):
        give = timedelta(minutes=30 if unit == "hours_unit" else 5)
        far, near = (timedelta(minutes=count * size + half) for count in (high, low))
        return Began(now - far - give, now - near + give, after)
    days_near, days_far = (timedelta(minutes=count * size + half).days for count in (low, high))
    today = past.line.today
    if unit == "nights_unit":
        evening = past.hour(today - timedelta(days=days_far), 17)
        return Began(evening, past.hour(today - timedelta(days=days_near - 1), 6), after)
    if low == high and unit == "days_unit" and not half:
        return past.on(today - timedelta(days=days_near), after + past.line.is_(after, "ago"))
    slack = _SLACK_DAYS.get(unit, 0)
    first, last = today - timedelta(days=days_far + slack), today - timedelta(days=max(days_near - slack, 0))
    return past.days(first, last, after)
