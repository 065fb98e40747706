"""Stretches of days and days counted ahead: "next week", "end of the month", "in two weeks"."""

from datetime import date

from dateutil.relativedelta import relativedelta

from bot.nlu.times.dates import DAY, WEEK, DateReader, Days, Found
from bot.nlu.times.holidays import last_of_month


class StretchReader(DateReader):
    """Adds weeks, weekends, months and their parts."""

    def at(self, index: int) -> Found:
        """The days named at `index`, and the index after them; the reader of all kinds says how."""
        raise NotImplementedError

    def _stretch(self, index: int) -> Found:
        return self._nth_week(index) or self._week(index) or self._weekend(index) or self._whole_month(index)

    def _nth_week(self, index: int) -> Found:
        """The like of "first week of january", "la última semana de mayo"."""
        start = self._skip(index, "the")
        nth = -1 if self._kind(start, "last") else self._value(start, "ordinal")
        month = self._value(self._skip(start + 2, "the", "from", "in"), "month")
        if nth is None or nth > 4 or month is None or not self._kind(start + 1, "weeks_unit", "week_of"):
            return None
        year = self.today.year if month >= self.today.month else self.today.year + 1
        last = last_of_month(year, month)
        first = last - 6 * DAY if nth < 0 else date(year, month, 7 * nth - 6)
        return Days(max(first, self.today), first + 6 * DAY), self._skip(start + 2, "the", "from", "in") + 1

    def _week(self, index: int) -> Found:
        monday = self._monday(self.today)
        if self._kind(index, "week_of"):
            inside = self.at(index + 1) or self._nearest(self._skip(index + 1, "the"))
            if inside is None:
                return None
            first = self._monday(inside[0].start)
            return Days(first, first + 6 * DAY), inside[1]
        start = self._skip(index, "the") if self._kind(index, "the") else index
        if self._kind(start, "weeks_unit") and self._kind(start + 1, "after"):
            inner = self._skip(start + 2, "the")
            if self._kind(inner, "next"):
                return Days(monday + 2 * WEEK, monday + 2 * WEEK + 6 * DAY), inner + (
                    2 if self._kind(inner + 1, "weeks_unit") else 1
                )
        if (self._kind(start, "next", "coming", "other") and self._kind(start + 1, "weeks_unit")) or (
            self._kind(start, "weeks_unit") and self._kind(start + 1, "next", "which_comes", "coming")
        ):
            return Days(monday + WEEK, monday + WEEK + 6 * DAY), start + 2
        if self._kind(start, "this") and self._kind(start + 1, "weeks_unit"):
            return Days(self.today, monday + 6 * DAY), start + 2
        return None

    def _weekend(self, index: int) -> Found:
        start, how = index, "this"
        while self._kind(start, "the", "this", "next", "coming") and not self._kind(start, "weekend"):
            how = "next" if self._kind(start, "next") else how
            start += 1
        if not self._kind(start, "weekend"):
            return None
        after = start + 1
        if self._kind(after, "after") and self._kind(after + 1, "next"):
            saturday = self._monday(self.today) + 5 * DAY + 2 * WEEK
            return Days(saturday, saturday + DAY), after + 2
        if self._kind(after, "next", "which_comes", "coming"):
            how, after = ("next" if self._kind(after, "next") else "this"), after + 1
        saturday = self._monday(self.today) + 5 * DAY
        if how == "next":
            saturday += WEEK
        return Days(max(saturday, self.today), saturday + DAY), after

    def _whole_month(self, index: int) -> Found:
        start = self._skip(index, "the") if self._kind(index, "the") else index
        first = self.today.replace(day=1)
        if (self._kind(start, "next", "coming") and self._kind(start + 1, "months_unit")) or (
            self._kind(start, "months_unit") and self._kind(start + 1, "next", "which_comes", "coming")
        ):
            first += relativedelta(months=1)
            return Days(first, last_of_month(first.year, first.month)), start + 2
        if self._kind(start, "this") and self._kind(start + 1, "months_unit"):
            return Days(self.today, last_of_month(first.year, first.month)), start + 2
        return None

    def _portion(self, index: int) -> Found:
        """The like of "end of next week", "principios de diciembre", "later this week", "the rest of the week"."""
        start = self._skip(index, "the") if self._kind(index, "the") else index
        kind = next((k for k in ("beginning", "middle", "ending_part", "rest_of") if self._kind(start, k)), None)
        if kind is None or self._kind(start, "week_of"):
            return None
        inner = self._skip(start + 1, "the", "in", "from")
        whole = self._week(inner) or self._whole_month(inner) or self._month(inner)
        if whole is None and self._value(inner, "month") is not None:
            whole = self._month(inner - 1)
        if whole is None and self._kind(inner, "weeks_unit"):
            whole = Days(self.today, self._monday(self.today) + 6 * DAY), inner + 1
        if whole is None and self._kind(inner, "months_unit"):
            whole = Days(self.today, last_of_month(self.today.year, self.today.month)), inner + 1
        if whole is None or whole[0].end is None:
            return None
        return self._cut(kind, whole[0].start, whole[0].end), whole[1]

    def _cut(self, kind: str, start: date, end: date) -> Days:
        if kind == "rest_of":
            return Days(start, end)
        if (end - start).days <= 7 and end.weekday() == 6:
            monday = self._monday(start)
            first, last = {"beginning": (0, 1), "middle": (2, 2), "ending_part": (3, 4)}[kind]
            return Days(max(monday + first * DAY, self.today), monday + last * DAY)
        month = end.replace(day=1)
        first, last = {"beginning": (1, 10), "middle": (11, 20), "ending_part": (21, end.day)}[kind]
        return Days(max(month.replace(day=first), self.today), month.replace(day=last))

    def _relative(self, index: int) -> Found:
        if self._kind(index, "a_week_from"):
            inside = self.at(index + 1)
            if inside is not None:
                return Days(inside[0].start + WEEK), inside[1]
            return (Days(self.today + WEEK), index + 2) if self._kind(index + 1, "from_now", "day") else None
        start = index + 1 if self._kind(index, "in") else index
        ahead = self._amount(start)
        if ahead is None:
            return None
        count, unit, after = ahead
        is_in = start > index
        within = is_in and self._kind(index, "within")
        if self._kind(after, "from_now"):
            after += 1
        elif self._kind(after, "from", "after") and self.at(after + 1) is not None:
            inside = self.at(after + 1)
            assert inside is not None
            return Days(self._ahead(inside[0].start, count, unit)), inside[1]
        elif not is_in:
            return None
        day = self._ahead(self.today, count, unit)
        return (Days(self.today, day) if within else Days(day)), after

    def _ahead(self, day: date, count: int, unit: str) -> date:
        step = {
            "days_unit": relativedelta(days=count),
            "weeks_unit": relativedelta(weeks=count),
            "months_unit": relativedelta(months=count),
            "years_unit": relativedelta(years=count),
        }
        return day + step[unit]

    def _amount(self, index: int) -> tuple[int, str, int] | None:
        count = self._value(index, "number")
        after = index + 1
        if self._kind(index, "couple"):
            count = 2
        elif self._kind(index, "few"):
            count = 3
        elif count is None and self._kind(index, "the"):
            if self._kind(index + 1, "couple", "few"):
                return self._amount(index + 1)
            count = 1
        if count is None or not 0 < count < 100:
            return None
        for unit in ("days_unit", "weeks_unit", "months_unit", "years_unit"):
            if self._kind(after, unit):
                return count, unit, after + 1
        return None
