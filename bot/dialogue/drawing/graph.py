"""A flow as something to draw: its steps, the ways between them, and the ways out at their sides.

Ends and ways back upwards are no boxes and no long lines but small ways out, so that a picture reads from top to
bottom. Emergencies always leave to the right, everything else to the left.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.dialogue.book import DISPOSITIONS
from bot.dialogue.flow import Ask, Call, Choose, End, Flow, Say, Step, ToStaff, absolute, targets
from bot.values import Disposition

TO_STAFF = "to_staff"
START = ".start"
MOST_LINES = 3  # to one box; where more lead to it, each says so at its side


class Tone(StrEnum):
    """What a box or a way out means; the picture gives each a colour of its own."""

    PLAIN = "plain"
    DANGER = "danger"  # asks about a danger
    CARE = "care"  # self-care advice
    PEOPLE = "people"  # hands over to a person
    SAME_DAY = "same_day"  # D3
    CRISIS = "crisis"  # D0
    EMERGENCY = "emergency"  # D1, D2
    OUTSIDE = "outside"  # another flow, an end, a way back

    @property
    def is_urgent(self) -> bool:
        """True for what always stands on the right."""
        return self in (Tone.SAME_DAY, Tone.CRISIS, Tone.EMERGENCY)


_TONES = {
    Disposition.CALL_911: Tone.EMERGENCY,
    Disposition.CRISIS_988: Tone.CRISIS,
    Disposition.ER_NOW: Tone.EMERGENCY,
    Disposition.SAME_DAY_STAFF: Tone.SAME_DAY,
}


_SPOKEN: Mapping[str, str] = {
    Disposition.CALL_911: "911 now",
    Disposition.ER_NOW: "ER now",
    Disposition.CRISIS_988: "988 now",
}


@dataclass(frozen=True, slots=True)
class Way:
    """From one step to another of the same flow, by one or more answers or outcomes."""

    source: str
    target: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of the picture, drawn beside its step."""

    source: str
    target: str  # the place
    labels: tuple[str, ...]
    shown: str
    tone: Tone


@dataclass(frozen=True, slots=True)
class Graph:
    """`steps` are the boxes in the file's order."""

    steps: Mapping[str, Step]
    ways: tuple[Way, ...]
    exits: tuple[Exit, ...]


def graph_of(flow: Flow) -> Graph:
    """What is to be drawn of this flow."""
    steps = {name: step for name, step in flow.steps.items() if not isinstance(step, End)}
    inside: dict[tuple[str, str], list[str]] = {}
    outside: dict[tuple[str, str], list[str]] = {}
    for name, step in steps.items():
        for label, reference in targets(step):
            if isinstance(step, Call) and label == "call":
                continue  # what it goes through is written in its box
            place = absolute(flow.flow, reference)
            target = place.removeprefix(f"{flow.flow}.")
            kept, key = (inside, target) if target in steps else (outside, place)
            kept.setdefault((name, key), []).append(label)
    upwards = _upwards(flow, steps, inside)
    crowded = {name for name in steps if sum(target == name for _, target in inside) > MOST_LINES}
    ways, exits = [], []
    for (source, target), labels in inside.items():
        arrow = "↑" if (source, target) in upwards else "→" if target in crowded else ""
        if arrow:
            shown = f"{arrow} {in_words(target)}"
            exits.append(
                Exit(
                    source,
                    f"{flow.flow}.{target}",
                    tuple(labels),
                    shown,
                    tone_of(f"{flow.flow}.{target}", steps[target]),
                )
            )
        else:
            ways.append(Way(source, target, tuple(labels)))
    exits += [_exit(flow, a, place, tuple(labels)) for (a, place), labels in outside.items()]
    return Graph(steps, tuple(ways), tuple(exits))


def tone_of(place: str, step: Step) -> Tone:
    """What this step means for the person."""
    said = getattr(step, "disposition", None)
    if said is not None:
        return _TONES.get(said, Tone.PLAIN)
    if place.partition(".")[0] == DISPOSITIONS:
        return _tone_of_disposition(place)
    if isinstance(step, ToStaff):
        return Tone.PEOPLE
    if isinstance(step, Ask | Choose) and step.unsafe:
        return Tone.DANGER
    return Tone.CARE if isinstance(step, Say | Ask | Choose) and step.care is not None else Tone.PLAIN


def in_words(place: str) -> str:
    """A place as a person would say it: "safety_screen.start" is "safety screen"."""
    return place.removesuffix(START).replace(".", ": ").replace("_", " ")


def _exit(flow: Flow, source: str, place: str, labels: tuple[str, ...]) -> Exit:
    target_flow, _, name = place.partition(".")
    if target_flow == flow.flow:
        end = flow.steps[name]
        ended = end.outcome if isinstance(end, End) else name
        return Exit(source, place, labels, f"■ {in_words(ended)}", Tone.OUTSIDE)
    if target_flow == DISPOSITIONS:
        return Exit(source, place, labels, _SPOKEN.get(name, in_words(name)), _tone_of_disposition(place))
    tone = Tone.PEOPLE if target_flow == TO_STAFF else Tone.OUTSIDE
    return Exit(source, place, labels, in_words(place), tone)


def _tone_of_disposition(place: str) -> Tone:
    name = place.partition(".")[2]
    return next((tone for disposition, tone in _TONES.items() if name.startswith(disposition)), Tone.PLAIN)


def _upwards(
    flow: Flow, steps: Mapping[str, Step], inside: Mapping[tuple[str, str], list[str]]
) -> set[tuple[str, str]]:
    """The ways that lead back to a step one came through."""
    follows: dict[str, list[str]] = {name: [] for name in steps}
    for source, target in inside:
        follows[source].append(target)
    found: set[tuple[str, str]] = set()
    done: set[str] = set()

    def visit(name: str, through: tuple[str, ...]) -> None:
        for target in follows[name]:
            if target in (*through, name):
                found.add((name, target))
            elif target not in done:
                visit(target, (*through, name))
        done.add(name)

    for name in _first_steps(flow, steps):
        if name not in done:
            visit(name, ())
    return found


def _first_steps(flow: Flow, steps: Mapping[str, Step]) -> Iterator[str]:
    if flow.start in steps:
        yield flow.start
    yield from steps
