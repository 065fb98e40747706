"""When the pain began: the earliest and the latest possible moment.

The heat rule runs from the latest, so whatever is vague is read late, never early.
"""

import re
from collections.abc import Callable, Sequence
from datetime import datetime, time, timedelta

from bot.nlu.meaning import Onset
from bot.nlu.text import Text
from bot.nlu.times.words import Lex, TimeWords

Moments = Callable[[], tuple[datetime, datetime]]
_DAY_PARTS = {
    "early": (5, 10), "morning": (5, 12), "late_morning": (9, 12), "lunch": (11, 14), "early_afternoon": (12, 15),
    "afternoon": (12, 18), "late_afternoon": (14, 18), "evening": (17, 24),
}  # fmt: skip
_NOW = re.compile(
    r"\b(just now|right now|just started|a minute ago|moments? ago|ahorita|ahora mismo|recien|acaba de)\b"
)
_TODAY = re.compile(r"\b(today|hoy)\b")
_WOKE = re.compile(
    r"\b(woke up with|woke with|when i woke|since i woke|woke up (?:and|like|hurting|in|today|this)|waking up"
    r"|desperte|amaneci|al despertar|me levante)\b"
)
_LAST_NIGHT = re.compile(
    r"\b(last night|lastnight|anoche|yesterday evening|yesterday night|ayer en la noche|ayer por la noche)\b"
)
_YESTERDAY = re.compile(r"\b(yesterday|yest|ayer)\b")
_TWO_DAYS = re.compile(r"\b(day before yesterday|antier|anteayer|antes de ayer|antiayer)\b")
_LAST_WEEK = re.compile(r"\b(last week|la semana pasada)\b")
_LAST_MONTH = re.compile(r"\b(last month|el mes pasado)\b")
_LAST_YEAR = re.compile(r"\b(last year|el ano pasado)\b")
_WEEKEND = re.compile(
    r"\b(over the weekend|last weekend|the weekend|this weekend|this past weekend|el fin de semana|el fin"
    r"|fin de semana pasado)\b"
)
_LONG = re.compile(
    r"\b(for months|months now|for a while|for years|years now|always|siempre|hace tiempo|desde hace mucho|hace mucho"
    r"|a long time|forever|hace rato ya|meses|anos)\b"
)
_FEW_DAYS = re.compile(
    r"\b(the other day|few days|couple (?:of )?days|several days|unos dias|varios dias|el otro dia|un par de dias"
    r"|unos cuantos dias|algunos dias)\b"
)


def read_onset(words: TimeWords, text: Text, now: datetime) -> Onset | None:
    """None where the words name no past. `now` is aware; so is what comes back."""
    flat = " ".join(text.words)
    lexes = words.lex(text)
    found = _counted(lexes, now) or _named(flat, lexes, now) or _weekday(lexes, now) or _dated(lexes, now)
    if found is None:
        return None
    earliest, latest = found
    latest = min(latest, now)
    return Onset(min(earliest, latest), latest)


def _at(now: datetime, days_ago: int, hour: int) -> datetime:
    day = now.date() - timedelta(days=days_ago)
    if hour >= 24:
        day, hour = day + timedelta(days=1), 0
    return datetime.combine(day, time(hour), tzinfo=now.tzinfo)


def _counted(lexes: Sequence[Lex], now: datetime) -> tuple[datetime, datetime] | None:
    """The like of "3 days ago", "for two weeks", "hace tres días", "a couple of hours"."""
    units = (
        ("minutes", 1),
        ("hours_unit", 60),
        ("days_unit", 1440),
        ("weeks_unit", 10080),
        ("months_unit", 43200),
        ("years_unit", 525600),
    )
    for index, lex in enumerate(lexes[:-1]):
        low = high = _count(lex)
        after = index + 1
        if low is None or high is None:
            continue
        if after + 1 < len(lexes) and lexes[after].is_("or", "to") and _count(lexes[after + 1]) is not None:
            high = max(high, _count(lexes[after + 1]) or high)
            after += 2
        if after >= len(lexes):
            continue
        unit = next(((name, size) for name, size in units if lexes[after].is_(name)), None)
        if unit is None:
            continue
        return _ago(now, low, high, unit)
    return None


def _count(lex: Lex) -> int | None:
    value = lex.kinds.get("number")
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 0 < value < 400 else None
    if lex.is_("one"):
        return 1
    if lex.is_("couple"):
        return 2
    if lex.is_("few"):
        return 3
    return None


def _ago(now: datetime, low: int, high: int, unit: tuple[str, int]) -> tuple[datetime, datetime]:
    name, size = unit
    if name in ("minutes", "hours_unit"):
        slack = timedelta(minutes=size / 2 if name == "hours_unit" else 5)
        return now - timedelta(minutes=high * size) - slack, now - timedelta(minutes=low * size) + slack
    if name == "days_unit":
        return _at(now, high, 0), min(now, _at(now, low, 24))
    slack_days = {"weeks_unit": 3, "months_unit": 15, "years_unit": 182}[name]
    days_low, days_high = low * size // 1440, high * size // 1440
    return _at(now, days_high + slack_days, 0), _at(now, max(days_low - slack_days, 0), 24)


def _part(lexes: Sequence[Lex]) -> tuple[int, int] | None:
    for lex in lexes:
        if "part" in lex.kinds:
            return _DAY_PARTS.get(str(lex.kinds["part"]))
        if lex.kinds.get("day") in ("this_morning", "this_afternoon"):
            return _DAY_PARTS["morning" if lex.kinds["day"] == "this_morning" else "afternoon"]
    return None


def _named(flat: str, lexes: Sequence[Lex], now: datetime) -> tuple[datetime, datetime] | None:
    part = _part(lexes)
    named: tuple[tuple[re.Pattern[str], Moments], ...] = (
        (_NOW, lambda: (now - timedelta(hours=1), now)),
        (_TWO_DAYS, lambda: _day(now, 2, part)),
        (_LAST_NIGHT, lambda: (_at(now, 1, 17), _at(now, 0, 6))),
        (_YESTERDAY, lambda: _day(now, 1, part)),
        (_WOKE, lambda: (_at(now, 1, 20), now)),
    )
    for pattern, moments in named:
        if pattern.search(flat):
            return moments()
    if any(lex.kinds.get("day") in ("this_morning", "this_afternoon", "tonight") for lex in lexes):
        return _day(now, 0, part or (17, 24))
    stretches: tuple[tuple[re.Pattern[str], Moments], ...] = (
        (_TODAY, lambda: _day(now, 0, part)),
        (_LAST_WEEK, lambda: (_at(now, now.weekday() + 7, 0), _at(now, now.weekday() + 1, 24))),
        (_LAST_MONTH, lambda: (_at(now, now.day + 30, 0), _at(now, now.day, 24))),
        (_LAST_YEAR, lambda: (_at(now, now.timetuple().tm_yday + 364, 0), _at(now, now.timetuple().tm_yday, 24))),
        (_WEEKEND, lambda: _weekend(now)),
        (_FEW_DAYS, lambda: (_at(now, 5, 0), _at(now, 2, 24))),
        (_LONG, lambda: (now - timedelta(days=730), now - timedelta(days=28))),
    )
    return next((moments() for pattern, moments in stretches if pattern.search(flat)), None)


def _weekend(now: datetime) -> tuple[datetime, datetime]:
    back = (now.weekday() - 5) % 7
    return _at(now, back, 0), _at(now, max(back - 1, 0), 24)


def _day(now: datetime, ago: int, part: tuple[int, int] | None) -> tuple[datetime, datetime]:
    first, last = part or (0, 24)
    return _at(now, ago, first), _at(now, ago, last)


def _weekday(lexes: Sequence[Lex], now: datetime) -> tuple[datetime, datetime] | None:
    for index, lex in enumerate(lexes):
        weekday = lex.kinds.get("weekday")
        if isinstance(weekday, int) and not isinstance(weekday, bool):
            back = (now.weekday() - weekday) % 7 or 7
            part = _part(lexes[index:])
            return _day(now, back, part)
    return None


def _dated(lexes: Sequence[Lex], now: datetime) -> tuple[datetime, datetime] | None:
    """The like of "since november 3", "desde el 3 de noviembre", "since the 14th"."""
    for index, lex in enumerate(lexes):
        month = lex.kinds.get("month")
        near = [*lexes[index + 1 : index + 3], *reversed(lexes[max(0, index - 2) : index])]
        day = next(
            (
                v
                for n in near
                for v in (n.kinds.get("ordinal"), n.kinds.get("number"))
                if isinstance(v, int) and 1 <= v <= 31
            ),
            None,
        )
        if isinstance(month, int) and not isinstance(month, bool):
            year = now.year if (month, day or 1) <= (now.month, now.day) else now.year - 1
            try:
                start = datetime(year, month, day or 1, tzinfo=now.tzinfo)
            except ValueError:
                return None
            return start, start + timedelta(days=1 if day else 31)
        ordinal = lex.kinds.get("ordinal")
        if isinstance(ordinal, int) and 1 <= ordinal <= 31 and index > 0 and lexes[index - 1].is_("the"):
            back = (now.day - ordinal) if ordinal < now.day else now.day + 30 - ordinal
            return _day(now, back, None)
    return None
