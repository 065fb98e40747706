"""Choices that are made at the moment somebody looks, so that only what a turn looks at is varied.

A turn that never looks at a fact goes the same way whatever the fact is; a turn that does is walked with every value.
That is exact: each combination that makes a difference is walked, and none twice.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple, Self

from bot.dialogue.facts import Facts

_USUAL = {"is_open": True, "is_textable": True, "books_visits": True}  # every other fact is usually false
_IN_WORDS = {
    "is_open": ("the clinic is open", "the clinic is closed"),
    "is_locked": ("a care lock stands", "no care lock stands"),
    "is_opted_out": ("this person has asked for silence", "this person wants texts"),
    "is_claimed": ("a staff member owns this conversation", "nobody owns this conversation"),
    "is_left_alone": ("nobody may write or call unasked", "this person may be called"),
    "is_blocked": ("staff have blocked this number", "this number is not blocked"),
    "is_text_only": ("this person cannot hear", "this person can hear"),
    "books_visits": ("the schedule is here", "the schedule lives elsewhere"),
    "is_textable": ("this number can be texted", "this number cannot be texted"),
}


class Glance(NamedTuple):
    """Something that a turn looked at, and what it saw. `options` are all it could have seen where that is free."""

    name: Any
    value: Any
    options: tuple[Any, ...] | None


class World(Facts):
    """Facts, and whatever else is free, decided when they are looked at. `read` holds all that was, with its value.

    `path` holds every glance in its order, also at what is not free but given by the state.
    """

    read: dict[str, Any]
    path: list[Glance]
    given: dict[Any, Any]
    decided: Mapping[Any, Any]

    def __init__(self, now: datetime, decided: Mapping[Any, Any]) -> None:
        object.__setattr__(self, "now", now)
        object.__setattr__(self, "wordings", {})
        object.__setattr__(self, "closed_flows", _ClosedFlows(self))
        object.__setattr__(self, "read", {})
        object.__setattr__(self, "path", [])
        object.__setattr__(self, "given", {})
        object.__setattr__(self, "decided", decided)

    def find(self, name: Any, see: Callable[[], Any]) -> Any:
        """What the state says of this; asked once."""
        if name not in self.given:
            self.given[name] = see()
            self.path.append(Glance(name, self.given[name], None))
        return self.given[name]

    def choose(self, name: str, options: tuple[Any, ...]) -> Any:
        """One of the options: the first, unless it has been decided."""
        if name not in self.read:
            self.read[name] = self.decided.get(name, options[0])
            self.path.append(Glance(name, self.read[name], options))
        return self.read[name]

    def fact(self, name: str) -> bool:
        """A fact of the world; the usual one first."""
        usual = _USUAL.get(name, False)
        chosen: bool = self.choose(name, (usual, not usual))
        return chosen

    is_open = property(lambda self: self.fact("is_open"))
    is_locked = property(lambda self: self.fact("is_locked"))
    is_opted_out = property(lambda self: self.fact("is_opted_out"))
    is_claimed = property(lambda self: self.fact("is_claimed"))
    is_left_alone = property(lambda self: self.fact("is_left_alone"))
    is_blocked = property(lambda self: self.fact("is_blocked"))
    is_text_only = property(lambda self: self.fact("is_text_only"))
    is_textable = property(lambda self: self.fact("is_textable"))
    books_visits = property(lambda self: self.fact("books_visits"))


class _ClosedFlows(frozenset[str]):
    """Asks the world about each flow by itself."""

    _world: World

    def __new__(cls, world: World) -> Self:
        made = super().__new__(cls)
        made._world = world
        return made

    def __contains__(self, flow: object) -> bool:
        return self._world.fact(f"closed:{flow}")


def in_words(read: Mapping[str, Any]) -> Iterator[str]:
    """The facts that differ from the usual, as sentences for a transcript."""
    for name, value in read.items():
        if name.startswith("closed:") and value:
            yield f"nobody has reviewed {name.removeprefix('closed:')}"
        elif name in _IN_WORDS and value != _USUAL.get(name, False):
            yield _IN_WORDS[name][0 if value else 1]
