"""A message as a row of times and the little words between them: what the grammar in `windows.py` works on."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from bot.nlu.text import word_set
from bot.nlu.times.clocks import Clock, read_clock
from bot.nlu.times.context import Context
from bot.nlu.times.days import read_days
from bot.nlu.times.holidays import last_of_month
from bot.nlu.times.lengths import is_length, minutes_ahead
from bot.nlu.times.line import Days, Found, Line
from bot.nlu.times.pieces import TIMES, Item
from bot.nlu.times.referring import bound_referred_to, day_referred_to, last_day
from bot.nlu.times.words import Lex

_KNOWN = ("day", "number", "ordinal", "clock", "weekday", "part", "month", "after", "before")
_TIME_WORDS = ("day", "number", "ordinal", "clock", "weekday", "part", "month", "noon", "holiday")
_NO_PREPOSITION = ("number", "noon", "quarter_to", "day", "from")
_SEPARATORS = ("comma", "or", "and")
_LINKS = ("between", "but", "later", "earlier", "after", "from", "before", "or", "and")  # in the order they are tried
_REFUSALS = ("not", "no", "refused")
_NO_TIME = word_set(
    "visit suits asks fact told symptom not no none except refused correction any because so but move age_of"
    " not_a_visit began counted_thing books only instead greeting habit with"
)  # a word that is nothing else begins no time
_LONG_AHEAD = timedelta(days=200)
_PASSED_OVER = ("the", "at", "around", "any", "this", "in", "every", "de", "suits", "visit")


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
        if self._mark(lex, place):
            return place + 1
        length = is_length(self.line, place, is_ahead=self.context.looks_ahead)
        if length > place:
            for within in self.line.lexes[place + 1 : length]:
                self.context.hear(within, self.items)
            return self._add("gap", place, after=length)
        return self._time(place) or self._link(place)

    def _mark(self, lex: Lex, place: int) -> bool:
        """Marks a reason, a conclusion, a fact or a request; whether the word says nothing more. See `clauses`."""
        if lex.is_("so", "because"):
            is_reason = lex.is_("because") and (self.context.is_wish or not lex.is_("so"))
            is_choice = bool(self.items) and self.items[0].kind == "or"  # "if not monday then tuesday"
            self._add("because" if is_reason else "or" if is_choice else "so", place)
            self.context.pause()
            return True
        if lex.is_("reason_opens") and self._opens_reason(lex, place):
            self._add("fact" if not self.items else "because", place)
            return True
        if lex.is_("asks") and self._last_time:
            self._add("asks", place)
        if lex.is_("fact") or (lex.is_("equals") and self.line.is_(place + 1, "weekday", "holiday", "number")):
            bound = place - 1 - (self.line.is_(place - 1, "suits") or not self.line.is_(place - 1, *_KNOWN))
            if not self.line.is_(bound, "after", "before"):  # not in "after my class"
                self._add("fact", place)
        return False

    def _opens_reason(self, lex: Lex, place: int) -> bool:
        """The like of "como trabajo hasta las tres, …", "…, que el lunes es feriado", but not "como a las tres"."""
        names_time = self.line.is_(self.line.skip(place + 1, "the", "at"), *_TIME_WORDS, "that_day")
        return (
            names_time and lex.pause > 0 and bool(self._last_time) if lex.is_("que") else place == 0 and not names_time
        )

    # ------------------------------------------------------------ times

    def _time(self, place: int) -> int | None:
        if self.line.lexes[place].kinds.keys() <= _NO_TIME or self._is_joint(place):
            return None
        start, is_at = self._past_at(place)
        clock = read_clock(self.line, start, cued=True) if is_at else None
        if clock is not None:
            return self._take("clock", clock[0], place, clock[1])
        after = self._referred(place)
        if after is not None:
            return after
        days = read_days(self.line, place)
        if days is not None:
            return self._take_days(days, place)
        ahead = minutes_ahead(self.line, place)
        if ahead is not None:
            return self._take("moment", self._ahead(ahead[0]), place, ahead[1])
        opens_range = self._last in ("from", "between")
        clock = read_clock(self.line, start, cued=self._is_cued(place, start), opens_range=opens_range)
        if clock is not None:
            return self._take("clock", clock[0], place, clock[1])
        if self.line.is_(start, "now_time") and (self._last == "day" or self._day_follows(start + 1)):
            return self._take("clock", Clock(self.now.hour * 60 + self.now.minute, sure=True), place, start + 1)
        if self.line.name(place, "day") == "asap":
            return self._take("day", Days(self.now.date(), is_soon=True), place, place + 1)
        part = self.line.name(place, "part")
        if part is None and (self._last == "day" or self._is_alone(place)):
            part = self.line.name(place, "day_part")
        return None if part is None else self._take("part", part, place, place + 1)

    def _is_alone(self, place: int) -> bool:
        """The like of "am please": a word that opens the message and is closed by nothing of weight."""
        return place == 0 and (self.line.ends(1) or self.line.is_(1, "suits"))

    def _ahead(self, minutes: int) -> datetime:
        """So many minutes from now on the wall clock, also in the night in which it is turned back."""
        moment = self.now.astimezone(UTC) + timedelta(minutes=minutes)
        return moment.astimezone(self.now.tzinfo).replace(second=0, microsecond=0)

    def _referred(self, place: int) -> int | None:
        """A day or a bound that refers back to a time named before; the place after it."""
        bound = bound_referred_to(self.line, place, self.items, self._last)
        if bound is not None:
            self._add(bound[0], place)
            return self._add(bound[1].kind, place, bound[1].value, place + 1 + self.line.is_(place + 1, "that_time"))
        if self._is_this_one(place):
            self._mean_the_other()
            return self._add("gap", place)
        found = day_referred_to(self.line, place, self.items, self._last)
        if found is None:
            return None
        days, after, is_instead = found
        if is_instead:
            self._add("so", place)
        return self._take("day", days, place, after)

    def _take(self, kind: str, value: object, place: int, after: int) -> int:
        is_told = self.context.silences(kind, self.line, place, after, self._last)
        return self._add("gap" if is_told else kind, place, None if is_told else value, after)

    def _take_days(self, found: Found, place: int) -> int:
        assert found is not None
        days, after = self._settled(found[0]), found[1]
        is_long_ago = self._last == "from" and days.start - self.line.today > _LONG_AHEAD
        if days.is_none or is_long_ago:
            return self._add("gap", place, after=after)  # "since september 14" is over, not a year ahead
        self._take("day", days, place, after)
        for another in days.also:
            self._add("and", place)
            self._take("day", another, place, after)
        return after if days.part is None else self._take("part", days.part, place, after)

    def _settled(self, days: Days) -> Days:
        """The days in the light of those before: "valentines is out, the 15th", "not this friday but next friday"."""
        before = last_day(self.items)
        if before is None:
            return days
        if days.other is not None and before.start == days.start:
            return days.other
        if before.other is not None and self._last in _REFUSALS and days.start == before.start:
            self._mean_the_other()
        is_dated = not (before.is_numbered or before.is_weekday or before.is_today or before.end or before.other)
        if days.is_numbered and is_dated and days.start < before.start and days.start.day > before.start.day:
            last = last_of_month(before.start.year, before.start.month)
            return replace(days, start=before.start.replace(day=min(days.start.day, last.day)))
        return days

    def _is_this_one(self, place: int) -> bool:
        """The "this" of "next friday, not this one"."""
        if not self.line.is_(place, "this") or self._last not in _REFUSALS:
            return False
        before = last_day(self.items)
        is_named = self.line.is_(place + 1, "weekday", "weeks_unit", "weekend")
        return before is not None and before.other is not None and not is_named

    def _mean_the_other(self) -> None:
        """Of "next friday, not this one" the later reading is meant."""
        at = max(at for at, item in enumerate(self.items) if item.kind == "day")
        self.items[at] = replace(self.items[at], value=self.items[at].value.other)

    def _is_joint(self, place: int) -> bool:
        """The "a" of "lunes a miércoles" joins two days; it must not be read as part of the second."""
        is_to = self.line.is_(place, "to") and not self.line.is_(place, "day")
        return is_to and (self._last == "clock" or (self._last == "day" and not self.line.is_(place, "at")))

    def _past_at(self, place: int) -> tuple[int, bool]:
        """The place behind "at about the", and whether an hour was announced there."""
        line, is_at = self.line, False
        while line.is_(place, "at", "around", "the") and not line.is_(place, *_NO_PREPOSITION):
            is_at = is_at or (line.is_(place, "at", "around") and not line.is_(place, "el"))
            place += 1
        return place, is_at and not line.is_(place, "numeric_date", "date")

    def _is_cued(self, place: int, start: int) -> bool:
        """Whether a bare number here may be an hour."""
        line, last = self.line, self._last
        if last in ("after", "before", "until", "by", "between", "from", "day", "part") and place == start:
            return True
        if line.is_(place - 1, "las") or (line.is_(place, "asked") and (place == 0 or line.lexes[place].pause)):
            return True  # "por la mañana o a las 3", "11?"
        if last in ("to", "until", "not", "no", "so", "correction", *_SEPARATORS) and self._last_time == "clock":
            return True
        if last in ("and", "to") and [item.kind for item in self.items[-3:-1]] == ["between", "part"]:
            return True  # "between lunch and 3"
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
        refusal = self._refusal_at(lex, place)
        if refusal:
            return (refusal,)
        if lex.is_("to"):
            if lex.is_("at") and self._last != "clock":
                return ()
            if not lex.is_("the") or self._last in TIMES:
                return ("until" if lex.is_("before") else "to",)
        if lex.is_("de") and not self._range_follows(place):
            return ()
        if lex.is_("or") and lex.is_("that_time") and self.line.ends(place + 1):
            return ()  # "the 13th then, 8:30"
        kind = next((kind for kind in _LINKS if lex.is_(kind)), "")
        if kind in ("later", "earlier"):
            if self._time_follows(place + 1):  # "before 10 or after 4"
                return ("or", "after" if kind == "later" else "before")
            kind = kind if self._last in TIMES else "before" if kind == "earlier" else ""  # "at the latest friday"
        if kind:
            return ("by" if kind == "before" and not lex.is_("relative_to") else kind,)
        is_answer = lex.is_("visit") and self._last == "no"  # "no, can we do monday"
        return () if lex.is_(*_PASSED_OVER) and not is_answer else ("gap",)

    def _refusal_at(self, lex: Lex, place: int) -> str:
        is_out = lex.is_("runs_out") and self._last == "day" and self.line.ends(place + 1)
        found = (kind for kind in ("correction", "except", *_REFUSALS) if lex.is_(kind))
        return "refused" if is_out else next(found, "")  # "wednesday's out"

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
        for item in reversed(self.items):
            if item.kind not in ("asks", "fact"):
                return item.kind
        return ""

    @property
    def _last_time(self) -> str:
        return next((item.kind for item in reversed(self.items) if item.kind in TIMES), "")
