"""Clock times: "3", "3:30 pm", "half past three", "las tres y media", "noon"."""

from dataclasses import dataclass, replace

from bot.nlu.times.line import Line

NOON_HOUR = 12
NOON = NOON_HOUR * 60
_DAY_BEGINS = 7 * 60  # of two readings, the one in which a clinic is open: 7 to 12 in the morning, 1 to 6 after noon
_HALF = 30
_FIVES = (5, 10, 15, 20, 25)
_UNITS = ("days_unit", "weeks_unit", "months_unit", "years_unit", "minutes", "counted_thing")


@dataclass(frozen=True, slots=True)
class Clock:
    """Minutes after midnight; `sure` when am or pm was said or needs no saying."""

    minutes: int
    sure: bool = False

    @property
    def text(self) -> str:
        return f"{self.minutes // 60 % 24:02d}:{self.minutes % 60:02d}"

    def open_hours(self) -> "Clock":
        """The half of the day in which a clinic is open."""
        if self.sure or self.minutes >= _DAY_BEGINS:
            return self
        return Clock(self.minutes + NOON, sure=True)

    def in_part(self, part_start: int) -> "Clock":
        """Read in the part of the day that was named: "3 in the afternoon"."""
        if self.sure:
            return self
        if part_start >= NOON and self.minutes < NOON:
            return Clock(self.minutes + NOON, sure=True)
        return replace(self, sure=True)

    def following(self, earlier: "Clock") -> "Clock":
        """The end of a range that began at `earlier`: "9 to 5" ends in the afternoon."""
        if not self.sure and self.minutes <= earlier.minutes and self.minutes < NOON:
            return Clock(self.minutes + NOON, sure=True)
        return self


Read = tuple[Clock, int] | None  # the clock time, and the place after its words


def read_clock(line: Line, place: int, *, cued: bool, opens_range: bool = False) -> Read:
    """The clock time at `place`. A bare number counts only when `cued`; in a range "ten to two" is no 1:50."""
    if line.is_(place, "noon"):
        return Clock(NOON, sure=True), place + 1
    if line.is_(place, "midnight"):
        return Clock(0, sure=True), place + 1
    found = _shifted(line, place, opens_range=opens_range)
    if found is not None or place >= len(line.lexes):
        return found
    clock = line.lexes[place].kinds.get("clock")
    if clock is not None:
        return _with_half(line, place + 1, *clock)
    return _from_number(line, place, cued=cued, opens_range=opens_range) if line.is_(place, "number") else None


def _shifted(line: Line, place: int, *, opens_range: bool) -> Read:
    """The like of "half past three", "quarter to 5", "twenty past 3", "diez para las cuatro"."""
    shift, after = 0, place + 1
    for kind, minutes in (("half_past", 30), ("quarter_past", 15), ("quarter_to", -15)):
        if line.is_(place, kind):
            shift = minutes
    if line.is_(place, "half") and line.is_(place + 1, "spoken") and not line.is_(place + 2, *_UNITS, "hours_unit"):
        shift = _HALF  # "half ten"
    minutes = line.value(place, "number") or 0
    if not shift and 0 < minutes < 60:
        second = place + 1 + line.is_(place + 1, "minutes")
        is_spoken = second > place + 1 or (minutes in _FIVES and line.is_(place, "spoken") and not opens_range)
        is_past = is_spoken or (minutes in _FIVES and not line.ends(second))
        if is_past and line.is_(second, "after", "past") and not line.is_(second, "from"):
            shift = minutes
        elif is_spoken and _is_to(line, second):
            shift = -minutes
        after = second + 1
    hour = _hour_at(line, after) if shift else None
    if hour is None:
        return None
    clock, after = _with_half(line, hour[1], hour[0], 0)
    return Clock(clock.minutes + shift, clock.sure), after


def _is_to(line: Line, place: int) -> bool:
    """The "to" of "ten to nine"; in English "of" as well."""
    is_of = line.is_(place, "de") and not line.day_first
    return is_of or (line.is_(place, "to", "para_las") and not line.is_(place, "tight"))


def _hour_at(line: Line, place: int) -> tuple[int, int] | None:
    place = line.skip(place, "the", "at")
    if line.is_(place, "noon"):
        return 12, place + 1
    hour = line.value(place, "number")
    return (hour, place + 1) if hour is not None and 1 <= hour <= 12 else None


def _from_number(line: Line, place: int, *, cued: bool, opens_range: bool) -> Read:
    hour, minute, after = line.value(place, "number") or 0, 0, place + 1
    if 100 <= hour <= 2359 and hour % 100 < 60:
        if hour in range(1900, 2100) and not line.is_(after, "am", "pm", "oclock"):
            return None  # a year
        if line.is_(after, "digits"):
            return None  # a telephone number
        hour, minute = divmod(hour, 100)
    elif not line.ends(after):
        minute, after = _said_minutes(line, place, opens_range=opens_range)
        cued = cued or minute > 0
    if hour > 24 or (hour == 0 and not cued) or (hour > 12 and line.is_(after, "am")):
        return None
    is_marked = _is_marked(line, after) or (line.is_(after, "oclock") and not line.is_(after, "hours_unit"))
    is_halved = line.is_(after, "and_half", "and_quarter", "less_quarter") and not line.is_(after, "number")
    if not (cued or is_marked or is_halved) or (line.is_(after, "ordinal") and not line.ends(after)):
        return None
    if not is_marked and line.is_(after, *_UNITS):
        return None
    return _with_half(line, after, hour, minute)


def _is_marked(line: Line, place: int) -> bool:
    """Whether am or pm stands here. A lone "a" or "p" does only at the end or before a range: "9a to 11a"."""
    if not line.is_(place, "am", "pm"):
        return False
    lex = line.lexes[place]
    if lex.last - lex.first > 1 or not lex.is_("at", "the", "to"):
        return True
    return place + 1 == len(line.lexes) or line.is_(place + 1, "to", "and", "or", "weekday", "day")


def _said_minutes(line: Line, place: int, *, opens_range: bool) -> tuple[int, int]:
    """Minutes said as a second number: "three thirty", "two oh five", "las dos y diez", but not "between 9 and 10"."""
    hour, second = line.value(place, "number") or 0, place + 1
    is_and = line.is_(second, "and") and (
        (line.is_(second + 1, "spoken") and line.is_(place, "spoken"))
        or (line.value(second + 1, "number") or 0) > NOON_HOUR
    )
    if is_and and opens_range:
        return 0, place + 1
    second += is_and
    minutes = line.value(second, "number")
    if minutes == 0 and 0 < (line.value(second + 1, "number") or 0) < 10:
        return line.value(second + 1, "number") or 0, second + 2
    if minutes is None or not (10 if not is_and else 5) <= minutes < 60 or not 0 < hour <= 12:
        return 0, place + 1
    if line.is_(second, "tight") or line.lexes[second].pause:
        return 0, place + 1
    is_halved_twice = minutes == _HALF and line.value(second + 2, "number") == _HALF  # "one thirty two thirty"
    if line.is_(second + 1, "number") and not is_halved_twice:
        return 0, place + 1
    if line.is_(second + 1, *_UNITS, "hours_unit") or (not line.is_(second, "spoken") and minutes % 5):
        return 0, place + 1
    return minutes, second + 1


def _with_half(line: Line, place: int, hour: int, minute: int) -> tuple[Clock, int]:
    """Adds what follows the hour: half, quarter, less ten, o'clock, am or pm."""
    minutes = hour * 60 + minute
    for kind, shift in (("and_half", 30), ("and_quarter", 15), ("less_quarter", -15)):
        if line.is_(place, kind) and minute == 0:
            minutes, place = minutes + shift, place + 1
            break
    less = line.value(place + 1, "number") if line.is_(place, "less") and minute == 0 else None
    if less in _FIVES:
        minutes, place = minutes - (less or 0), place + 2
    while line.is_(place, "oclock") and not line.is_(place, "at"):
        place += 1
    sure = hour >= 13 or hour == 0
    if _is_marked(line, place) and not sure:
        if line.is_(place, "pm") and hour < 12:
            minutes += NOON
        elif not line.is_(place, "pm") and hour == 12:
            minutes -= NOON
        sure, place = True, place + (not line.is_(place, "day"))  # "tonight" is a day as well
        while line.is_(place, "oclock"):
            place += 1
    return Clock(minutes, sure), place
