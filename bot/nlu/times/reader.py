"""Puts days, clock times and little words together into windows. See the table of windows in labels.md."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.nlu.meaning import Reason, TimeWindow
from bot.nlu.text import Text, word_set
from bot.nlu.times.clocks import Clock, read_clock
from bot.nlu.times.days import DayReader, Days
from bot.nlu.times.spans import minutes_ahead, no_visit
from bot.nlu.times.windows import Piece, share, write
from bot.nlu.times.words import Lex, TimeWords
from bot.values import Language

MOST_WINDOWS = 4
_ANCHORS = word_set(
    "weekday month day holiday part clock number ordinal date numeric_date weeks_unit"
    " months_unit weekend noon midnight days_unit hours_unit minutes"
)  # without one of these no time is named


@dataclass(frozen=True, slots=True)
class Times:
    """The windows named, other readings of the same words, and the words."""

    windows: tuple[TimeWindow, ...] = ()
    readings: tuple[tuple[TimeWindow, ...], ...] = ()
    reasons: tuple[Reason, ...] = ()


@dataclass(slots=True)
class _Reading:
    """Walks over the words once and collects the pieces."""

    words: TimeWords
    lexes: Sequence[Lex]
    now: datetime
    days: DayReader
    pieces: list[Piece] = field(default_factory=lambda: [Piece()])
    bound: str = ""  # after, before, between or not: how the next thing is meant
    joined: str = ""  # to, and, or: how it hangs on the one before
    used: list[int] = field(default_factory=list)

    @property
    def last(self) -> Piece:
        return self.pieces[-1]

    def walk(self) -> None:
        index = 0
        while index < len(self.lexes):
            index = self._step(index)

    def _step(self, index: int) -> int:
        if not self.lexes[index].kinds:
            self.bound = self.joined = ""
            return index + 1
        skipped = no_visit(self.lexes, index)
        if skipped > index:
            self.bound = self.joined = ""
            return skipped
        if self._joins_days(index):
            self.joined = "to"
            return index + 1
        clock = read_clock(self.lexes, self._past_at(index), cued=self._is_cued(index))
        found = self.days.at(index)
        if found is not None and not (clock is not None and self._clock_first(index, clock[1], found)):
            if not self._is_refused(found[1]):
                self._take_days(found[0])
            return self._mark(index, found[1])
        ahead = minutes_ahead(self.lexes, index)
        if ahead is not None:
            self.last.moment = (self.now + timedelta(minutes=ahead[0])).replace(second=0, microsecond=0)
            return self._mark(index, ahead[1])
        if clock is not None:
            self._take_clock(clock[0])
            return self._mark(index, clock[1])
        return self._small_word(index)

    def _joins_days(self, index: int) -> bool:
        """The "a" of "lunes a miércoles" joins two days; it must not be read as part of the second."""
        lex = self.lexes[index]
        is_open = self.last.days is not None and self.last.days.end is None and not self.last.has_time
        return bool(
            lex.is_("to")
            and not lex.is_("at")
            and is_open
            and not self.joined
            and index
            and self.lexes[index - 1].last in self.used
        )

    def _is_refused(self, after: int) -> bool:
        """A day with a bare "no" behind it: "el jueves no, mejor el viernes"."""
        lexes = self.lexes
        if after >= len(lexes) or not lexes[after].is_("not") or lexes[after].pause:
            return False
        return after + 1 == len(lexes) or lexes[after + 1].pause > 0

    def _mark(self, index: int, after: int) -> int:
        self.used.extend((self.lexes[index].first, self.lexes[after - 1].last))
        self.bound = self.joined = ""
        return after

    def _past_at(self, index: int) -> int:
        while (
            index < len(self.lexes)
            and self.lexes[index].is_("at", "around", "the")
            and not self.lexes[index].is_("number", "noon", "quarter_to")
        ):
            index += 1
        return index

    def _is_cued(self, index: int) -> bool:
        """Whether a bare number here may be an hour."""
        lexes = self.lexes
        start = self._past_at(index)
        cues = any(lexes[i].is_("at", "around") or lexes[i].is_("las") for i in range(index, start))
        piece = self.last
        follows_day = index > 0 and piece.days is not None and not piece.has_time and lexes[index - 1].last in self.used
        follows_clock = bool(self.joined) and (piece.low is not None or piece.high is not None)
        heads_range = (
            start + 2 < len(lexes)
            and lexes[start + 1].is_("to", "or")
            and lexes[start + 2].is_("number", "clock", "noon")
        )
        return bool(cues or self.bound or follows_day or follows_clock or heads_range)

    def _clock_first(self, index: int, clock_after: int, found: tuple[Days, int]) -> bool:
        """The like of "at 5 on friday" is an hour; "the 5th" and "5 de mayo" are days."""
        lexes = self.lexes
        if lexes[index].is_("weekday", "month", "day", "holiday", "ordinal", "date", "numeric_date", "in"):
            return False
        if found[1] > clock_after:
            return False
        return not any(
            lexes[i].is_("ordinal", "month", "weekday", "el") for i in range(index, min(found[1], len(lexes)))
        )

    def _small_word(self, index: int) -> int:
        lex = self.lexes[index]
        if lex.kinds.get("day") == "asap":
            if self.last.days is None:
                self.last.days = Days(self.now.date())
            return self._mark(index, index + 1)
        if "part" in lex.kinds and not (self.last.part is not None and not self.joined and not lex.pause):
            self._take_part(str(lex.kinds["part"]))
            return self._mark(index, index + 1)
        if not self._or_later(index):
            self._bind(index)
        return index + 1

    def _bind(self, index: int) -> None:
        """Remembers how the next thing is meant: joined to the one before, or after, before, between, not."""
        lex = self.lexes[index]
        if lex.is_("to", "and", "or") and index > 0 and self.lexes[index - 1].last in self.used:
            self.joined = "to" if lex.is_("to") else "and" if lex.is_("and") else "or"
            if lex.is_("before") and self._clock_follows(index) and self.last.low is not None and not lex.is_("to"):
                self.bound = "before"
            return
        if lex.is_("but_before"):
            self.bound = "before"
            return
        opens_range = lex.is_("from") and self._range_follows(index)
        for kind in ("between", "not", "after", "before"):
            if lex.is_(kind) and not (kind == "after" and opens_range):
                self.bound = kind
                return
        if not lex.is_("the", "at", "around", "any", "this", "from", "in"):
            self.bound = self.joined = ""

    def _clock_follows(self, index: int) -> bool:
        return read_clock(self.lexes, self._past_at(index + 1), cued=True) is not None

    def _range_follows(self, index: int) -> bool:
        """The like of "from 9 to 11", "de lunes a miercoles": the start of a range, not an open "after"."""
        return any(lex.is_("to") for lex in self.lexes[index + 1 : index + 7])

    def _or_later(self, index: int) -> bool:
        lex = self.lexes[index]
        if index == 0 or self.lexes[index - 1].last not in self.used:
            return False
        if lex.is_("or_later") and self.last.low is not None and not (lex.is_("the") and index + 1 < len(self.lexes)):
            return True
        if lex.is_("or_earlier") and self.last.low is not None:
            self.last.low, self.last.high = None, self.last.low
            return True
        return False

    # ------------------------------------------------------------ taking what was found

    def _fresh(self) -> Piece:
        if not self.last.is_empty:
            self.pieces.append(Piece())
        return self.last

    def _take_days(self, days: Days) -> None:
        piece = self.last
        if self.bound == "not":
            return
        if (
            self.joined in ("to", "and")
            and piece.days is not None
            and piece.days.end is None
            and (self.joined == "to" or self._is_between)
            and not piece.has_time
        ):
            end = days.end or days.start
            if end >= piece.days.start:
                piece.days = Days(piece.days.start, end)
                return
        if piece.days is not None or (False):
            piece = self._fresh()
        piece.days = days
        piece.until_day = self.bound == "before"
        if days.part is not None:
            piece.part = days.part

    @property
    def _is_between(self) -> bool:
        return any(lex.is_("between") for lex in self.lexes)

    def _take_clock(self, clock: Clock) -> None:
        piece = self.last
        if self.bound == "not":
            return
        has_low = piece.low is not None and piece.high is None
        if has_low and (self.joined == "to" or (self.joined == "and" and self._is_between) or self.bound == "before"):
            piece.high = clock
            return
        if piece.low is not None or piece.high is not None:
            piece = self._fresh()
        if self.bound == "before":
            piece.high = clock
        else:
            piece.low = clock

    def _take_part(self, part: str) -> None:
        piece = self.last
        if self.bound == "not":
            return
        if piece.part is not None:
            piece = self._fresh()
        piece.part = part


def read_times(words: TimeWords, text: Text, now: datetime, language: Language) -> Times:
    """Never raises; a text that names no time gives no windows."""
    lexes = words.lex(text)
    if not any(not _ANCHORS.isdisjoint(lex.kinds) for lex in lexes):
        return Times()
    reading = _Reading(words, lexes, now, DayReader(lexes, now.date(), day_first=language is Language.ES))
    reading.walk()
    pieces = share([piece for piece in reading.pieces if not piece.is_empty])[:MOST_WINDOWS]
    if not pieces:
        return Times()
    windows = tuple(dict.fromkeys(write(piece, words, piece.days) for piece in pieces))
    others = tuple(
        (write(piece, words, piece.days.other),)
        for piece in pieces
        if piece.days is not None and piece.days.other is not None
    )
    quoted = text.quote(min(reading.used), max(reading.used))
    return Times(windows, others[:2], (Reason("time named", quoted),))
