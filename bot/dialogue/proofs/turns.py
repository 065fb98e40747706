"""Each turn of the engine is taken once for all states that it cannot tell apart, in every world that it looks at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from bot.dialogue.book import FlowBook
from bot.dialogue.events import Result
from bot.dialogue.proofs.beneath import tag_of
from bot.dialogue.proofs.engine import Engine
from bot.dialogue.proofs.legs import Leg
from bot.dialogue.proofs.memory import FREE, NOW
from bot.dialogue.proofs.states import State
from bot.dialogue.proofs.watching import WATCHED, watched, written
from bot.dialogue.proofs.worlds import World, every_world
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
    came_down: int | None = None  # the stand-in that it stops at

    def on(self, fields: tuple[Any, ...]) -> list[Any]:
        """A state's fields after this turn."""
        after = list(fields)
        for name, n in _INDEX.items():
            if name in self.wrote:
                after[n] = _value(name, self.wrote[name])
        if self.answered:
            after[_INDEX["answers"]] = _value("answers", {**dict(after[_INDEX["answers"]]), **self.answered})
        return after


class _Known(NamedTuple):
    """A turn that was taken: what it looked at, in all worlds together, and what came of it."""

    looked: tuple[tuple[int, Any], ...]
    outcomes: tuple[Outcome, ...]


class Turns:
    """Takes turns, or remembers them."""

    def __init__(self, book: FlowBook, engine: Engine) -> None:
        self._book = book
        self._engine = engine
        self._known: dict[tuple[Any, ...], list[_Known]] = {}
        self._taken = 0

    def of(self, state: State, leg: Leg) -> tuple[Outcome, ...]:
        """Everything this input can come to in this state."""
        what = leg.outcome if leg.move is None else id(leg.move)
        taken = self._known.setdefault((state.channel, state.waiting, state.stack, what, leg.wish), [])
        fields = state.fields
        for known in taken:
            if all(fields[n] == value for n, value in known.looked):
                return known.outcomes
        made = self._take(state, leg)
        taken.append(made)
        return made.outcomes

    def _take(self, state: State, leg: Leg) -> _Known:
        given = state.given()
        if leg.wish is not None:
            given["later"] = (leg.wish,)
        looked: dict[str, Any] = {}
        outcomes = []
        for world, came in every_world(NOW, lambda world: self._turn(given, leg, world, looked)):
            self._taken += 1
            outcomes.append(_outcome(self._taken, world, came))
        if leg.wish is not None:
            looked.pop("later", None)
        seen = tuple((_INDEX[name], _value(name, value)) for name, value in looked.items() if name in _INDEX)
        return _Known(seen, tuple(outcomes))

    def _turn(self, given: Mapping[str, Any], leg: Leg, world: World, looked: dict[str, Any]) -> Turn | Exception:
        eyes = watched(given, FREE, world)
        try:
            if leg.move is None:
                return self._engine.resume(self._book, eyes, Result(leg.outcome), world)
            return self._engine.advance(self._book, eyes, leg.move.event, world)
        except Exception as error:  # noqa: BLE001 whatever is raised is a finding
            return error
        finally:
            looked.update(eyes.looked)


def _outcome(number: int, world: World, came: Turn | Exception) -> Outcome:
    if not isinstance(came, Turn):
        return Outcome(number, world.read, came, {}, {})
    wrote = written(came.session)
    answered = wrote.pop("answered", {})
    return Outcome(number, world.read, came, wrote, answered, tag_of(came.session.place))


def _value(name: str, value: Any) -> Any:
    """Answers are kept as pairs, so that a state can be a key."""
    return tuple(sorted(value.items())) if name == "answers" else value
