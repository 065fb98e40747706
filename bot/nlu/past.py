"""Days and moments that lie behind: the earliest and the latest that "yesterday", "since tuesday", "the 14th" mean."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta

from bot.nlu.times.clocks import NOON, Clock, read_clock
from bot.nlu.times.holidays import coming_holiday, last_of_month
from bot.nlu.times.line import Line, monday_of

DAY_PARTS = {
    "opening": (5, 10), "early": (5, 10), "morning": (5, 12), "late_morning": (9, 12), "lunch": (11, 14),
    "early_afternoon": (12, 15), "afternoon": (12, 18), "late_afternoon": (14, 18), "day_end": (14, 18),
    "evening": (17, 24),
}  # fmt: skip
_DAYS_AGO = {"today": 0, "today_long": 0, "yesterday": 1, "two_days": 2}
_PARTS_OF_TODAY = {"this_morning": "morning", "this_afternoon": "afternoon", "tonight": "evening"}
_OF_MONTH = {"beginning": (1, 10), "middle": (11, 20), "ending_part": (21, 31)}  # days
_NIGHT_ENDS = 6
_GIVE = timedelta(minutes=30)
_SOON = timedelta(days=14)
_COUNTED = (
    "minutes",
    "hours_unit",
    "days_unit",
    "weeks_unit",
    "months_unit",
    "years_unit",
    "counted_thing",
    "nights_unit",
)
_YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Began:
    """When something began; `after` is the place after its words."""

    earliest: datetime
    latest: datetime
    after: int
    clock: Clock | None = None  # an hour said: of the day named beside it, if there is one


@dataclass(frozen=True, slots=True)
class Past:
    """Reads backwards from `now`, which is aware."""

    line: Line
    now: datetime

    def hour(self, day: date, hour: int) -> datetime:
        """That hour of that day; 24 is the midnight after it."""
        day, hour = (day + timedelta(days=1), 0) if hour >= 24 else (day, hour)
        return datetime.combine(day, time(hour), tzinfo=self.now.tzinfo)

    def days(self, first: date, last: date, after: int) -> Began:
        return Began(self.hour(first, 0), self.hour(last, 24), after)

    def on(self, day: date, after: int) -> Began:
        """A day, or the part of it that is named behind it: "tuesday night"."""
        after += self.line.value(after, "weekday") == day.weekday()  # "ayer domingo en la tarde"
        at = self.line.skip(after, "the", "in")
        part = DAY_PARTS.get(self.line.name(at, "part") or self.line.name(at, "day_part") or "")
        if part is None:
            return self.days(day, day, after)
        latest = self.hour(day, part[1]) if part[1] < 24 else self.hour(day + timedelta(days=1), 6)
        return Began(self.hour(day, part[0]), latest, at + 1)

    def ago(self, days: int, after: int) -> Began:
        return self.on(self.line.today - timedelta(days=days), after)

    # ------------------------------------------------------------ by name

    def named(self, place: int) -> Began | None:
        """The like of "yesterday", "last night", "just now", "the other day", "this morning", "today"."""
        line = self.line
        if line.is_(place, "days_unit") and line.is_(place + 1, "before") and line.ends(place + 2):
            return self.ago(2, place + 2)  # "not yesterday, the day before"
        name = line.name(place, "past") or line.name(place, "day") or ""
        if not name:
            return None
        if name in _DAYS_AGO:
            return self.ago(_DAYS_AGO[name], place + 1)
        hours = self._hours_of(name)
        return None if hours is None else Began(*hours, place + 1)

    def _hours_of(self, name: str) -> tuple[datetime, datetime] | None:
        today, now = self.line.today, self.now
        yesterday = today - timedelta(days=1)
        if name == "tonight" and now.hour < _NIGHT_ENDS:
            return self.hour(yesterday, 17), now
        if name in _PARTS_OF_TODAY:
            first, last = DAY_PARTS[_PARTS_OF_TODAY[name]]
            return self.hour(today, first), self.hour(today, last)
        return {
            "just_now": (now - timedelta(hours=1), now),
            "yesterday_evening": (self.hour(yesterday, 17), self.hour(today, 6)),
            "night_before_last": (self.hour(yesterday - timedelta(days=1), 17), self.hour(yesterday, _NIGHT_ENDS)),
            "all_week": (self.hour(monday_of(today), 0), now),
            "two_weeks": (self.hour(today - timedelta(days=17), 0), self.hour(today - timedelta(days=10), 0)),
            "small_hours": (self.hour(today, 0), min(now, self.hour(today, _NIGHT_ENDS))),
            "overnight": (self.hour(yesterday, 20), min(now, self.hour(today, 9))),
            "woke": (self.hour(yesterday, 20), now),
            "other_day": (self.hour(today - timedelta(days=7), 0), self.hour(today, 0)),
            "unclear": (now - timedelta(days=60), now),  # hours or weeks: the latest is now
            "long": (now - 2 * _YEAR, now - timedelta(days=28)),
        }.get(name)

    # ------------------------------------------------------------ by calendar

    def weekday(self, place: int) -> Began | None:
        """The last such day. Said on that same weekday it may be today."""
        named = self.line.value(place, "weekday")
        if named is None:
            return None
        back = (self.line.today.weekday() - named) % 7
        is_last = self.line.is_(place - 1, "last") or self.line.is_(place + 1, "last")
        after = place + 1 + self.line.is_(place + 1, "last")
        if back == 0 and not is_last:
            return Began(self.hour(self.line.today - timedelta(days=7), 0), self.now, after)
        return self.ago(back or 7, after)

    def stretch(self, place: int) -> Began | None:
        """The like of "last week", "over the weekend", "this month", "la semana pasada"."""
        line, today = self.line, self.line.today
        is_last = line.is_(place - 1, "last") or line.is_(place + 1, "last")
        is_this = line.is_(place - 1, "this")
        after = place + 1 + line.is_(place + 1, "last")
        monday = monday_of(today)
        if line.is_(place, "weeks_unit") and line.is_(place + 1, "before") and line.is_(place + 2, "last"):
            return self.days(monday - timedelta(days=14), monday - timedelta(days=8), place + 3)
        if line.is_(place, "weekend"):
            saturday = today - timedelta(days=(today.weekday() - 5) % 7)
            return self.days(saturday, saturday + timedelta(days=1), after)
        if line.is_(place, "weeks_unit") and (is_last or is_this):
            return self.days(
                *(monday - timedelta(days=7), monday - timedelta(days=1)) if is_last else (monday, today), after
            )
        if line.is_(place, "months_unit") and (is_last or is_this):
            first = today.replace(day=1) - (relativedelta(months=1) if is_last else relativedelta())
            return self.days(first, last_of_month(first.year, first.month), after)
        if line.is_(place, "years_unit") and (is_last or is_this):
            year = today.year - is_last
            return self.days(date(year, 1, 1), date(year, 12, 31), after)
        return None

    def dated(self, place: int) -> Began | None:
        """The like of "november 3", "el 3 de noviembre", "the 14th", "11/20", "october", "2019", "thanksgiving"."""
        return (
            self._holiday(place)
            or self._numeric(place)
            or self._month(place)
            or self._numbered(place)
            or self._year(place)
        )

    def clock(self, place: int) -> Began | None:
        """The like of "since 6 am", "a las 3": the last time that the clock showed it."""
        is_cued = self.line.is_(place - 1, "at", "from", "began", "around", "before") or self.line.is_(place, "noon")
        if not is_cued or (self.line.is_(place - 1, "el") and not self.line.is_(place, "noon")):
            return None
        found = read_clock(self.line, place, cued=True)
        if found is None or self.line.is_(found[1], *_COUNTED):
            return None
        clock, after = found
        midnight = self.hour(self.line.today, 0)
        last = max(self._showings(clock, midnight - timedelta(days=1), self.now))
        return Began(last - _GIVE, last + _GIVE, after, clock)

    def at(self, began: Began, clock: Clock) -> Began:
        """The hour of the day that was named beside it: "last night about 9"; both where it may be am or pm."""
        shown = self._showings(clock, began.earliest, min(began.latest, self.now))
        return Began(min(shown) - _GIVE, max(shown) + _GIVE, began.after) if shown else began

    def _showings(self, clock: Clock, earliest: datetime, latest: datetime) -> list[datetime]:
        """The moments between the two at which the clock showed this."""
        readings = (clock.minutes,) if clock.sure else (clock.minutes, clock.minutes + NOON)
        midnight = self.hour(earliest.date(), 0)
        moments = (midnight + timedelta(minutes=minutes, days=days) for minutes in readings for days in (0, 1))
        return [moment for moment in moments if earliest <= moment <= latest]

    def part(self, place: int) -> Began | None:
        """The like of "since lunch", "desde temprano": today's, or yesterday's where today's is to come."""
        hours = DAY_PARTS.get(self.line.name(place, "part") or "")
        is_of_month = self.line.is_(self.line.skip(place + 1, "the"), "month", "months_unit")  # "early december"
        if (
            hours is None
            or is_of_month
            or not self.line.is_(self.line.skip_back(place - 1, "the"), "from", "began", "after")
        ):
            return None
        today = self.hour(self.line.today, hours[0]) <= self.now
        day = self.line.today - timedelta(days=not today)
        return Began(self.hour(day, hours[0]), self.hour(day, hours[1]), place + 1)

    def _holiday(self, place: int) -> Began | None:
        name = self.line.name(place, "holiday")
        if name is None:
            return None
        coming = coming_holiday(name, self.line.today)
        if coming is not None and coming - self.line.today < _SOON and self._is_before(place - 1):
            return Began(self.now - timedelta(days=30), self.now, place + 1)  # "since before thanksgiving", on its eve
        last = coming_holiday(name, self.line.today, self.line.today.year)
        if last is not None and last > self.line.today:
            last = coming_holiday(name, self.line.today, self.line.today.year - 1)
        if last is not None and self.line.is_(place + 1, "weekend"):  # from the holiday to that Sunday
            return self.days(last, monday_of(last) + timedelta(days=6), place + 2)
        return None if last is None else self.days(last, last, place + 1)

    def _is_before(self, place: int) -> bool:
        return self.line.is_(self.line.skip_back(place, "the"), "before")

    def _numeric(self, place: int) -> Began | None:
        if not self.line.is_(place, "numeric_date"):
            return None
        first, second, tail = self.line.lexes[place].kinds["numeric_date"]
        month, day = (second, first) if self.line.day_first and second <= 12 else (first, second)
        if month > 12:
            month, day = day, month
        return self._day(month, day, None if tail is None else int(tail) % 100 + 2000, place + 1)

    def _month(self, place: int) -> Began | None:
        line = self.line
        month = line.value(place, "month")
        if month is None:
            return None
        after = line.skip(place + 1, "the")
        before = line.skip_back(place - 1, "the", "from")
        for at, end in ((after, after + 1), (before, place + 1)):
            day = line.value(at, "ordinal") or line.value(at, "number")
            if day is not None and 1 <= day <= 31:
                return self._day(month, day, None, end)
        year = line.value(after, "number")
        is_year = year is not None and 1950 <= year <= line.today.year
        first = date(year if is_year and year else line.today.year - (month > line.today.month), month, 1)
        portion = next((days for kind, days in _OF_MONTH.items() if line.is_(before, kind)), None)
        if portion is not None:  # "since early december"
            last = last_of_month(first.year, month)
            return self.days(first.replace(day=portion[0]), last.replace(day=min(portion[1], last.day)), after)
        return self.days(first, last_of_month(first.year, month), after + is_year)

    def _numbered(self, place: int) -> Began | None:
        line = self.line
        is_el = line.day_first and line.is_(place - 1, "el", "days_unit")
        day = line.value(place, "ordinal") or (line.value(place, "number") if is_el else None)
        if day is None or not 1 <= day <= 31 or not line.is_(place - 1, "the", "el", "from", "days_unit"):
            return None
        for shift in range(3):
            month = line.today.replace(day=1) - relativedelta(months=shift)
            if day <= last_of_month(month.year, month.month).day and month.replace(day=day) <= line.today:
                return self.on(month.replace(day=day), place + 1)
        return None

    def _year(self, place: int) -> Began | None:
        year = self.line.value(place, "number")
        if year is None or not 1950 <= year <= self.line.today.year:
            return None
        return self.days(date(year, 1, 1), date(year, 12, 31), place + 1)

    def _day(self, month: int, day: int, year: int | None, after: int) -> Began | None:
        try:
            found = date(year or self.line.today.year, month, day)
            if found > self.line.today:
                found = found.replace(year=self.line.today.year - 1)
        except ValueError:
            return None
        return self.on(found, after)
