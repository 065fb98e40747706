"""A message as a row of times and the little words between them: what the grammar in `windows.py` works on."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from bot.nlu.times.clocks import read_clock
from bot.nlu.times.context import Context
from bot.nlu.times.days import read_days
from bot.nlu.times.lengths import is_length, minutes_ahead
from bot.nlu.times.line import DAY, WEEK, Days, Found, Line
from bot.nlu.times.pieces import Item
from bot.nlu.times.stretches import week_of

TIMES = ("day", "clock", "part", "moment")
_SEPARATORS = ("comma", "or", "and")
_LINKS = ("between", "but", "later", "earlier", "after", "from", "before", "or", "and")  # in the order they are tried
_LONG_AHEAD = timedelta(days=200)
_PASSED_OVER = ("the", "at", "around", "any", "this", "in", "every", "de", "suits", "visit")


def _a_week_on(days: Days) -> Days:
    return Days(days.start + WEEK, None if days.end is None else days.end + WEEK)


@dataclass(slots=True)
class Reading:
    """Walks over the words once and collects the items."""

    line: Line
    now: datetime
    items: list[Item] = field(default_factory=list)
    context: Context = field(default_factory=Context)

    def read(self) -> list[Item]:
        place = 0
        while place < len(self.line.lexes):
            place = self._step(place)
        return self.items

    def _step(self, place: int) -> int:
        lex = self.line.lexes[place]
        if lex.pause:
            self._add("stop" if lex.pause > 1 else "comma", place)
            self.context.pause()
        self.context.hear(lex, self.items)
        if not lex.kinds:
            return self._add("gap", place)
        length = is_length(self.line, place, is_ahead=self.context.looks_ahead)
        if length > place:
            for within in self.line.lexes[place + 1 : length]:
                self.context.hear(within, self.items)
            return self._add("gap", place, after=length)
        return self._time(place) or self._link(place)

    # ------------------------------------------------------------ times

    def _time(self, place: int) -> int | None:
        if self._is_joint(place):
            return None
        start, is_at = self._past_at(place)
        clock = read_clock(self.line, start, cued=True) if is_at else None
        if clock is not None:
            return self._take("clock", clock[0], place, clock[1])
        days = self._next_one(place) or read_days(self.line, place) or self._day_after(place)
        if days is not None:
            return self._take_days(days, place)
        ahead = minutes_ahead(self.line, place)
        if ahead is not None:
            return self._take("moment", self._ahead(ahead[0]), place, ahead[1])
        opens_range = self._last in ("from", "between")
        clock = read_clock(self.line, start, cued=self._is_cued(place, start), opens_range=opens_range)
        if clock is not None:
            return self._take("clock", clock[0], place, clock[1])
        if self.line.name(place, "day") == "asap":
            return self._take("day", Days(self.now.date(), is_soon=True), place, place + 1)
        part = self.line.name(place, "part")
        if part is None and self._last == "day":
            part = self.line.name(place, "day_part")
        return None if part is None else self._take("part", part, place, place + 1)

    def _ahead(self, minutes: int) -> datetime:
        """So many minutes from now on the wall clock, also in the night in which it is turned back."""
        moment = self.now.astimezone(UTC) + timedelta(minutes=minutes)
        return moment.astimezone(self.now.tzinfo).replace(second=0, microsecond=0)

    def _next_one(self, place: int) -> Found:
        """The like of "este viernes o el otro", "not next week, the one after"."""
        for at in (place, place + 1):
            if self.line.is_(at, "next_one") and self.line.ends(at + 1) and (at == place or self.line.is_(place, "or")):
                day = next((item.value for item in reversed(self.items) if item.kind == "day"), None)
                return None if day is None else (_a_week_on(day), at + 1)
        return None

    def _day_after(self, place: int) -> Found:
        """The like of "tomorrow or the day after", "next week or the week after"."""
        day = next((item.value for item in reversed(self.items) if item.kind == "day"), None)
        start = self.line.skip(place, "the")
        if day is None or not self.line.is_(start + 1, "after", "next"):
            if day is None or not self.line.is_(start, "next"):
                return None
            if self.line.is_(start + 1, "days_unit"):
                return Days(day.last + DAY), start + 2
            is_alone = self._last in ("or", "and") and self.line.ends(start + 1)  # "este lunes o el próximo"
            return (_a_week_on(day), start + 1) if is_alone else None
        if self.line.is_(start, "weeks_unit"):
            return week_of(day.last + WEEK), start + 2
        return (Days(day.last + DAY), start + 2) if self.line.is_(start, "days_unit") else None

    def _take(self, kind: str, value: object, place: int, after: int) -> int:
        is_told = self.context.silences(kind, self.line, place, after, self._last)
        return self._add("gap" if is_told else kind, place, None if is_told else value, after)

    def _take_days(self, found: Found, place: int) -> int:
        assert found is not None
        days, after = found
        if self._last == "from" and days.start - self.line.today > _LONG_AHEAD:
            return self._add("gap", place, after=after)  # "since september 14" is over, not a year ahead
        self._take("day", days, place, after)
        for another in days.also:
            self._add("and", place)
            self._take("day", another, place, after)
        return after if days.part is None else self._take("part", days.part, place, after)

    def _is_joint(self, place: int) -> bool:
        """The "a" of "lunes a miércoles" joins two days; it must not be read as part of the second."""
        is_to = self.line.is_(place, "to") and not self.line.is_(place, "day")
        return is_to and (self._last == "clock" or (self._last == "day" and not self.line.is_(place, "at")))

    def _past_at(self, place: int) -> tuple[int, bool]:
        """The place behind "at about the", and whether an hour was announced there."""
        line, is_at = self.line, False
        while line.is_(place, "at", "around", "the") and not line.is_(place, "number", "noon", "quarter_to", "day"):
            is_at = is_at or (line.is_(place, "at", "around") and not line.is_(place, "el"))
            place += 1
        return place, is_at and not line.is_(place, "numeric_date", "date")

    def _is_cued(self, place: int, start: int) -> bool:
        """Whether a bare number here may be an hour."""
        line, last = self.line, self._last
        if last in ("after", "before", "until", "by", "between", "from", "day", "part") and place == start:
            return True
        if last in ("to", "until", "not", *_SEPARATORS) and self._last_time == "clock":
            return True
        following = start + 1
        while line.is_(following, "number", "clock") and line.lexes[following].pause == 1:  # "10, 11 or 2"
            following += 1
        if line.is_(following, "to", "or") and not line.is_(following, "at"):
            following = line.skip(following + 1, "the")
            heads_range = line.is_(following, "number", "clock", "noon") and not line.is_(following, "ordinal")
            return heads_range or line.is_(start + 1, "later", "earlier")
        if line.is_(following, "later", "earlier") or self._day_follows(following):
            return True
        is_offered = place == 0 or line.is_(place - 1, "visit") or line.is_(start - 1, "visit")
        is_closed = line.ends(following) or line.is_(following, "visit", "suits")
        return is_offered and is_closed and (place > 0 or line.is_(following, "visit", "suits"))  # "does 4 work"

    def _day_follows(self, place: int) -> bool:
        """The like of "3 on friday", "9 tomorrow"."""
        place = self.line.skip(place, "the")
        return self.line.is_(place, "weekday") or self.line.name(place, "day") in ("today", "tomorrow")

    # ------------------------------------------------------------ little words

    def _link(self, place: int) -> int:
        kinds = self._links_at(place)
        for kind in kinds:
            self._add(kind, place)
        return place + 1

    def _links_at(self, place: int) -> tuple[str, ...]:
        """What the little word joins or bounds here; nothing where it may be passed over."""
        lex = self.line.lexes[place]
        if lex.is_("correction"):
            return ("correction",)
        if lex.is_("not", "refused"):
            return ("not" if lex.is_("not") else "refused",)
        if lex.is_("to"):
            if lex.is_("at") and self._last != "clock":
                return ()
            if not lex.is_("the") or self._last in TIMES:
                return ("until" if lex.is_("before") else "to",)
        if lex.is_("de") and not self._range_follows(place):
            return ()
        kind = next((kind for kind in _LINKS if lex.is_(kind)), "")
        if kind in ("later", "earlier"):
            if self._time_follows(place + 1):  # "before 10 or after 4"
                return ("or", "after" if kind == "later" else "before")
            kind = kind if self._last in TIMES else ""
        if kind:
            return ("by" if kind == "before" and not lex.is_("relative_to") else kind,)
        is_answer = lex.is_("visit") and self._last == "not"  # "no, can we do monday"
        return () if lex.is_(*_PASSED_OVER) and not is_answer else ("gap",)

    def _time_follows(self, place: int) -> bool:
        place = self.line.skip(place, "the", "at", "from")
        return self.line.is_(place, "number", "clock", "noon") and self._last in TIMES

    def _range_follows(self, place: int) -> bool:
        """The like of "de 9 a 11", "de lunes a viernes": the start of a range, not an open one."""
        return any(lex.is_("to", "later") for lex in self.line.lexes[place + 1 : place + 6])

    # ------------------------------------------------------------ the row

    def _add(self, kind: str, place: int, value: object = None, after: int | None = None) -> int:
        after = place + 1 if after is None else after
        if kind != "gap" or self._last != "gap":
            lexes = self.line.lexes
            self.items.append(Item(kind, value, lexes[place].first, lexes[after - 1].last))
        return after

    @property
    def _last(self) -> str:
        return self.items[-1].kind if self.items else ""

    @property
    def _last_time(self) -> str:
        return next((item.kind for item in reversed(self.items) if item.kind in TIMES), "")
