"""A flow as SVG: the shape tells the kind of step, the colour what it means, emergencies always leave to the right.

Nothing but attributes, so that it shows under a strict content policy, prints well, and is the same every time.
"""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from math import sqrt
from xml.sax.saxutils import escape

from bot.dialogue.drawing.boxes import (
    ARM,
    EXIT_GAP,
    EXIT_HEIGHT,
    EXIT_WIDTH,
    LINE,
    PADDING,
    WIDTH,
    Box,
    boxes_of,
    exit_words,
)  # fmt: skip
from bot.dialogue.drawing.graph import Exit, Tone, Way, graph_of
from bot.dialogue.drawing.layout import Layout, Point, lay_out
from bot.dialogue.flow import Ask, Branch, Call, Choose, Do, Flow, ToStaff
from bot.values import Language

Counts = Mapping[tuple[str, str], int]  # how many went from one place to another

MARGIN = 24.0
HEAD = 40.0
_CROWD = 2  # lines below one box from which on their labels stand on two levels
_FONT = "Helvetica, Arial, sans-serif"
_INK, _FAINT, _LINE = "#1f2a2e", "#5c6a6f", "#7d8a8f"
_PAINT: Mapping[Tone, tuple[str, str]] = {  # fill and edge
    Tone.PLAIN: ("#ffffff", "#7d8a8f"),
    Tone.DANGER: ("#fdf3f2", "#b3261e"),
    Tone.CARE: ("#eef6ee", "#3b7a3f"),
    Tone.PEOPLE: ("#eaf1fb", "#2f5f9e"),
    Tone.SAME_DAY: ("#fdf0d5", "#9a6200"),
    Tone.CRISIS: ("#f1e7f8", "#6b3a8c"),
    Tone.EMERGENCY: ("#b3261e", "#7d120c"),
    Tone.OUTSIDE: ("#f3f4f2", "#a9b2b5"),
}


def draw(flow: Flow, *, language: Language = Language.EN, counts: Counts | None = None) -> str:
    """The picture of a flow. With `counts` a line is as wide as many people went that way (by place)."""
    graph = graph_of(flow)
    boxes = boxes_of(flow.flow, graph, language)
    layout = lay_out({name: box.size for name, box in boxes.items()}, graph.ways)
    width, height = layout.width + 2 * MARGIN, layout.height + 2 * MARGIN + HEAD
    most = max(counts.values(), default=0) if counts else 0

    def stroke(source: str, target: str) -> float:
        """The width of a line: by the number of people, else the same for all."""
        if not counts or not most:
            return 1.3
        return 0.6 + 7 * sqrt(counts.get((f"{flow.flow}.{source}", target), 0) / most)

    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" '
        f'width="{width:.0f}" height="{height:.0f}" role="img" font-family="{_FONT}">'
    )
    heading = _text(MARGIN, MARGIN + 12, flow.title, size=18, ink=_INK, is_bold=True)
    title = f"<title>{escape(flow.title)}</title>"
    parts = [head, title, heading, f'<g transform="translate({MARGIN} {MARGIN + HEAD})">']
    leaving = {name: [way for way in graph.ways if way.source == name] for name in boxes}
    for way in graph.ways:
        parts += _way(way, leaving[way.source], boxes, layout, stroke(way.source, f"{flow.flow}.{way.target}"))
    for box in boxes.values():
        at = layout.boxes[box.name]
        for side, exits in ((-1, box.left), (1, box.right)):
            for n, one in enumerate(exits):
                parts += _exit(box, at, one, side, n, len(exits), stroke(box.name, one.target))
        parts += _box(box, at)
    return "\n".join([*parts, "</g>", "</svg>"]) + "\n"


def _box(box: Box, at: Point) -> Iterator[str]:
    fill, edge = _PAINT[box.tone]
    ink = "#ffffff" if box.tone is Tone.EMERGENCY else _INK
    yield _outline(box, at, fill, edge)
    left, y = at.x - WIDTH / 2 + 14, at.y + PADDING + 10
    yield _text(left, y, box.title, size=11.5, ink=ink, is_bold=True)
    for line in box.lines:
        y += LINE
        yield _text(left, y, line, size=11, ink=ink)


def _outline(box: Box, at: Point, fill: str, edge: str) -> str:
    """The shape by kind: round for what waits, cut corners for a fork, a slant for an action, doubled for people."""
    left, right, top, bottom = at.x - WIDTH / 2, at.x + WIDTH / 2, at.y, at.y + box.height
    paint = f'fill="{fill}" stroke="{edge}" stroke-width="1.5"'
    match box.step:
        case Ask() | Choose():
            return _rectangle(left, top, WIDTH, box.height, 14, paint)
        case Branch():
            return _polygon(left, right, top, bottom, 12, 12, paint)
        case Do():
            return _polygon(left, right, top, bottom, 12, 0, paint)
        case ToStaff() | Call():
            inner = f'fill="none" stroke="{edge}" stroke-width="0.8"'
            return _rectangle(left, top, WIDTH, box.height, 2, paint) + _rectangle(
                left + 4, top + 4, WIDTH - 8, box.height - 8, 2, inner
            )
        case _:
            return _rectangle(left, top, WIDTH, box.height, 2, paint)


def _rectangle(x: float, y: float, width: float, height: float, corner: float, paint: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" rx="{corner:.0f}" {paint}/>'


def _polygon(left: float, right: float, top: float, bottom: float, cut: float, low_cut: float, paint: str) -> str:
    """Six corners: `cut` off the upper left and lower right, `low_cut` off the other two."""
    points = (
        (left + cut, top), (right - low_cut, top), (right, top + low_cut), (right, bottom - cut),
        (right - cut, bottom), (left + low_cut, bottom), (left, bottom - low_cut), (left, top + cut),
    )  # fmt: skip
    return f'<polygon points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in points)}" {paint}/>'


def _way(way: Way, leaving: list[Way], boxes: Mapping[str, Box], layout: Layout, stroke: float) -> Iterator[str]:
    """A line from the lower edge of one box, past its bends, to the upper edge of another."""
    source, target = layout.boxes[way.source], layout.boxes[way.target]
    ordered = sorted(leaving, key=lambda other: (*layout.bends[other], layout.boxes[other.target])[0].x)
    share = (ordered.index(way) + 1) / (len(ordered) + 1)
    start = Point(source.x + (share - 0.5) * WIDTH * 0.8, source.y + boxes[way.source].height)
    points = (start, *layout.bends[way], target)
    path = f"M{start.x:.1f} {start.y:.1f}"
    for upper, lower in pairwise(points):
        half = (upper.y + lower.y) / 2
        path += f" C{upper.x:.1f} {half:.1f} {lower.x:.1f} {half:.1f} {lower.x:.1f} {lower.y:.1f}"
    yield f'<path d="{path}" fill="none" stroke="{_LINE}" stroke-width="{stroke:.1f}"/>'
    yield f'<path d="M{target.x - 4:.1f} {target.y - 7:.1f} h8 l-4 7 z" fill="{_LINE}"/>'
    step = 11 if len(leaving) > _CROWD and ordered.index(way) % 2 else 0
    yield _text(start.x + 4, start.y + 13 + step, _labels(way.labels), size=10, ink=_FAINT)


def _exit(box: Box, at: Point, one: Exit, side: int, number: int, of: int, stroke: float) -> Iterator[str]:
    """A small box beside the step with a line to it; `side` is -1 for left and 1 for right."""
    fill, edge = _PAINT[one.tone]
    y = at.y + box.height / 2 + (number - (of - 1) / 2) * (EXIT_HEIGHT + EXIT_GAP)
    start, end = at.x + side * WIDTH / 2, at.x + side * (WIDTH / 2 + ARM)
    left = end if side > 0 else end - EXIT_WIDTH
    yield (
        f'<line x1="{start:.1f}" y1="{y:.1f}" x2="{end:.1f}" y2="{y:.1f}" stroke="{edge}" stroke-width="{stroke:.1f}"/>'
    )
    paint = f'fill="{fill}" stroke="{edge}" stroke-width="1"'
    yield _rectangle(left, y - EXIT_HEIGHT / 2, EXIT_WIDTH, EXIT_HEIGHT, EXIT_HEIGHT / 2, paint)
    ink = "#ffffff" if one.tone is Tone.EMERGENCY else _INK
    yield _text(left + EXIT_WIDTH / 2, y + 3.8, exit_words(one.shown), size=10.5, ink=ink, anchor="middle")
    yield _text((start + end) / 2, y - 4, _labels(one.labels), size=10, ink=_FAINT, anchor="middle")


def _labels(labels: tuple[str, ...]) -> str:
    """What leads this way, in few letters; "next" says nothing."""
    spoken = [label.split()[1] for label in labels if label.startswith("part ")]
    others = ["unclear" if label == "unmatched" else label.replace("_", " ") for label in labels if label != "next"]
    shown = [
        *(label for label in others if not label.startswith("part ")),
        *([f"part {', '.join(spoken)}"] if spoken else []),
    ]
    return " / ".join(shown)


def _text(x: float, y: float, words: str, *, size: float, ink: str, is_bold: bool = False, anchor: str = "") -> str:
    weight = ' font-weight="bold"' if is_bold else ""
    held = f' text-anchor="{anchor}"' if anchor else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{ink}"{weight}{held}>{escape(words)}</text>'
