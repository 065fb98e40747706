"""The time reader's one door: a message in, windows out. See the table of windows in labels.md."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.nlu.meaning import Reason, TimeWindow
from bot.nlu.text import Text, word_set
from bot.nlu.times.clauses import wished
from bot.nlu.times.items import Reading
from bot.nlu.times.line import Line
from bot.nlu.times.pieces import TIMES, Item
from bot.nlu.times.rules import reduce, without_refused
from bot.nlu.times.windows import from_today, pieces_of, write
from bot.nlu.times.words import Lex, TimeWords
from bot.values import Language

MOST_WINDOWS = 4
MOST_READINGS = 2
_ANCHORS = word_set(
    "weekday month day holiday part clock number ordinal date numeric_date weeks_unit"
    " months_unit years_unit weekend day_part noon midnight days_unit hours_unit minutes half"
)  # without one of these no time is named


@dataclass(frozen=True, slots=True)
class Times:
    """The windows named, other readings of the same words, and the words."""

    windows: tuple[TimeWindow, ...] = ()
    readings: tuple[tuple[TimeWindow, ...], ...] = ()
    reasons: tuple[Reason, ...] = ()


def read_times(words: TimeWords, text: Text, now: datetime, language: Language) -> Times:
    """Never raises; a text that names no time gives no windows."""
    lexes = words.lex(text)
    if not any(not _ANCHORS.isdisjoint(lex.kinds) for lex in lexes):
        return Times()
    reading = Reading(Line(lexes, now.date(), day_first=language is Language.ES), now)
    items = wished(without_refused(_instead(reading.read(), lexes)))
    if reading.context.moves_from:
        items = _where_to(items)
    days = [item.value for item in items if item.kind == "day"]
    if not all(day.is_soon for day in days):  # "as soon as possible next week"
        items = [item for item in items if not (item.kind == "day" and item.value.is_soon)]
    named = [item for item in items if item.kind in TIMES]
    pieces = from_today(pieces_of(reduce(items, words), words), now.date())[:MOST_WINDOWS]
    if not pieces:
        return Times()
    windows = tuple(dict.fromkeys(write(piece, words) for piece in pieces))
    others = tuple(
        (write(piece, words, piece.span.days.other),)
        for piece in pieces
        if piece.span is not None and piece.span.days.other is not None
    )
    quoted = text.quote(min(item.first for item in named), max(item.last for item in named))
    return Times(windows, others[:MOST_READINGS], (Reason("time named", quoted),))


def _instead(items: list[Item], lexes: Sequence[Lex]) -> list[Item]:
    """Of "it is at 2, can i come at 3 instead" the last is wished for."""
    last = max((at for at, item in enumerate(items) if item.kind in TIMES), default=0)
    if not last or not any(lex.is_("instead") for lex in lexes):
        return items
    begins = max((at for at in range(last) if items[at].kind in ("comma", "stop", "gap")), default=0)
    return [*items[:begins], Item("correction"), *items[begins:]]


def _where_to(items: list[Item]) -> list[Item]:
    """Of "move me from tuesday to thursday" only the thursday is wished for."""
    for at in range(len(items) - 1, 0, -1):
        if items[at].kind == "to" and at + 1 < len(items) and items[at + 1].kind in TIMES:
            return items[at + 1 :]
    return items
