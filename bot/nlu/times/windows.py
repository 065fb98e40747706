"""From what was found to windows: which hours go with which days, and how a window is written."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.nlu.meaning import TimeWindow
from bot.nlu.times.clocks import Clock
from bot.nlu.times.dates import Days
from bot.nlu.times.words import TimeWords


@dataclass(slots=True)
class Piece:
    """One window in the making."""

    days: Days | None = None
    until_day: bool = False  # "before friday"
    low: Clock | None = None
    high: Clock | None = None
    part: str | None = None
    moment: datetime | None = None

    @property
    def has_time(self) -> bool:
        return self.low is not None or self.high is not None or self.part is not None

    @property
    def is_empty(self) -> bool:
        return self.days is None and not self.has_time and self.moment is None


def share(pieces: list[Piece]) -> list[Piece]:
    """The like of "monday or wednesday morning", "2 or 3 on friday": what was said once holds for the others."""
    timed = [piece for piece in pieces if piece.has_time]
    dated = [piece for piece in pieces if piece.days is not None]
    for piece in pieces:
        if piece.days is None and piece.has_time and len(dated) == 1:
            piece.days = dated[0].days
        if piece.days is not None and not piece.has_time and len(timed) == 1:
            piece.low, piece.high, piece.part = timed[0].low, timed[0].high, timed[0].part
    return pieces


def write(piece: Piece, words: TimeWords, days: Days | None) -> TimeWindow:
    if piece.moment is not None:
        return TimeWindow(piece.moment.strftime("%Y-%m-%dT%H:%M"), None)
    low, high = _hours(piece, words)
    if days is None:
        return TimeWindow(f"T{low}" if low else None, f"T{high}" if high else None)
    last = days.end or days.start
    if not low and not high:
        if piece.until_day:
            return TimeWindow(None, days.start.isoformat())
        return TimeWindow(days.start.isoformat(), days.end.isoformat() if days.end else None)
    start = _moment(days.start, low) if low else None
    end = _moment(last, high) if high else last.isoformat() if days.end else None
    return TimeWindow(start, end)


def _moment(day: date, clock: str) -> str:
    return f"{day.isoformat()}T{clock}"


def _hours(piece: Piece, words: TimeWords) -> tuple[str | None, str | None]:
    low, high = piece.low, piece.high
    if piece.part is not None:
        first, last = words.part_hours.get(piece.part, (480, 1020))
        if low is None and high is None:
            return Clock(first).text, Clock(last).text
        low = low.in_part(first) if low is not None else None
        high = high.in_part(first) if high is not None else None
    if low is not None and high is not None and high.sure and not low.sure and high.minutes >= 720:
        as_said, shifted = low.minutes, low.minutes + 720
        low = Clock(
            shifted
            if as_said < 420 or (shifted < high.minutes and as_said < 720 and high.minutes - as_said > 420)
            else as_said,
            sure=True,
        )
    if low is not None and high is not None and high.sure and high.minutes < 720:
        low = Clock(low.minutes, sure=True)
    low = low.open_hours() if low is not None else None
    if high is not None:
        high = high.after(low) if low is not None else high.open_hours()
        if low is not None and not high.sure and high.minutes < 420:
            high = high.open_hours()
    return (low.text if low else None), (high.text if high else None)
