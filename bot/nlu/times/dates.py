"""Dates of the calendar: "july 13-15", "el 5 de mayo", "12/3", "the 5th". Always from today on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.nlu.times.holidays import last_of_month
from bot.nlu.times.words import Lex

WEEK = timedelta(days=7)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """From `start` to `end`, both inclusive; one day when `end` is None. `other` is a second reading of the words."""

    start: date
    end: date | None = None
    other: "Days | None" = None
    part: str | None = None  # "tonight" names a part of the day as well


Found = tuple[Days, int] | None


class DateReader:
    """Reads dates relative to `today`. Day before month in Spanish where a numeric date has two readings."""

    def __init__(self, lexes: Sequence[Lex], today: date, *, day_first: bool) -> None:
        self.lexes = lexes
        self.today = today
        self.day_first = day_first

    def _kind(self, index: int, *kinds: str) -> bool:
        return 0 <= index < len(self.lexes) and self.lexes[index].is_(*kinds)

    def _value(self, index: int, kind: str) -> int | None:
        if not 0 <= index < len(self.lexes):
            return None
        value = self.lexes[index].kinds.get(kind)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def _skip(self, index: int, *kinds: str) -> int:
        while self._kind(index, *kinds) and not self._kind(index, "weekday", "number", "ordinal", "month"):
            index += 1
        return index

    def _monday(self, day: date) -> date:
        return day - timedelta(days=day.weekday())

    def _dated(self, year: int | None, month: int, day: int) -> date | None:
        try:
            if year is not None:
                return date(year, month, day)
            found = date(self.today.year, month, day)
            return found if found >= self.today else date(self.today.year + 1, month, day)
        except ValueError:
            return None

    def _numeric(self, index: int) -> Found:
        start = self._skip(index, "the", "at") if self._kind(index, "the", "at") else index
        if self._kind(start, "date"):
            year, month, day = self.lexes[start].kinds["date"]
            found = self._dated(year, month, day)
            return None if found is None else (Days(found), start + 1)
        if not self._kind(start, "numeric_date"):
            return None
        first, second, tail = self.lexes[start].kinds["numeric_date"]
        year = None if tail is None else int(tail) + (2000 if len(tail) == 2 else 0)
        month_first, day_first = self._dated(year, first, second), self._dated(year, second, first)
        chosen = (day_first or month_first) if self.day_first else (month_first or day_first)
        return None if chosen is None else (Days(chosen), start + 1)

    def _year_at(self, index: int) -> tuple[int | None, int]:
        after = index + 1 if self._kind(index, "the") and self._value(index + 1, "number") else index
        year = self._value(after, "number")
        return (year, after + 1) if year is not None and 2020 <= year <= 2100 else (None, index)

    def _day_number(self, index: int) -> tuple[int, int] | None:
        index = self._skip(index, "the", "days_unit")
        for kind in ("ordinal", "number"):
            value = self._value(index, kind)
            if value is not None and 1 <= value <= 31:
                return value, index + 1
        return None

    def _month_date(self, index: int) -> Found:
        start = self._skip(index, "the", "this", "next")
        month = self._value(start, "month")
        if month is not None:
            return self._after_month(start, month)
        day = self._day_number(index)
        if day is None:
            return None
        after = day[1]
        until = None
        if self._kind(after, "to", "and", "or") or self._kind(after, "tight"):
            until = self._day_number(after + 1)
            after = until[1] if until is not None else after
        at = self._skip(after, "the", "from")
        month = self._value(at, "month")
        if month is None or (at == after and self._kind(at, "word")):
            return None
        year, after = self._year_at(at + 1)
        first = self._dated(year, month, day[0])
        last = None if until is None else self._dated(year, month, until[0])
        return None if first is None else (Days(first, last), after)

    def _after_month(self, start: int, month: int) -> Found:
        day = self._day_number(start + 1)
        if day is None:
            return None
        after = day[1]
        if (
            not self._kind(after - 1, "ordinal")
            and self._kind(after, "am", "pm")
            and not self._kind(after, "at", "the", "to")
        ):
            return None
        until = None
        if self._kind(after, "to"):
            other_month = self._value(self._skip(after + 1, "the"), "month")
            until = self._day_number(after + 1) if other_month is None else None
            if until is not None and until[0] > day[0] and not self._kind(until[1], "am", "pm", "oclock"):
                after = until[1]
            else:
                until = None
        year, after = self._year_at(after)
        first = self._dated(year, month, day[0])
        last = None if until is None else self._dated(year, month, until[0])
        return None if first is None else (Days(first, last), after)

    def _month(self, index: int) -> Found:
        start = self._skip(index, "the", "this", "next", "in", "which_comes")
        month = self._value(start, "month")
        if month is None or (self._kind(start, "weekday") and month == 3):
            return None
        if month in (3, 5) and start == index:  # "may" and "mar" are words too
            return None
        year, after = self._year_at(start + 1)
        year = year or (self.today.year if month >= self.today.month else self.today.year + 1)
        return Days(max(date(year, month, 1), self.today), last_of_month(year, month)), after

    def _day_of_month(self, index: int) -> Found:
        start = self._skip(index, "the", "days_unit")
        ordinal = self._value(start, "ordinal")
        is_named = self._kind(index, "the") and start > index
        value = (
            ordinal
            if ordinal is not None
            else self._value(start, "number")
            if self._named_number(index, start)
            else None
        )
        if (
            value is None
            or not 1 <= value <= 31
            or (ordinal is not None and not is_named and self._kind(start, "spoken"))
        ):
            return None
        units = ("weekday", "oclock", "weeks_unit", "months_unit", "years_unit")
        hour_words = units if value > 12 else (*units, "am", "pm")  # "el 24 en la mañana" is a day, "el 5 pm" none
        if self._kind(start + 1, *hour_words) and not self._kind(start + 1, "at", "the"):
            return None
        for shift in range(3):
            month = self.today.replace(day=1) + relativedelta(months=shift)
            found = None
            if value <= last_of_month(month.year, month.month).day:
                found = month.replace(day=value)
            if found is not None and found >= self.today:
                return Days(found), start + 1
        return None

    def _named_number(self, index: int, start: int) -> bool:
        """The like of "el 5", "dia 12": Spanish names a date with the article alone; "las 5" and "the 5" are hours."""
        return self.day_first and index < start and self._kind(start - 1, "el", "days_unit")

    def _nearest(self, index: int) -> Found:
        value = self._value(index, "ordinal") or self._value(index, "number") or 0
        for shift in range(3):
            month = self.today.replace(day=1) + relativedelta(months=shift)
            if 1 <= value <= last_of_month(month.year, month.month).day and month.replace(day=value) >= self.today:
                return Days(month.replace(day=value)), index + 1
        return None
