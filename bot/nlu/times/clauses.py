"""What is told about the person's day and what is wished: "I get off at two, so after 2:30", "court at 9 on the 14th".

A told time yields to a wished one and lends it what it lacks: its day, or the hour from which the person is free.
"""

from collections.abc import Iterator, Sequence

from bot.nlu.times.pieces import BOUNDS, MARKS, TIMES, Item

_ENDS = ("so", "because", "asks", "stop", "comma", "but")
_JOINS = ("or", "and", "to", "until")
_Places = set[int]


def wished(items: list[Item]) -> list[Item]:
    """Without what is only told, where something else is wished; always without the marks."""
    if not any(item.kind in MARKS for item in items):
        return items
    told: _Places = {place for begin, end in _clauses(items) for place in _told(items, begin, end)}
    told |= _before_so(items, told)
    wish = {item.kind for at, item in enumerate(items) if item.kind in TIMES and at not in told}
    if wish:
        lent = _lent(items, told, wish)
        items = [Item("gap") if at in told and at not in lent else item for at, item in enumerate(items)]
    return [item for item in items if item.kind not in MARKS]


def _clauses(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Where each clause begins and ends; a comma before "or" ends none."""
    begin = 0
    for at, item in enumerate(items):
        is_listed = item.kind == "comma" and at + 1 < len(items) and items[at + 1].kind in ("or", "and")
        if item.kind in _ENDS and at > begin and not is_listed:
            yield begin, at
            begin = at
    yield begin, len(items)


def _told(items: Sequence[Item], begin: int, end: int) -> _Places:
    """The places of a clause that tell a fact: what follows its mark, and the days before it."""
    marks = ("because", "fact")
    mark = next((at for at in range(begin, end) if items[at].kind in marks), None)
    if mark is None:
        return set()
    told = set(range(mark + 1, _run_end(items, mark + 1, end)))
    before = {items[at].kind for at in range(begin, mark)}
    is_told_of_what_follows = any(items[at].kind in TIMES for at in told)
    is_wish = bool(before & {"clock", "part", "moment"}) if is_told_of_what_follows else "asks" in before
    return told if is_wish else told | set(range(begin, mark))


def _run_end(items: Sequence[Item], at: int, end: int) -> int:
    """Where a second time of a kind begins that is not joined to the first: "court at nine | after one I can"."""
    seen: set[str] = set()
    for place in range(at, end):
        kind = items[place].kind
        if kind in TIMES and kind in seen and items[place - 1].kind not in _JOINS:
            return next(back for back in range(place, at - 1, -1) if items[back - 1].kind not in BOUNDS)
        if kind in TIMES:
            seen.add(kind)
    return end


def _before_so(items: Sequence[Item], told: _Places) -> _Places:
    """All that stands before the last "so" behind which something is wished."""
    for at in range(len(items) - 1, 0, -1):
        if items[at].kind == "so" and any(
            items[place].kind in TIMES and place not in told for place in range(at, len(items))
        ):
            return set(range(at))
    return set()


def _lent(items: Sequence[Item], told: _Places, wish: set[str]) -> _Places:
    """What the told part lends: its days to hours alone, the hour the person is free from to days alone."""
    days = {at for at in told if items[at].kind == "day"}
    if not wish & {"day", "moment"}:
        return days | {at for at in told if items[at].kind in ("or", "and")}
    if days or "clock" in wish:
        return set()
    freed = (at for at in told if items[at].kind == "from" and at + 1 in told and items[at + 1].kind == "clock")
    return {place for at in freed for place in (at, at + 1) if at + 2 not in told or items[at + 2].kind != "to"}
