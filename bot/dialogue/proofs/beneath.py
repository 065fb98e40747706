"""What lies beneath a pushed flow, seen from above: nearly nothing.

An aside, a hinted danger or the screen goes on top of the place it came from, and until it is left the engine asks of
that place only in which flow it stands and whether it is a question, a call or something said. So a stand-in of the
same flow and kind takes its place, one for all places that look alike from above, and the flow on top is walked once.
When a turn comes down on a stand-in, the return is walked from each place it stood for.

What a called flow was told is not followed past its return: no flow looks at an answer that was given in a flow it
called, but for the onset, which is free anyway (`memory`). The check `answered-elsewhere` refuses content that would.

What only the places beneath look at is kept with the stand-in and given back on return, unless it was answered anew
meanwhile: their kept answers, and what an open screen has heard. A screen that is begun on top of a screen would
mix the two up; it is reported as a breach.
"""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from bot.dialogue.book import PHOTO, RED_FLAGS, FlowBook
from bot.dialogue.flow import Ask, Call, Do, End, Step, Waits, absolute
from bot.dialogue.proofs.landmarks import Landmarks
from bot.dialogue.proofs.legs import Leg
from bot.dialogue.proofs.liveness import Liveness, truly
from bot.dialogue.proofs.looks import Places
from bot.dialogue.proofs.states import ANSWERS, State
from bot.dialogue.session import Waiting
from bot.dialogue.stack import flow_of
from bot.nlu.meaning import Expect
from bot.values import Channel

_MARK = "~"  # begins the name of every step that is not the content's own
_BACK = "back"  # the action of a stand-in, which nobody performs
COMES_DOWN = "kept"  # the outcome by which a return is walked


class Kept(NamedTuple):
    """What lies still while something is on top."""

    answers: tuple[tuple[str, str], ...] = ()
    clear: frozenset[str] = frozenset()
    unsafe: frozenset[str] = frozenset()
    screen: tuple[Any, ...] = ()  # dangers denied so far, and whether that renews an earlier screen


class Covered(NamedTuple):
    """Places that a stand-in stands for, the one to come down on last."""

    places: Places
    kept: Kept


@dataclass(slots=True)
class StandIn:
    """One stand-in: what it stands for, each with the way that first led there, and the states that came down on it."""

    stands_for: dict[Covered, tuple[int, Leg]] = field(default_factory=dict)
    came_down: list[tuple[int, State]] = field(default_factory=list)


class Beneath:
    """Covers what lies beneath, and uncovers it on return."""

    def __init__(self, book: FlowBook, steps: dict[str, Step], marks: Landmarks, alive: Liveness) -> None:
        self._steps = steps  # the walked book's own, to which stand-ins are added
        self._marks = marks
        self._alive = alive
        self._telling = {RED_FLAGS, flow_of(PHOTO), marks.screen}
        self._other = next(name for name in book.flows if name not in self._telling)
        self._tags: dict[Any, int] = {}
        self.stand_ins: list[StandIn] = []

    def covered(self, state: State, number: int, leg: Leg) -> tuple[State, list[tuple[int, Covered]]]:
        """The state with stand-ins beneath its top, and what is new beneath which of them."""
        held = state.stack[:-1]
        if all(_MARK in place for place in held) or not held:
            return state, []
        lower: Places = ()
        new = []
        for places, flow in self._told_apart(held):
            if len(places) == 1 and _MARK in places[0]:
                lower = (*lower, places[0])
                continue
            tag = self._tag(state.channel, places, flow, lower)
            state, kept = self._put_by(state, places)
            covered = Covered(places, kept)
            if covered not in self.stand_ins[tag].stands_for:
                self.stand_ins[tag].stands_for[covered] = (number, leg)
                new.append((tag, covered))
            lower = (*lower, f"{flow}.{_MARK}{tag}")
        return state._replace(stack=(*lower, state.stack[-1])), new

    def _told_apart(self, held: Places) -> list[tuple[Places, str]]:
        """What the engine can tell apart: the flows it looks for; everything else in runs."""
        shown: list[tuple[Places, str]] = []
        for place in held:
            flow = flow_of(place) if flow_of(place) in self._telling else self._other
            if shown and flow == self._other == shown[-1][1]:
                shown[-1] = ((*shown[-1][0], place), flow)
            else:
                shown.append(((place,), flow))
        return shown

    def returning(self, state: State, covered: Covered, end: str) -> State:
        """A state that is just about to come down on a covered place, at the end of what was on top of it."""
        flow, _, outcome = end.partition(":")
        down = f"{flow}.{_MARK}down:{outcome}"
        if down not in self._steps:
            over = f"{_MARK}over:{outcome}"
            self._steps[down] = Do(kind="do", action="keep_message", on={COMES_DOWN: over})
            self._steps[f"{flow}.{over}"] = End(kind="end", outcome=outcome)
        lower = state.stack[:-1]
        state = state._replace(waiting=Waiting.RESULT, stack=(*lower, *covered.places, down))
        kept, witness = covered.kept, state.witness
        answers = tuple(sorted({**dict(kept.answers), **dict(state.fields[ANSWERS])}.items()))
        answered = witness.clear | witness.unsafe
        witness = witness._replace(
            clear=witness.clear | (kept.clear - answered), unsafe=witness.unsafe | (kept.unsafe - answered)
        )
        if kept.screen:
            witness = witness._replace(denied=kept.screen[0], renews=kept.screen[1])
        return state.writing(ANSWERS, answers)._replace(witness=witness)

    def is_screen_on_screen(self, state: State) -> bool:
        """True where a screen was begun on top of a screen."""
        return sum(flow_of(place) == self._marks.screen for place in state.stack) > 1

    def _put_by(self, state: State, places: Places) -> tuple[State, Kept]:
        """The state without what only these places look at."""
        still = self._alive.beneath(places) - self._alive.at(state.stack[-1:])
        witness = state.witness
        clear = frozenset(place for place in witness.clear if truly(place) in still)
        unsafe = frozenset(place for place in witness.unsafe if truly(place) in still)
        answers = tuple(pair for pair in state.fields[ANSWERS] if pair[0] in still)
        screen: tuple[Any, ...] = ()
        if any(flow_of(place) == self._marks.screen and _MARK not in place for place in places):
            screen = witness.denied, witness.renews
            witness = witness._replace(denied=frozenset(), renews=False)
        if clear or unsafe:
            witness = witness._replace(clear=witness.clear - clear, unsafe=witness.unsafe - unsafe)
        if answers:
            state = state.writing(ANSWERS, tuple(pair for pair in state.fields[ANSWERS] if pair not in answers))
        return state._replace(witness=witness), Kept(answers, clear, unsafe, screen)

    def _tag(self, channel: Channel, places: Places, flow: str, lower: Places) -> int:
        """The stand-in for these places: one for all of the same class and kind."""
        step = self._steps[places[-1]]
        kind = "ask" if isinstance(step, Waits) else "other"
        on: tuple[str, ...] = ()
        if isinstance(step, Call):
            kind, on = flow_of(absolute(flow_of(places[-1]), step.to)), tuple(sorted(step.on))
        key = (channel, flow, kind, on, lower)
        known = self._tags.get(key)
        if known is None:
            known = self._tags[key] = len(self.stand_ins)
            self.stand_ins.append(StandIn())
            for name, made in _made(kind, on, f"{_MARK}{known}"):
                self._steps[f"{flow}.{name}"] = made
                self._alive.stand_in(f"{flow}.{name}", frozenset())
        place = f"{flow}.{_MARK}{known}"
        self._alive.stand_in(place, self._alive.beneath((place, *places)))
        return known


def tag_of(place: str) -> int | None:
    """The number of the stand-in at this place, or None for a place of the content."""
    name = place.partition(".")[2]
    return int(name[1:].partition(":")[0]) if name.startswith(_MARK) else None


def end_of(book: FlowBook, visited: Places) -> str:
    """What ended on top of a stand-in, as flow:outcome; nothing ended where a person went back."""
    for place in reversed(visited):
        step = book.steps[place]
        if isinstance(step, End):
            return f"{flow_of(place)}:{step.outcome}"
    return f"{flow_of(visited[-1])}:"


def _made(kind: str, on: Places, name: str) -> list[tuple[str, Step]]:
    """The stand-in, and for a call a place for each way it can end."""
    if kind == "ask":
        return [(name, Ask(kind="ask", expects=Expect.NOTE, next=name))]
    back = Do(kind="do", action=_BACK, on={})
    if kind == "other":
        return [(name, back)]
    ways = {outcome: f"{name}:{outcome}" for outcome in on}
    return [(name, Call(kind="call", to=f"{kind}.{_MARK}", on=ways)), *((way, back) for way in ways.values())]
