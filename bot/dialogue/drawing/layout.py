"""Where the boxes of a flow stand: rows by distance from the start, order within a row by what they are joined to.

The usual layered drawing (Sugiyama): longest-path rows, stand-ins for long ways, barycentre sweeps, then each box
is moved towards its neighbours as far as the row allows. The same flow always gives the same picture.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from bot.dialogue.drawing.graph import Way

GAP_ACROSS = 28.0
GAP_DOWN = 56.0
PAGE = 1500.0  # parts that are not joined stand beside each other up to this width
_BEND = "~"  # begins the name of a stand-in, where a long way passes a row
_SWEEPS = 6  # of the order in the rows
_NUDGES = 60  # of the places across


@dataclass(frozen=True, slots=True)
class Size:
    """Room that a box needs, measured from its middle."""

    left: float
    right: float
    height: float


@dataclass(frozen=True, slots=True)
class Point:
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Layout:
    """The middle of each box's upper edge, the points each way passes, and the size of all."""

    boxes: Mapping[str, Point]
    bends: Mapping[Way, tuple[Point, ...]]  # the points of a way between its two boxes
    width: float
    height: float


def lay_out(sizes: Mapping[str, Size], ways: Sequence[Way]) -> Layout:
    """Boxes by name with the room they need. The ways hold no circle."""
    boxes: dict[str, Point] = {}
    bends: dict[Way, tuple[Point, ...]] = {}
    x = y = shelf = width = 0.0
    for part in _parts(sizes, ways):
        one = _Part({name: sizes[name] for name in part}, [way for way in ways if way.source in part])
        if x and x + one.width > PAGE:
            x, y, shelf = 0.0, y + shelf + GAP_DOWN, 0.0
        boxes |= {name: Point(at.x + x, at.y + y) for name, at in one.boxes.items()}
        bends |= {way: tuple(Point(at.x + x, at.y + y) for at in points) for way, points in one.bends.items()}
        x += one.width + 2 * GAP_ACROSS
        shelf, width = max(shelf, one.height), max(width, x - 2 * GAP_ACROSS)
    return Layout(boxes, bends, width, y + shelf)


def _parts(names: Mapping[str, Size], ways: Sequence[Way]) -> list[list[str]]:
    """The boxes in groups that are joined, both in the given order."""
    group = {name: name for name in names}
    for way in ways:
        old, new = group[way.target], group[way.source]
        group = {name: new if held == old else held for name, held in group.items()}
    parts: dict[str, list[str]] = {}
    for name, held in group.items():
        parts.setdefault(held, []).append(name)
    return list(parts.values())


class _Part:
    """One group of joined boxes."""

    def __init__(self, sizes: Mapping[str, Size], ways: Sequence[Way]) -> None:
        self._sizes = dict(sizes)
        self._above: dict[str, list[str]] = {name: [] for name in sizes}
        self._below: dict[str, list[str]] = {name: [] for name in sizes}
        row_of = _rows(sizes, ways)
        self._rows: list[list[str]] = [[] for _ in range(max(row_of.values()) + 1)]
        for name in sizes:
            self._rows[row_of[name]].append(name)
        chains = {way: self._chain(way, row_of, n) for n, way in enumerate(ways)}
        self._order()
        middle = self._middles()
        top = self._tops()
        leftmost = min(middle[name] - size.left for name, size in self._sizes.items())
        at = {name: Point(middle[name] - leftmost, top[row]) for row, names in enumerate(self._rows) for name in names}
        self.boxes = {name: at[name] for name in sizes}
        deep = {bend: max(self._sizes[name].height for name in row) for row in self._rows for bend in row}
        self.bends = {
            way: tuple(Point(at[bend].x, at[bend].y + down) for bend in chain for down in (0.0, deep[bend]))
            for way, chain in chains.items()
        }
        self.width = max(at[name].x + size.right for name, size in self._sizes.items())
        self.height = top[-1] + max(self._sizes[name].height for name in self._rows[-1])

    def _chain(self, way: Way, row_of: Mapping[str, int], number: int) -> tuple[str, ...]:
        """A stand-in in each row that the way passes, joined one to the next."""
        chain = []
        for row in range(row_of[way.source] + 1, row_of[way.target]):
            bend = f"{_BEND}{number}.{row}"
            self._sizes[bend] = Size(8, 8, 0)
            self._above[bend], self._below[bend] = [], []
            self._rows[row].append(bend)
            chain.append(bend)
        joined = (way.source, *chain, way.target)
        for upper, lower in pairwise(joined):
            self._below[upper].append(lower)
            self._above[lower].append(upper)
        return tuple(chain)

    def _order(self) -> None:
        """Sorts each row by the mean place of what its boxes are joined to, downwards and upwards in turn."""
        for sweep in range(_SWEEPS):
            is_down = sweep % 2 == 0
            joined = self._above if is_down else self._below
            rows = self._rows if is_down else self._rows[::-1]
            for before, row in pairwise(rows):
                place = {name: n for n, name in enumerate(before)}
                own = {name: n for n, name in enumerate(row)}
                row.sort(key=lambda name: fmean([place[other] for other in joined[name]] or [own[name]]))

    def _middles(self) -> dict[str, float]:
        """The middle of each box across the page."""
        middle: dict[str, float] = {}
        for row in self._rows:
            middle |= self._spread(row, dict.fromkeys(row, 0.0))
        joined = {name: [*above, *self._below[name]] for name, above in self._above.items()}
        for sweep in range(_NUDGES):
            rows = self._rows if sweep % 2 == 0 else self._rows[::-1]
            for row in rows:
                middle |= self._spread(row, _means(joined, middle, row))
        for row in self._rows:  # at last straight down from what leads there: bends only where a row is full
            middle |= self._spread(row, _means(self._above, middle, row))
        return middle

    def _spread(self, row: Sequence[str], wanted: Mapping[str, float]) -> dict[str, float]:
        """As near to the wanted middles as boxes side by side can be: pushed from the left, and from the right."""
        from_left: dict[str, float] = {}
        edge = float("-inf")
        for name in row:
            from_left[name] = max(wanted[name], edge + self._sizes[name].left)
            edge = from_left[name] + self._sizes[name].right + GAP_ACROSS
        from_right: dict[str, float] = {}
        edge = float("inf")
        for name in reversed(row):
            from_right[name] = min(wanted[name], edge - self._sizes[name].right)
            edge = from_right[name] - self._sizes[name].left - GAP_ACROSS
        return {name: (from_left[name] + from_right[name]) / 2 for name in row}

    def _tops(self) -> list[float]:
        tops = [0.0]
        for row in self._rows[:-1]:
            tops.append(tops[-1] + max(self._sizes[name].height for name in row) + GAP_DOWN)
        return tops


def _means(joined: Mapping[str, Sequence[str]], middle: Mapping[str, float], row: Sequence[str]) -> dict[str, float]:
    """For each box of a row the mean middle of what it is joined to, or its own."""
    return {name: fmean([middle[other] for other in joined[name]] or [middle[name]]) for name in row}


def _rows(names: Mapping[str, Size], ways: Sequence[Way]) -> dict[str, int]:
    """Each box one row below the lowest that leads to it."""
    row = dict.fromkeys(names, 0)
    for _ in names:
        for way in ways:
            row[way.target] = max(row[way.target], row[way.source] + 1)
    return row
