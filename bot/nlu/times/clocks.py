"""Clock times: "3", "3:30 pm", "half past three", "las tres y media", "noon"."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.nlu.times.words import Lex

NOON = 12 * 60


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes after midnight; `sure` when am or pm was said or needs no saying."""

    minutes: int
    sure: bool = False

    @property
    def text(self) -> str:
        return f"{self.minutes // 60 % 24:02d}:{self.minutes % 60:02d}"

    def open_hours(self) -> "Clock":
        """The half of the day in which a clinic is open: 1 to 6 mean the afternoon, 7 to 12 the day's first half."""
        if self.sure or self.minutes >= 7 * 60:
            return self
        return Clock(self.minutes + NOON, sure=True)

    def in_part(self, part_start: int) -> "Clock":
        """Read in the part of the day that was named: "3 in the afternoon"."""
        if self.sure:
            return self
        if part_start >= NOON and self.minutes < NOON:
            return Clock(self.minutes + NOON, sure=True)
        return replace(self, sure=True)

    def after(self, earlier: "Clock") -> "Clock":
        """The end of a range that began at `earlier`: "9 to 5" ends in the afternoon."""
        if not self.sure and self.minutes <= earlier.minutes and self.minutes < NOON:
            return Clock(self.minutes + NOON, sure=True)
        return self


def read_clock(lexes: Sequence[Lex], index: int, *, cued: bool) -> tuple[Clock, int] | None:
    """The clock time at `index` and the index after it. A bare number counts only when `cued`."""
    if index >= len(lexes):
        return None
    lex = lexes[index]
    if lex.is_("noon"):
        return Clock(NOON, sure=True), index + 1
    if lex.is_("midnight"):
        return Clock(24 * 60 - 1, sure=True), index + 1
    shifted = _shifted(lexes, index)
    if shifted is not None:
        return shifted
    if "clock" in lex.kinds:
        hour, minute = lex.kinds["clock"]
        return _with_half(lexes, index + 1, hour, minute)
    if "number" not in lex.kinds:
        return None
    return _from_number(lexes, index, cued=cued)


def _shifted(lexes: Sequence[Lex], index: int) -> tuple[Clock, int] | None:
    """The like of "half past three", "quarter to 5", "20 past 3", "cuarto para las 4"."""
    for kind, shift in (("half_past", 30), ("quarter_past", 15), ("quarter_to", -15)):
        if lexes[index].is_(kind):
            hour = _hour_at(lexes, index + 1)
            if hour is None:
                continue
            clock, after = _with_half(lexes, hour[1], hour[0], 0)
            return Clock(clock.minutes + shift, clock.sure), after
    minutes = lexes[index].kinds.get("number")
    if isinstance(minutes, int) and 0 < minutes < 60 and index + 2 < len(lexes):
        second = index + 2 if lexes[index + 1].is_("minutes") else index + 1
        sign = (
            1
            if lexes[second].is_("after")
            else -1
            if lexes[second].is_("to") and "tight" not in lexes[second].kinds
            else 0
        )
        hour = _hour_at(lexes, second + 1)
        if sign and hour is not None and (second == index + 2 or (minutes in (5, 10, 20, 25) and sign > 0)):
            clock, after = _with_half(lexes, hour[1], hour[0], 0)
            return Clock(clock.minutes + sign * minutes, clock.sure), after
    return None


def _hour_at(lexes: Sequence[Lex], index: int) -> tuple[int, int] | None:
    while index < len(lexes) and lexes[index].is_("the", "at"):
        index += 1
    if index < len(lexes):
        hour = lexes[index].kinds.get("number")
        if lexes[index].is_("noon"):
            return 12, index + 1
        if isinstance(hour, int) and 1 <= hour <= 12:
            return hour, index + 1
    return None


def _from_number(lexes: Sequence[Lex], index: int, *, cued: bool) -> tuple[Clock, int] | None:
    value = lexes[index].kinds["number"]
    after = index + 1
    hour, minute = value, 0
    if 100 <= value <= 2359 and value % 100 < 60:
        hour, minute = divmod(value, 100)
        cued = cued and value not in range(1990, 2040)
    elif after < len(lexes) and not lexes[after].pause:
        minute, after = _said_minutes(lexes, index)
        cued = cued or (minute > 0 and lexes[index].is_("spoken") and lexes[after - 1].is_("spoken") and value <= 12)
    if not 0 <= hour <= 24 or (hour == 0 and not cued):
        return None
    if hour > 12 and after < len(lexes) and lexes[after].is_("am"):
        return None
    marked = after < len(lexes) and lexes[after].is_("am", "pm", "oclock") and _is_marker(lexes, after)
    halved = after < len(lexes) and lexes[after].is_("and_half", "and_quarter", "less_quarter")
    if not (cued or marked or halved) or (after < len(lexes) and lexes[after].is_("ordinal")):
        return None
    if (
        after < len(lexes)
        and not marked
        and lexes[after].is_("days_unit", "weeks_unit", "months_unit", "years_unit", "minutes")
    ):
        return None
    return _with_half(lexes, after, hour, minute)


def _is_marker(lexes: Sequence[Lex], index: int) -> bool:
    """A lone "a" or "p" marks a clock time only at the end or before a range: "9a to 11a"."""
    lex = lexes[index]
    if lex.last - lex.first > 1 or lex.is_("oclock"):
        return True
    return not lex.is_("at", "the", "to") or index + 1 == len(lexes) or lexes[index + 1].is_("to", "and", "or")


def _said_minutes(lexes: Sequence[Lex], index: int) -> tuple[int, int]:
    """Minutes said as a second number: "three thirty", "two oh five"."""
    following = lexes[index + 1]
    minutes = following.kinds.get("number")
    after = index + 2
    if minutes == 0 and after < len(lexes) and isinstance(lexes[after].kinds.get("number"), int):
        unit = lexes[after].kinds["number"]
        if 0 < unit < 10:
            return unit, after + 1
    if (
        isinstance(minutes, int)
        and 10 <= minutes < 60
        and lexes[index].kinds["number"] <= 12
        and not following.is_("tight")
    ):
        is_unit = after < len(lexes) and lexes[after].is_("minutes", "hours_unit", "days_unit", "weeks_unit")
        return (0, index + 1) if is_unit else (minutes, after)
    return 0, index + 1


def _with_half(lexes: Sequence[Lex], index: int, hour: int, minute: int) -> tuple[Clock, int]:
    """Adds what follows the hour: half, quarter, o'clock, am or pm."""
    minutes = hour * 60 + minute
    for kind, shift in (("and_half", 30), ("and_quarter", 15), ("less_quarter", -15)):
        if index < len(lexes) and lexes[index].is_(kind) and minute == 0:
            minutes += shift
            index += 1
            break
    while index < len(lexes) and lexes[index].is_("oclock") and not lexes[index].is_("at"):
        index += 1
    sure = hour >= 13 or hour == 0
    if index < len(lexes) and lexes[index].is_("am", "pm") and _is_marker(lexes, index) and not sure:
        is_pm = lexes[index].is_("pm")
        if is_pm and hour < 12:
            minutes += NOON
        elif not is_pm and hour == 12:
            minutes -= NOON
        sure = True
        index += 1
        while index < len(lexes) and lexes[index].is_("oclock"):
            index += 1
    return Clock(minutes, sure), index
