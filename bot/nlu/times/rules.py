"""The grammar of times: neighbouring items grow together, rule by rule, until only hours, spans, moments remain."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from bot.nlu.times.clocks import Clock
from bot.nlu.times.line import DAY, WEEK, Days
from bot.nlu.times.pieces import BOUNDS, TIMES, Hours, Item, Span
from bot.nlu.times.words import TimeWords

_NOT = ("not", "no", "except")
_TURNED = {"before": "from", "by": "from", "until": "from", "after": "by"}
Built = Hours | Span | None  # None: the rule does not hold here after all
Action = Callable[[list[Item]], Built]


def without_refused(items: Sequence[Item]) -> list[Item]:
    """What was refused is no wish: "not friday", "monday won't work", "cualquier día menos el lunes"."""
    kept = list(items)
    for at, item in enumerate(items):
        following = items[at + 1].kind if at + 1 < len(items) else ""
        if item.kind == "correction" or (item.kind in _NOT and _stands_between(items, at)):
            _drop_corrected(kept, items, at)
        elif item.kind in _NOT and not _turned(kept, items, at):
            if following in TIMES or following in BOUNDS:
                _drop_ahead(kept, items, at + 1)
            elif item.kind != "except" and not _turned_back(kept, items, at):  # "any day but the one of the fair"
                _drop_back(kept, items, at - 1)
        elif item.kind == "refused":
            opens = at == 0 or items[at - 1].kind in ("comma", "stop", "so", "but")
            if opens and following in TIMES:
                _drop_ahead(kept, items, at + 1)  # "no me acomoda el lunes"
            elif not _turned_back(kept, items, at):
                _drop_back(kept, items, at - 1)
    return [item for item in kept if item.kind not in (*_NOT, "refused", "correction")]


def _turned(kept: list[Item], items: Sequence[Item], at: int) -> bool:
    """The like of "nothing before ten or after four", "busy until 3": what is left is the time beyond."""
    place = at + 1
    if _kind(items, place) == "day" and _kind(items, place + 1) == "until":  # "i work mondays until 3"
        place += 1
    is_turned = False
    while _kind(items, place) in _TURNED and _kind(items, place + 1) in TIMES:
        if items[place].kind == "until":
            kept[at] = Item("fact")
        kept[place], is_turned = Item(_TURNED[items[place].kind]), True
        if _kind(items, place + 2) not in ("or", "and") or _kind(items, place + 3) not in _TURNED:
            break
        kept[place + 2] = Item("and")
        place += 3
    return is_turned


def _turned_back(kept: list[Item], items: Sequence[Item], at: int) -> bool:
    """The like of "before ten won't work", "hasta diciembre no puedo": the time beyond is left."""
    place = at - 1
    while place > 0 and items[place].kind in TIMES:
        place -= 1
    is_turned = 0 <= place < at - 1 and items[place].kind in _TURNED
    if is_turned:
        kept[place] = Item(_TURNED[items[place].kind])
    return is_turned


def _kind(items: Sequence[Item], at: int) -> str:
    return items[at].kind if at < len(items) else ""


def _drop_ahead(kept: list[Item], items: Sequence[Item], at: int) -> None:
    if items[at].kind in BOUNDS:
        kept[at] = Item("gap")
        at += 1
    seen: set[str] = set()
    while at < len(items) and (items[at].kind in TIMES or _joins(items, at)):
        if items[at].kind in seen and items[at - 1].kind in TIMES:
            break  # "not tuesday wednesday the ninth"
        seen.add(items[at].kind)
        kept[at] = Item("gap")
        at += 1


def _joins(items: Sequence[Item], at: int) -> bool:
    return items[at].kind in ("or", "and", "to") and at + 1 < len(items) and items[at + 1].kind in TIMES


def _stands_between(items: Sequence[Item], at: int) -> bool:
    """The "no" of "monday, no, tuesday", "martes no miércoles": it takes back what was said."""
    if not 0 < at < len(items) - 1:
        return False
    before, after = items[at - 1].kind, items[at + 1].kind
    if before == "comma" and after in ("comma", "stop"):
        return True
    if before == "stop" and after in ("comma", "stop") and _kind(items, at + 2) in TIMES:
        return True  # "tuesday. no, wednesday"
    return items[at].kind == "no" and before in TIMES and after in {item.kind for item in items[:at]} & set(TIMES)


def _drop_corrected(kept: list[Item], items: Sequence[Item], at: int) -> None:
    """Of "tuesday, no wait, wednesday at 3" the tuesday is taken back: what is said again, not the rest."""
    again = {item.kind for item in items[at:]}
    for place in range(at):
        if items[place].kind in TIMES and items[place].kind in again:
            kept[place] = Item("gap")


def _drop_back(kept: list[Item], items: Sequence[Item], at: int) -> None:
    while at >= 0 and (items[at].kind in TIMES or (items[at].kind in ("or", "and") and items[at - 1].kind in TIMES)):
        kept[at] = Item("gap")
        at -= 1


def reduce(items: list[Item], words: TimeWords) -> list[Item]:
    """Applies the rules in their order, each wherever it fits, from left to right."""
    for pattern, action in _rules(words):
        present = {item.kind for item in items}
        if any(present.isdisjoint(kinds) for kinds, is_optional in pattern if not is_optional):
            continue
        at = 0
        while at < len(items):
            size = _match(pattern, items, at)
            if size:
                part = items[at : at + size]
                built = action([item for item in part if item.kind in _CONTENT])
                if built is not None:
                    kind = "hours" if isinstance(built, Hours) else "span"
                    items[at : at + size] = [Item(kind, built, part[0].first, part[-1].last)]
            at += 1
    return items


_CONTENT = (*TIMES, "hours", "span")


def _match(pattern: Sequence[tuple[frozenset[str], bool]], items: Sequence[Item], at: int) -> int:
    """How many items the pattern takes here; 0 where it does not fit."""
    start = at
    for kinds, is_optional in pattern:
        if at < len(items) and items[at].kind in kinds:
            at += 1
        elif not is_optional:
            return 0
    return at - start


def _pattern(line: str) -> tuple[tuple[frozenset[str], bool], ...]:
    return tuple((frozenset(part.rstrip("?").split("|")), part.endswith("?")) for part in line.split())


def _rules(words: TimeWords) -> Sequence[tuple[Sequence[tuple[frozenset[str], bool]], Action]]:
    def until_part(parts: list[Item]) -> Built:
        low, high = words.part_hours.get(parts[0].value, (None, None))
        edge = high if parts[0].value == "day_end" else low
        return None if edge is None else Hours(high=Clock(edge, sure=True))

    def after_part(parts: list[Item]) -> Built:
        edge = words.part_hours.get(parts[0].value, (None, None))[1]
        return None if edge is None else Hours(low=Clock(edge, sure=True))

    def part_until(parts: list[Item]) -> Built:
        low = words.part_hours.get(parts[0].value, (None, None))[0]
        return None if low is None else Hours(Clock(low, sure=True), parts[1].value)

    of_parts = (_UNTIL_PART, until_part), (_AFTER_PART, after_part)
    return ((_BETWEEN_PART, part_until), (_PART_UNTIL, part_until), *_RULES_OF_CLOCKS, *of_parts, *_RULES_OF_DAYS)


def _two_moments(parts: list[Item]) -> Built:
    first, low, second, high = (part.value for part in parts)
    end = _last_day(first, second)
    return None if end is None else Span(Days(first.start, end), low=low, high=high)


def _hour_range(parts: list[Item]) -> Built:
    return Hours(parts[0].value, parts[1].value)


def _from_hour(parts: list[Item]) -> Built:
    return Hours(low=parts[0].value)


def _until_hour(parts: list[Item]) -> Built:
    return Hours(high=parts[0].value)


def _both_bounds(parts: list[Item]) -> Built:
    """As in "after 9:30 but before 11"."""
    first, second = parts[0].value, parts[1].value
    if first.low and not first.high and second.high and not second.low:
        return Hours(first.low, second.high)
    return Hours(second.low, first.high) if first.high and not first.low and second.low and not second.high else None


def _part(parts: list[Item]) -> Built:
    return Hours(part=parts[0].value)


def _day_range(parts: list[Item]) -> Built:
    first, second = parts[0].value, parts[1].value
    end = _last_day(first, second)
    return None if end is None else Span(replace(first, end=end, is_weekday=False, other=None))


def _last_day(first: Days, second: Days) -> date | None:
    """The end of a range; the Friday of "monday to friday" is the one after that Monday."""
    if first.end is not None:
        return None
    end = second.last
    while end < first.start and second.is_weekday:
        end += WEEK
    if end < first.start and second.is_numbered and end.day >= first.start.day:  # "from january 4th through the 8th"
        end = first.start.replace(day=end.day)
    return end if end >= first.start else None


def _from_day(parts: list[Item]) -> Built:
    days = parts[0].value
    return Span(days if days.is_range else replace(days, end=None), is_open=not days.is_range)


def _after_day(parts: list[Item]) -> Built:
    return Span(Days(parts[0].value.last + DAY), is_open=True)


def _before_day(parts: list[Item]) -> Built:
    """As in "before the weekend", "before next week"; "before friday" is taken with the friday."""
    days = parts[0].value
    is_stretch = days.end is not None and not days.is_portion
    return Span(Days(days.start - DAY if is_stretch else days.last), is_until=True)


def _until_day(parts: list[Item]) -> Built:
    return Span(Days(parts[0].value.last), is_until=True)


def _until_moment(parts: list[Item]) -> Built:
    return Span(Days(parts[0].value.last), is_until=True, high=parts[1].value)


def _both_days(parts: list[Item]) -> Built:
    """As in "after the 15th but before the 20th"."""
    first, second = parts[0].value, parts[1].value
    is_pair = first.is_open and second.is_until and first.days.start <= second.days.last
    return Span(Days(first.days.start, second.days.last), low=first.low, high=second.high) if is_pair else None


def _on_day(parts: list[Item]) -> Built:
    return Span(parts[0].value)


_UNTIL_PART, _AFTER_PART = _pattern("before|until|by part"), _pattern("after part")
_PART_UNTIL = _pattern("part to|until clock")
_BETWEEN_PART = _pattern("between part and|to clock")
_RULES_OF_CLOCKS = tuple(
    (_pattern(line), action)
    for line, action in (
        ("day clock to|until day clock", _two_moments),
        ("between clock and|to|or|comma clock", _hour_range),
        ("from? clock to|until clock", _hour_range),
        ("before|until|by day clock", _until_moment),
        ("after|from clock", _from_hour),
        ("clock later", _from_hour),
        ("before|until|by clock", _until_hour),
        ("clock earlier", _until_hour),
        ("clock", _from_hour),
        ("hours comma? but|and? hours", _both_bounds),
    )
)
_RULES_OF_DAYS = tuple(
    (_pattern(line), action)
    for line, action in (
        ("part", _part),
        ("between day and|to day", _day_range),
        ("from? day to|until day", _day_range),
        ("after day", _after_day),
        ("from day", _from_day),
        ("day later", _from_day),
        ("before day", _before_day),
        ("until|by day", _until_day),
        ("day earlier", _until_day),
        ("day", _on_day),
        ("span comma? but|and? span", _both_days),
    )
)
