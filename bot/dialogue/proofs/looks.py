"""What a turn looks at in a state: each look has a name, and the state has the answer to it.

Two states that answer all looks of a turn alike go the same way in it, so a turn is taken once for all of them.
That is why the engine's `Stack` can be asked so little: most turns never look beneath the open place.
"""

from collections.abc import Callable
from typing import Any, NamedTuple

from bot.dialogue.book import FlowBook
from bot.dialogue.flow import Waits
from bot.dialogue.stack import Stack, flow_of

Places = tuple[str, ...]
_set = object.__setattr__


class Under(NamedTuple):
    """A part of what lies beneath the open place: the lowest `kept` places, or all but the upper `popped`."""

    kept: int | None = None
    popped: int = 0

    def of(self, lower: Places) -> Places:
        """This part of the places that lie beneath."""
        return lower[: len(lower) - self.popped] if self.kept is None else lower[: self.kept]

    def without_top(self) -> "Under":
        """The same without its upper place."""
        return Under(None, self.popped + 1) if self.kept is None else Under(self.kept - 1)


class Look(NamedTuple):
    """One question about a state: a field of the session, or something about a part of its stack."""

    at: str
    under: Under = Under()
    about: Places = ()


def see(look: Look, lower: Places, book: FlowBook) -> Any:
    """What a look beneath the open place shows, where these places lie."""
    held = look.under.of(lower)
    match look.at:
        case "is_empty":
            return not held
        case "is_alone":
            return len(held) == 1
        case "top":
            return held[-1] if held else ""
        case "is_question":
            return isinstance(book.steps.get("".join(held[-1:])), Waits)
        case "is_on_question":
            return len(held) > 1 and isinstance(book.steps.get(held[-2]), Waits)
        case "holds":
            return any(flow_of(place) in look.about for place in held)
        case "depth":
            return next((n for n, place in enumerate(held) if flow_of(place) in look.about), -1)
        case "has":
            return look.about[0] in held
        case _:
            raise KeyError(look)


class WatchedStack(Stack):
    """A stack of which only the open place is known; whatever else is asked for is looked up, and remembered.

    `added` lies on the part `under` of what lay beneath when the turn began.
    """

    __slots__ = ("added", "ask", "under")

    under: Under
    added: Places
    ask: Callable[[Look], Any]

    def __init__(self, under: Under, added: Places, ask: Callable[[Look], Any]) -> None:
        _set(self, "under", under)
        _set(self, "added", added)
        _set(self, "ask", ask)

    def _as(self, under: Under, added: Places) -> "WatchedStack":
        return WatchedStack(under, added, self.ask)

    @property
    def top(self) -> str:
        """As of any stack."""
        return self.added[-1] if self.added else str(self.ask(Look("top", self.under)))

    @property
    def is_empty(self) -> bool:
        """As of any stack."""
        return not self.added and bool(self.ask(Look("is_empty", self.under)))

    @property
    def is_alone(self) -> bool:
        """As of any stack."""
        if len(self.added) > 1:
            return False
        return bool(self.ask(Look("is_empty" if self.added else "is_alone", self.under)))

    @property
    def beneath(self) -> Stack:
        """As of any stack."""
        if self.added:
            return self._as(self.under, self.added[:-1])
        if self.ask(Look("is_empty", self.under)):
            return self
        return self._as(self.under.without_top(), ())

    def with_top(self, place: str) -> Stack:
        """As of any stack."""
        return self.beneath.on_top(place)

    def on_top(self, place: str) -> Stack:
        """As of any stack."""
        return self._as(self.under, (*self.added, place))

    def beneath_flows(self, *flows: str) -> Stack:
        """As of any stack."""
        depth: int = self.ask(Look("depth", self.under, flows))
        if depth >= 0:
            return self._as(Under(depth), ())
        shown = next((n for n, place in enumerate(self.added) if flow_of(place) in flows), len(self.added))
        return self._as(self.under, self.added[:shown])

    def holds(self, *flows: str) -> bool:
        """As of any stack."""
        if any(flow_of(place) in flows for place in self.added):
            return True
        return bool(self.ask(Look("holds", self.under, flows)))

    def has(self, place: str) -> bool:
        """As of any stack."""
        return place in self.added or bool(self.ask(Look("has", self.under, (place,))))

    def is_on_question(self, book: FlowBook) -> bool:
        """As of any stack."""
        if len(self.added) > 1:
            return isinstance(book.steps.get(self.added[-2]), Waits)
        return bool(self.ask(Look("is_question" if self.added else "is_on_question", self.under)))

    def left_off(self, book: FlowBook) -> str:  # noqa: ARG002 this is memory, and memory is free (`memory`)
        """Nothing: whoever reads it finds every place where a talk can be left."""
        return ""

    def as_named_today(self, book: FlowBook) -> Stack:  # noqa: ARG002 a proof is of the flows as they are
        """The same: no step has moved while the flows are walked."""
        return self


def on(lower: Places, stack: Stack) -> Places:
    """The places of a stack that a turn left behind, where these lay beneath."""
    if isinstance(stack, WatchedStack):
        return (*stack.under.of(lower), *stack.added)
    return stack.places
