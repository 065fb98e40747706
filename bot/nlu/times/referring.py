"""Days and bounds that refer back to a time named before: "the day after", "that day", "el otro", "after that"."""

from collections.abc import Sequence
from itertools import pairwise

from bot.nlu.times.days import moved, read_amount
from bot.nlu.times.line import DAY, WEEK, Days, Found, Line
from bot.nlu.times.pieces import TIMES, Item
from bot.nlu.times.stretches import cut, portion_kind, week_of
from bot.nlu.times.weekdays import beside, in_week

_SUNDAY = 6
_JOINED = ("or", "and")
_REFUSALS = ("no", "not", "refused")
_DIVIDERS = ("so", "comma", "stop")


def last_day(items: Sequence[Item]) -> Days | None:
    """The days named last."""
    return next((item.value for item in reversed(items) if item.kind == "day"), None)


def day_referred_to(line: Line, place: int, items: Sequence[Item], last: str) -> tuple[Days, int, bool] | None:
    """The days, the place after the words, and whether they stand instead of those they refer to; `last` is the
    kind of the item before.
    """
    day = last_day(items)
    if day is None:
        return None
    if line.is_(place, "that_day"):
        return None if _is_refused(items) else (day, place + 1, False)
    found = _other(line, place, items, day, last)
    if found is not None:
        return *found, False
    start = line.skip(place, "the")
    found = _within(line, start, day)
    if found is not None:
        return *found, False
    found = _later(line, place, day) or _following(line, start, day)
    if found is None:
        return None
    return found[0], found[1] + line.is_(found[1], "that_time"), last not in _JOINED


def _is_refused(items: Sequence[Item]) -> bool:
    """The like of "the 27th, oh no, that day i have …": it is not asked for again."""
    for item in reversed(items):
        if item.kind in _REFUSALS:
            return True
        if item.kind in TIMES:
            return False
    return False


def _a_week_on(days: Days) -> Days:
    if days.end is not None and days.end.weekday() == _SUNDAY:
        return week_of(days.end + WEEK)  # this week has begun, the next is whole
    return Days(days.start + WEEK, None if days.end is None else days.end + WEEK)


def _other(line: Line, place: int, items: Sequence[Item], day: Days, last: str) -> Found:
    """The like of "este viernes o el otro", "not next week, the one after", "el otro viernes"."""
    for at in (place, place + 1):
        is_same = line.value(at + 1, "weekday") == day.start.weekday() and not line.lexes[at + 1].pause
        if line.is_(at, "next_one") and (is_same or line.ends(at + 1)) and (at == place or line.is_(place, "or")):
            return _a_week_on(day), at + 1 + is_same
    start = line.skip(place, "the")
    is_alone = line.is_(start, "next", "which_comes") and line.ends(start + 1)
    is_alone = is_alone and (last in _JOINED or any(item.kind in _REFUSALS for item in items))  # "not this week, next"
    return (_a_week_on(day), start + 1) if is_alone else None


def _following(line: Line, start: int, day: Days) -> Found:
    """The like of "tomorrow or the day after", "the monday after", "al día siguiente"."""
    if line.is_(start, "next") and line.is_(start + 1, "days_unit"):
        return Days(day.last + DAY), start + 2
    if not line.is_(start + 1, "after", "next", "it_follows") or _is_anchored(line, start + 2):
        return None
    if line.is_(start, "weeks_unit"):
        return week_of(day.last + WEEK), start + 2
    if line.is_(start, "days_unit"):
        return Days(day.last + DAY), start + 2
    named = line.value(start, "weekday")
    if named is None:
        return None
    is_of_that = line.is_(start + 1, "after") and line.is_(start + 2, "that_time")
    after = start + 2 + is_of_that
    is_beside = line.is_(start + 1, "it_follows") or (line.is_(start + 1, "after") and line.ends(after))
    return (Days(beside(named, True, day.last)), after) if is_beside else None


def _within(line: Line, start: int, day: Days) -> Found:
    """The like of "the thursday of that week", "next week, towards the end"."""
    named, inner = line.value(start, "weekday"), line.skip(start + 1, "the", "from", "in")
    if named is not None and line.is_(inner, "that_week"):
        return Days(in_week(day.last, named), of_week=True), inner + 1
    kind = portion_kind(line, start)
    is_bare = kind is not None and day.end is not None and not day.is_portion and line.ends(start + 1)
    return (cut(line, kind, day), start + 1) if kind is not None and is_bare else None


def _is_anchored(line: Line, place: int) -> bool:
    """Whether the words speak of another day than the one named before: "the day after christmas"."""
    place = line.skip(place, "the")
    is_day = line.is_(place, "holiday", "weekday", "month", "ordinal", "number", "numeric_date")
    return is_day and not line.lexes[place].pause


def _later(line: Line, place: int, day: Days) -> Found:
    """The like of "the 5th or two days later", "un día después"."""
    amount = read_amount(line, place)
    if amount is None or not line.is_(amount[2], "thereafter") or _is_anchored(line, amount[2] + 1):
        return None
    return Days(moved(day.last, amount[0], amount[1])), amount[2] + 1


def bound_referred_to(line: Line, place: int, items: Sequence[Item], last: str) -> tuple[str, Item] | None:
    """The like of "so after that", "antes de eso", "can i come after": the bound, and the time named last."""
    if not items or not line.is_(place, "after", "before"):
        return None
    kind, time = "after" if line.is_(place, "after") else "before", _last_time(items)
    if time is None or (line.is_(place, "to") and _is_bounded(items, time)):
        return None
    opens = (last in _DIVIDERS or items[-1].kind == "asks") and (
        line.ends(place + 1) or line.is_(place + 1, "now_already")
    )
    return (kind, time) if opens or line.is_(place + 1, "that_time") else None


def _is_bounded(items: Sequence[Item], time: Item) -> bool:
    """Of "after 2:30, i work till then" the second bound only repeats the first."""
    return any(before.kind in ("after", "from") and item is time for before, item in pairwise(items))


def _last_time(items: Sequence[Item]) -> Item | None:
    """The hour of the clause named last, or else its day."""
    day = None
    for item in reversed(items):
        if item.kind == "clock":
            return item
        if item.kind in _DIVIDERS and day is not None:
            return day
        day = day or (item if item.kind == "day" else None)
    return day
