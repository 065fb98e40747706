"""From hours and spans to windows: which hours go with which days, and how a window is written."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise

from bot.nlu.meaning import TimeWindow
from bot.nlu.times.clocks import NOON, Clock
from bot.nlu.times.line import Days
from bot.nlu.times.pieces import Hours, Item, Span
from bot.nlu.times.weekdays import in_week
from bot.nlu.times.words import TimeWords

_MORNING_LASTS = 7 * 60  # "9 to 5 pm" begins in the morning, "1 to 5 pm" in the afternoon


@dataclass(slots=True)
class Piece:
    """One window in the making."""

    span: Span | None = None
    hours: Hours | None = None
    moment: datetime | None = None
    is_listed: bool = False  # joined to the piece before by "or", "and" or a comma
    hours_first: bool = False  # "after 3 on monday or tuesday": the hours hold for what follows too


def pieces_of(items: Sequence[Item], words: TimeWords) -> list[Piece]:
    """Groups what was said of one window, then shares what was said once for several."""
    pieces: list[Piece] = []
    link = ""
    for item in items:
        if item.kind in ("or", "and", "comma", "stop", "but"):
            link = link if link in ("or", "and") else item.kind
        elif item.kind in ("hours", "span", "moment"):
            if not (pieces and _joins(pieces[-1], item, link, words)):
                pieces.append(_new(item, is_listed=bool(pieces) and link in ("or", "and", "comma", "")))
            link = ""
    _put_in_week(pieces)
    return _share(pieces)


def _new(item: Item, *, is_listed: bool) -> Piece:
    piece = Piece(is_listed=is_listed)
    setattr(piece, item.kind, item.value)
    return piece


def _joins(piece: Piece, item: Item, link: str, words: TimeWords) -> bool:
    """Adds the item to the window before it where both speak of the same one."""
    if link == "and" and item.kind == "hours" and piece.hours is not None:
        piece.hours, is_bound = _bound(piece.hours, item.value)
        return is_bound
    if link == "and" and item.kind == "hours" and piece.hours is None and item.value.high and not item.value.low:
        piece.hours = item.value  # "thursdays only and she has to be back by two"
        return True
    if link in ("or", "and") or item.kind == "moment" or piece.moment is not None:
        return False
    if item.kind == "hours":
        merged = item.value if piece.hours is None else _merged(piece.hours, item.value, words)
        piece.hours = merged or piece.hours
        return merged is not None
    if piece.span is None:
        piece.span, piece.hours_first = item.value, piece.hours is not None
        return True
    narrowed = _narrowed(piece.span, item.value)
    piece.span = narrowed or piece.span
    return narrowed is not None


def _bound(first: Hours, second: Hours) -> tuple[Hours, bool]:
    """The like of "after 2 on monday and before 4"."""
    if first.part or second.part or (first.low is None) != (second.low is not None):
        return first, False
    if (first.high is None) != (second.high is not None):
        return first, False
    return Hours(first.low or second.low, first.high or second.high), True


def _merged(first: Hours, second: Hours, words: TimeWords) -> Hours | None:
    """The like of "3 in the afternoon", "early … morning"; None where they are two different times."""
    if first.part is not None and second.part is not None:
        narrow, wide = sorted((first, second), key=lambda hours: _length(hours, words))
        low, high = words.part_hours.get(narrow.part or "", (None, None))
        start, end = words.part_hours.get(wide.part or "", (None, None))
        return narrow if low is not None and low >= (start or 0) and (high or 0) <= (end or 0) else None
    if (first.part is None) == (second.part is None) or (first.part and (first.low or first.high)):
        return None  # of "morning, around nine, nine thirty" the second hour is another time
    timed, named = (first, second) if first.part is None else (second, first)
    return replace(timed, part=named.part) if timed.part is None else None


def _length(hours: Hours, words: TimeWords) -> int:
    low, high = words.part_hours.get(hours.part or "", (None, None))
    return (high or 0) - (low or 0)


def _narrowed(wide: Span, narrow: Span) -> Span | None:
    """The like of "next week … on tuesday", "friday … the 27th": the days that both name."""
    days = narrow.days
    if wide.is_until or narrow.is_until:
        return None
    if wide.days.is_weekday and days.end is not None and (days.end - days.start).days < 7:
        moved = in_week(days.end, wide.days.start.weekday())  # "tuesday at 3 … next week"
        if moved < days.start:
            return None
        return replace(wide, days=replace(wide.days, start=moved, is_weekday=False, of_week=True))
    if wide.days.end is None and days.is_weekday and wide.days.start.weekday() == days.start.weekday():
        return wide  # "12/5, a saturday"
    if wide.days.end is not None and days.is_weekday and (wide.days.end - wide.days.start).days < 7:
        days = replace(days, start=in_week(wide.days.end, days.start.weekday()), is_weekday=False, of_week=True)
    return replace(narrow, days=days) if wide.days.start <= days.start <= days.last <= wide.days.last else None


def _put_in_week(pieces: Sequence[Piece]) -> None:
    """The like of "next week tuesday or wednesday", "tuesday or wednesday of next week"."""
    for before, piece in pairwise(pieces):
        for one, another in ((before, piece), (piece, before)):
            if one.span is None or another.span is None or not piece.is_listed or not one.span.days.is_weekday:
                continue
            if another.span.days.of_week:
                day = in_week(another.span.days.start, one.span.days.start.weekday())
                one.span = replace(one.span, days=replace(one.span.days, start=day, is_weekday=False, of_week=True))


def _share(pieces: list[Piece]) -> list[Piece]:
    """The like of "monday or wednesday morning", "2 or 3 on friday": what was said once holds for the others."""
    for at in range(len(pieces) - 2, -1, -1):
        piece, following = pieces[at], pieces[at + 1]
        if following.is_listed and piece.hours is None and piece.span is not None and following.span is not None:
            piece.hours = following.hours
        if piece.span is None and piece.hours is not None:
            piece.span = following.span
    for before, piece in pairwise(pieces):
        if piece.span is None and piece.hours is not None:
            piece.span = before.span
        if piece.hours is None and piece.is_listed and before.hours_first:
            piece.hours, piece.hours_first = before.hours, True
    return pieces


def from_today(pieces: Sequence[Piece], today: date) -> list[Piece]:
    """A day never lies in the past: what has begun starts today, what is over falls away."""
    kept = [piece for piece in pieces if piece.span is None or piece.span.days.last >= today]
    for piece in kept:
        if piece.span is not None and piece.span.days.start < today:
            piece.span = replace(piece.span, days=replace(piece.span.days, start=today))
    return kept


def write(piece: Piece, words: TimeWords, days: Days | None = None) -> TimeWindow:
    """The window as text; `days` stands in for the piece's own days (another reading)."""
    if piece.moment is not None:
        return TimeWindow(piece.moment.strftime("%Y-%m-%dT%H:%M"), None)
    span = piece.span
    low, high = _hours(piece.hours or Hours(span.low if span else None, span.high if span else None), words)
    if span is None:
        return TimeWindow(f"T{low}" if low else None, f"T{high}" if high else None)
    days = days or span.days
    if span.is_until:
        return TimeWindow(None, _side(days.last, high or low))
    end = _side(days.last, high) if high or days.end else None
    if high and not low and days.end is None:
        return TimeWindow(days.start.isoformat(), end)  # that day, up to the hour
    return TimeWindow(_side(days.start, low), end)


def _side(day: date, clock: str | None) -> str:
    return f"{day.isoformat()}T{clock}" if clock else day.isoformat()


def _hours(hours: Hours, words: TimeWords) -> tuple[str | None, str | None]:
    low, high = hours.low, hours.high
    if hours.part is not None:
        first, last = words.part_hours.get(hours.part, (None, None))
        if low is None and high is None:
            return _text(first), _text(last)
        low = low.in_part(first or 0) if low is not None else None
        high = high.in_part(first or 0) if high is not None else None
    if low is not None and high is not None:
        if high.minutes == 0:
            high = Clock(NOON, sure=True)  # "10-12 de la mañana"
        low, high = _range(low, high)
    low = low.open_hours() if low is not None else None
    high = high.open_hours() if high is not None else None
    return (low.text if low else None), (high.text if high else None)


def _text(minutes: int | None) -> str | None:
    return None if minutes is None else Clock(minutes).text


def _range(low: Clock, high: Clock) -> tuple[Clock, Clock]:
    """Settles am and pm of a range together: "1 to 3 pm", "9 to 5 pm", "11 to 2"."""
    if high.sure and not low.sure:
        later = Clock(low.minutes + NOON, sure=True)
        is_afternoon = high.minutes >= NOON and low.minutes < NOON and later.minutes < high.minutes
        if is_afternoon and (low.open_hours() == later or high.minutes - low.minutes > _MORNING_LASTS + 60):
            return later, high
        return Clock(low.minutes, sure=True), high
    low = low.open_hours()
    return low, high.following(low)
