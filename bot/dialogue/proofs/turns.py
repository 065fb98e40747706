"""Each turn of the engine is taken once for all states that it cannot tell apart, in every world that it looks at.

What a turn looks at, in the order in which it looks, is a way through a tree: at what is free (facts, memory) every
branch is walked, at what the state gives only the state's own. A branch that nobody has walked is walked by taking the
turn; the others are remembered. That is exact: the engine sees nothing but what it looks at.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue.book import RED_FLAGS, FlowBook
from bot.dialogue.events import Result
from bot.dialogue.proofs.beneath import tag_of
from bot.dialogue.proofs.engine import Engine
from bot.dialogue.proofs.legs import Leg
from bot.dialogue.proofs.looks import Look, Under, WatchedStack
from bot.dialogue.proofs.memory import FREE, GUESSES, LEFT_OFF, NOW, guessed, left_off_at
from bot.dialogue.proofs.states import State
from bot.dialogue.proofs.watching import WATCHED, watched, written
from bot.dialogue.proofs.worlds import Glance, World
from bot.dialogue.replies import Turn

_INDEX = {name: n for n, name in enumerate(WATCHED)}


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What a turn comes to in one world. `wrote` are the session's fields it set, `answered` the new answers."""

    number: int
    read: Mapping[str, Any]
    turn: Turn | Exception
    wrote: Mapping[str, Any]
    answered: Mapping[str, str]
    asks_hint: bool = False  # a hinted danger's own question stands open now
    came_down: int | None = None  # the stand-in that it stops at

    def on(self, fields: tuple[Any, ...]) -> list[Any]:
        """A state's fields after this turn."""
        after = list(fields)
        for name, n in _INDEX.items():
            if name in self.wrote:
                after[n] = _pairs(name, self.wrote[name])
        if self.answered:
            after[_INDEX["answers"]] = _pairs("answers", {**dict(after[_INDEX["answers"]]), **self.answered})
        return after


@dataclass(slots=True)
class _Branch:
    """Where a turn looks at something next, or has come to its outcome, or nobody has been yet."""

    decided: Mapping[Any, Any]  # what is free and was looked at on the way here
    glance: Glance | None = None
    outcome: Outcome | None = None
    ways: dict[Any, "_Branch"] = field(default_factory=dict)


class Turns:
    """Takes turns, or remembers them."""

    def __init__(self, book: FlowBook, engine: Engine) -> None:
        self._book = book
        self._engine = engine
        self._free = {**FREE, LEFT_OFF: left_off_at(book), GUESSES: guessed(book)}
        self._roots: dict[tuple[Any, ...], _Branch] = {}
        self._taken = 0

    def of(self, state: State, leg: Leg) -> Iterator[Outcome]:
        """Everything this input can come to in this state."""
        what = leg.outcome if leg.move is None else id(leg.move)
        place = state.stack[-1] if state.stack else ""
        root = self._roots.setdefault((state.channel, state.waiting, place, what, leg.wish), _Branch({}))
        pending = [root]
        while pending:
            branch = pending.pop()
            if branch.outcome is None and branch.glance is None:
                self._take(state, leg, root, branch.decided)
            if branch.outcome is not None:
                yield branch.outcome
                continue
            glance = branch.glance
            assert glance is not None
            if glance.options is not None:
                pending += [self._way(branch, glance, value) for value in reversed(glance.options)]
            else:
                pending.append(self._way(branch, glance, self._shown(state, leg, glance.name)))

    def _shown(self, state: State, leg: Leg, look: Look) -> Any:
        return (leg.wish,) if leg.wish is not None and look.at == "later" else state.shows(look, self._book)

    def _way(self, branch: _Branch, glance: Glance, value: Any) -> _Branch:
        way = branch.ways.get(value)
        if way is None:
            decided = branch.decided if glance.options is None else {**branch.decided, glance.name: value}
            way = branch.ways[value] = _Branch(decided)
        return way

    def _take(self, state: State, leg: Leg, root: _Branch, decided: Mapping[Any, Any]) -> None:
        """Takes the turn in one world, and writes down the way it looked."""
        world = World(NOW, decided)
        outcome = self._outcome(world, self._turn(state, leg, world))
        branch = root
        for glance in world.path:
            branch.glance = branch.glance or glance
            branch = self._way(branch, glance, glance.value)
        branch.outcome = outcome

    def _turn(self, state: State, leg: Leg, world: World) -> Turn | Exception:
        def ask(look: Look) -> Any:
            return world.find(look, lambda: self._shown(state, leg, look))

        given = state.given()
        given["stack"] = WatchedStack(Under(), state.stack[-1:], ask)
        is_late = leg.move is not None and leg.move.is_late
        given["asked"] = "another question" if is_late else self._book.fingerprints.get(state.place, "")
        if leg.wish is not None:
            given["later"] = (leg.wish,)
        eyes = watched(given, self._free, world)
        try:
            if leg.move is None:
                return self._engine.resume(self._book, eyes, Result(leg.outcome), world)
            return self._engine.advance(self._book, eyes, leg.move.event, world)
        except Exception as error:  # noqa: BLE001 whatever is raised is a finding
            return error

    def _outcome(self, world: World, came: Turn | Exception) -> Outcome:
        self._taken += 1
        if not isinstance(came, Turn):
            return Outcome(self._taken, world.read, came, {}, {})
        wrote = written(came.session)
        answered = wrote.pop("answered", {})
        stack = came.session.stack
        return Outcome(self._taken, world.read, came, wrote, answered, stack.holds(RED_FLAGS), tag_of(stack.top))


def _pairs(name: str, value: Any) -> Any:
    """Answers are kept as pairs, so that a state can be a key."""
    return tuple(sorted(value.items())) if name == "answers" else value
