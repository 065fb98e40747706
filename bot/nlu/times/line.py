"""What the readers of days and hours stand on: the words, looked at by place, and today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.nlu.times.words import Lex

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
_TELLING = ("weekday", "number", "ordinal", "month", "holiday", "clock")


@dataclass(frozen=True, slots=True)
class Days:
    """From `start` to `end`, both inclusive; one day when `end` is None."""

    start: date
    end: date | None = None
    other: "Days | None" = None  # a second reading of the same words, to be offered
    part: str | None = None  # "tonight" names a part of the day as well
    is_weekday: bool = False  # said by its weekday alone: a week named beside it may move it
    is_numbered: bool = False  # said by its number in the month alone
    is_range: bool = False  # "july 13-15"
    is_portion: bool = False  # "the end of the week"
    is_soon: bool = False  # "as soon as possible"
    is_today: bool = False  # said as "today" or "now"
    of_week: bool = False  # a weekday of a week that was named
    is_none: bool = False  # "february 31": the calendar has no such day
    also: tuple["Days", ...] = ()  # "dec 7 or 8"

    @property
    def last(self) -> date:
        return self.end or self.start


Found = tuple[Days, int] | None  # the days, and the place after their words


@dataclass(frozen=True, slots=True)
class Line:
    """The words of a message. In Spanish (`day_first`) 3/12 is the third of December."""

    lexes: Sequence[Lex]
    today: date
    day_first: bool

    def is_(self, place: int, *kinds: str) -> bool:
        return 0 <= place < len(self.lexes) and not self.lexes[place].kinds.keys().isdisjoint(kinds)  # asked most often

    def value(self, place: int, kind: str) -> int | None:
        """The number a word stands for as this kind; None where it is none."""
        if not 0 <= place < len(self.lexes):
            return None
        value = self.lexes[place].kinds.get(kind)
        return value if isinstance(value, int) and not isinstance(value, bool) else None

    def name(self, place: int, kind: str) -> str | None:
        """The name a word stands for as this kind, such as a holiday's."""
        value = self.lexes[place].kinds.get(kind) if 0 <= place < len(self.lexes) else None
        return value if isinstance(value, str) else None

    def skip(self, place: int, *kinds: str) -> int:
        """The next place that is not one of these little words."""
        while self.is_(place, *kinds) and not self.is_(place, *_TELLING):
            place += 1
        return place

    def skip_back(self, place: int, *kinds: str) -> int:
        """The same, backwards."""
        while self.is_(place, *kinds) and not self.is_(place, *_TELLING):
            place -= 1
        return place

    def ends(self, place: int) -> bool:
        """Whether nothing follows here, or only after a pause."""
        return place >= len(self.lexes) or self.lexes[place].pause > 0

    @property
    def monday(self) -> date:
        """The Monday of this week."""
        return monday_of(self.today)


def monday_of(day: date) -> date:
    """A week runs from Monday to Sunday."""
    return day - timedelta(days=day.weekday())
