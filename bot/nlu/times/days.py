"""Days by name: "tomorrow", "next tuesday", "thanksgiving", "the third monday of december"."""

from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from bot.nlu.times.dates import WEEK, Days, Found
from bot.nlu.times.holidays import coming_holiday, nth_weekday
from bot.nlu.times.stretches import StretchReader

__all__ = ["DayReader", "Days"]


class DayReader(StretchReader):
    """Reads any way of naming days."""

    def at(self, index: int) -> Found:
        """The days named at `index`, and the index after them; None where no day begins."""
        if not (index < len(self.lexes) and self.lexes[index].kinds):
            return None
        for reader in (
            self._special, self._nth_week, self._portion, self._numeric, self._ordinal_weekday, self._month_date,
            self._relative, self._weekday, self._stretch, self._day_of_month, self._month,
        ):  # fmt: skip
            found = reader(index)
            if found is not None and (found[0].end or found[0].start) >= self.today:
                return found
        return None

    def _special(self, index: int) -> Found:
        if not index < len(self.lexes):
            return None
        name = self.lexes[index].kinds.get("day")
        today = self.today
        if isinstance(name, str) and name not in ("past", "asap"):
            shift, part = {
                "today": (0, None), "tonight": (0, "evening"), "this_morning": (0, "morning"),
                "this_afternoon": (0, "afternoon"),
                "tomorrow": (1, None), "after_tomorrow": (2, None),
            }[name]  # fmt: skip
            if (
                name == "after_tomorrow"
                and self._kind(index, "last")
                and self.lexes[index].last - self.lexes[index].first == 1
            ):
                return None
            return Days(today + timedelta(days=shift), part=part), index + 1
        return self._holiday(index)

    def _holiday(self, index: int) -> Found:
        start = self._skip(index, "the", "next", "this")
        shift = 0
        if self._kind(start, "days_unit") or self._kind(index, "the"):
            after = self._skip(start, "days_unit", "the")
            if self._kind(after, "after") and self._kind(self._skip(after + 1, "the"), "holiday"):
                start, shift = self._skip(after + 1, "the"), 1
            elif self._kind(after, "before") and self._kind(self._skip(after + 1, "the"), "holiday"):
                start, shift = self._skip(after + 1, "the"), -1
        if not self._kind(start, "holiday"):
            return None
        year = self._value(start + 1, "number")
        year = year if year is not None and 2000 < year < 2100 else None
        found = coming_holiday(str(self.lexes[start].kinds["holiday"]), self.today - timedelta(days=shift), year)
        return None if found is None else (Days(found + timedelta(days=shift)), start + (2 if year else 1))

    def _weekday(self, index: int) -> Found:
        start, how = index, ""
        while self._kind(start, "the", "this", "next", "coming", "last") and not self._kind(start, "weekday"):
            how = (
                "next"
                if self._kind(start, "next")
                else "coming"
                if self._kind(start, "coming")
                else "this"
                if self._kind(start, "this")
                else how
            )
            start += 1
        weekday = self._value(start, "weekday")
        if weekday is None:
            return None
        after = start + 1
        if self._kind(after, "next", "which_comes", "coming") and not self._kind(
            after + 1, "weeks_unit", "weekday", "months_unit"
        ):
            how, after = ("next" if self._kind(after, "next") else "which"), after + 1
        dated = self._dated_weekday(after)
        if dated is not None:
            return dated
        in_week = self._week_after(after)
        if in_week is not None:
            monday, after = in_week
            return Days(monday + timedelta(days=weekday)), after
        if self._kind(after, "after") and self._kind(after + 1, "next"):
            return Days(self._monday(self.today) + 2 * WEEK + timedelta(days=weekday)), after + 2
        return self._named_weekday(weekday, how), after

    def _named_weekday(self, weekday: int, how: str) -> Days:
        ahead = (weekday - self.today.weekday()) % 7
        coming = self.today + timedelta(days=ahead or (0 if how == "this" else 7))
        following = self._monday(self.today) + WEEK + timedelta(days=weekday)
        if how == "next" and following != coming:
            return Days(coming, other=Days(following)) if self.day_first else Days(following, other=Days(coming))
        return Days(coming)

    def _dated_weekday(self, index: int) -> Found:
        """The like of "friday the 4th", "viernes 4 de diciembre", "monday july 8"."""
        found = self._month_date(index)
        if found is not None:
            return found
        start = self._skip(index, "the")
        ordinal = self._value(start, "ordinal")
        if ordinal is not None or (self._value(start, "number") is not None and self._is_plain_date(start)):
            return self._day_of_month(index) if ordinal is not None and start > index else self._nearest(start)
        if self._kind(start, "numeric_date", "date"):
            return self._numeric(start)
        return None

    def _is_plain_date(self, index: int) -> bool:
        value = self._value(index, "number") or 0
        nearest = self._nearest(index)
        fits = nearest is not None and nearest[0].start.weekday() == self._value(index - 1, "weekday")
        is_hours = self._kind(index + 1, "to", "am", "pm") and not self._kind(index + 1, "at")
        if fits and (self.day_first or self._kind(index + 1, "at")) and not is_hours:
            return True
        return self.day_first and value > 12 and not self._kind(index + 1, "to", "am", "pm", "oclock")

    def _week_after(self, index: int) -> tuple[date, int] | None:
        """The like of "(tuesday) of next week", "(el martes) de la semana que viene", "(friday) week"."""
        start = self._skip(index, "the", "in", "from")
        if self._kind(index, "weeks_unit") and not self._kind(index + 1, "from_now"):
            return self._monday(self.today) + WEEK, index + 1
        found = self._week(start)
        return None if found is None or found[0].end is None else (self._monday(found[0].start), found[1])

    def _ordinal_weekday(self, index: int) -> Found:
        """The like of "the third monday of december", "el ultimo viernes de mayo"."""
        start = self._skip(index, "the")
        nth = self._value(start, "ordinal")
        if nth is None and self._kind(start, "last"):
            nth = -1
        weekday = self._value(start + 1, "weekday")
        at = self._skip(start + 2, "the", "from", "in")
        if nth is None or weekday is None or not -1 <= nth <= 5:
            return None
        month = self._value(at, "month")
        first = self.today.replace(day=1)
        if month is None and self._kind(at, "next", "this") and self._kind(at + 1, "months_unit"):
            first = first + relativedelta(months=1 if self._kind(at, "next") else 0)
            found = nth_weekday(first.year, first.month, weekday, nth)
            return None if found is None else (Days(found), at + 2)
        if month is None:
            return None
        year, after = self._year_at(at + 1)
        found = nth_weekday(year or self.today.year, month, weekday, nth)
        if found is not None and found < self.today and year is None:
            found = nth_weekday(self.today.year + 1, month, weekday, nth)
        return None if found is None else (Days(found), after)
