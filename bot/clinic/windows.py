"""When a person can come, as the rules of booking see it: days, and hours of the day, on the clinic's wall clock.

The written form is the project's time-window format: `start/end`, several joined by `;`. A side is a day, a moment, a
clock time or nothing.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time


@dataclass(frozen=True, slots=True)
class Window:
    """Days (both included) and hours of the day (the last not included). What is None is open.

    `earliest` and `latest` are wall-clock moments, for a stretch that runs over several days.
    """

    first: date | None = None
    last: date | None = None
    opens: time | None = None
    closes: time | None = None
    earliest: datetime | None = None
    latest: datetime | None = None

    def has(self, wall: datetime) -> bool:
        """True for a visit that begins at this wall-clock time (without a zone)."""
        if (self.opens and wall.time() < self.opens) or (self.closes and wall.time() >= self.closes):
            return False
        if (self.earliest and wall < self.earliest) or (self.latest and wall >= self.latest):
            return False
        return self.may_fall_on(wall.date())

    @property
    def names_days(self) -> bool:
        """True where the person asked for certain days: then an earlier one is worth telling, too."""
        return self.first is not None

    @property
    def is_clock_time(self) -> bool:
        """True for "at 9:20", with or without a day."""
        return self.opens is not None and self.closes is None

    def is_at(self, wall: datetime) -> bool:
        """True where exactly this moment was named: a day and a clock time."""
        return self.is_clock_time and self.first == self.last == wall.date() and self.opens == wall.time()

    def may_fall_on(self, day: date) -> bool:
        """True for a day of the window."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def anchor(self, today: date) -> datetime:
        """The wall-clock moment the person would like best: where the window begins, or else ends."""
        if self.earliest:
            return self.earliest
        day = self.first or self.last or today
        return datetime.combine(day, self.opens or (time(0) if self.first or not self.closes else self.closes))


ANY_TIME = Window()


def parse(written: str) -> tuple[Window, ...]:
    """The windows in this canonical text. What cannot be read is left out: then any time is meant."""
    found = []
    for part in written.split(";"):
        start, _, end = part.strip().partition("/")
        try:
            found.append(_window(_side(start), _side(end)))
        except ValueError:
            continue
    return tuple(found)


def on_day_of(written: str, before: str) -> str:
    """Hours without a day ("1 PM") on the one day that was spoken of before; anything else as it stands."""
    days = {window.first for window in parse(before) if window.first is not None and window.first == window.last}
    sides = [side for part in written.split(";") for side in part.split("/") if side]
    if len(days) != 1 or not all(side.startswith("T") for side in sides):
        return written
    return re.sub(r"T(?=\d)", f"{days.pop()}T", written)


_Side = date | datetime | time | None


def _side(text: str) -> _Side:
    text = text.strip()
    if text in ("", "null", "None"):
        return None
    if text.startswith("T") or ("-" not in text and ":" in text):
        return time.fromisoformat(text.removeprefix("T"))
    if "T" in text:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    return date.fromisoformat(text)


def _window(start: _Side, end: _Side) -> Window:
    if isinstance(start, datetime) and (isinstance(end, time) or end is None):
        return Window(start.date(), start.date(), start.time(), end)
    if isinstance(start, datetime) and isinstance(end, datetime) and start.date() == end.date():
        return Window(start.date(), start.date(), start.time(), end.time())
    if _is_day(start) and end is None:
        return Window(_day(start), _day(start))
    return Window(
        first=_day(start),
        last=_day(end),
        opens=start if isinstance(start, time) else None,
        closes=end if isinstance(end, time) else None,
        earliest=start if isinstance(start, datetime) else None,
        latest=end if isinstance(end, datetime) else None,
    )


def _is_day(side: _Side) -> bool:
    return isinstance(side, date) and not isinstance(side, datetime)


def _day(side: _Side) -> date | None:
    if isinstance(side, datetime):
        return side.date()
    return side if isinstance(side, date) else None
