"""A session that remembers which of its fields a turn looked at, and which it wrote; what is free, the world chooses.

A turn goes the same way in every session that agrees in the fields it looked at, so it is taken once for all of them.
Copying is not looking: the engine copies by `changed` and `with_answer`. Whoever copies otherwise looks at everything,
which costs time and nothing else.
"""

from collections.abc import Mapping
from typing import Any, Self, Unpack

from bot.dialogue.predicates import ONSET
from bot.dialogue.proofs.looks import Look
from bot.dialogue.proofs.worlds import World
from bot.dialogue.session import Changes, Session

WATCHED = ("part", "previous", "later", "answers")  # carried from state to state
_FIELDS = tuple(Session.__slots__)
_LOOKS = {name: Look(name) for name in WATCHED}
_set = object.__setattr__


class WatchedSession(Session):
    """The fields of `given` unless they are among `writes`; the world remembers what was looked at."""

    __slots__ = ("answered", "free", "given", "world", "writes")

    given: Mapping[str, Any]
    writes: Mapping[str, Any]
    answered: Mapping[str, str]
    free: Mapping[str, tuple[Any, ...]]
    world: World

    def __init__(self, **fields: Any) -> None:
        """Made outright, or by a copy that looked at everything: then all is known, and counts as written."""
        _set(self, "given", fields)
        _set(self, "writes", fields)
        _set(self, "answered", {})
        _set(self, "free", {})
        for name in _PLAIN:
            _SET[name](self, fields[name])

    def _look(self, name: str) -> Any:
        if name in self.writes:
            return self.writes[name]
        if name in self.free:
            return self.world.choose(name, self.free[name])
        given = self.given[name]
        value = self.world.find(_LOOKS[name], lambda: given) if name in _LOOKS else given
        return self._answers(value) if name == "answers" else value

    def _answers(self, given: tuple[tuple[str, str], ...]) -> dict[str, str]:
        answers = {**dict(given), **self.answered}
        if ONSET in self.free and ONSET not in self.answered:
            answers[ONSET] = self.world.choose(ONSET, self.free[ONSET])
        return {name: answer for name, answer in answers.items() if answer}

    def _copy(self, writes: Mapping[str, Any], answered: Mapping[str, str]) -> Self:
        copy = object.__new__(type(self))
        _set(copy, "given", self.given)
        _set(copy, "writes", writes)
        _set(copy, "answered", answered)
        _set(copy, "free", self.free)
        if self.free:
            _set(copy, "world", self.world)
        for name, put in _PUT:
            put(copy, writes[name] if name in writes else _RAW[name](self))
        return copy

    def changed(self, **changes: Unpack[Changes]) -> Self:
        """A copy with changes, without a look."""
        return self._copy({**self.writes, **changes}, self.answered)

    def with_answer(self, name: str, answer: str) -> Self:
        """A copy with one more answer, without a look at the others."""
        if "answers" in self.writes:
            return self._copy({**self.writes, "answers": {**self.writes["answers"], name: answer}}, self.answered)
        return self._copy(self.writes, {**self.answered, name: answer})

    def with_values(self, values: Mapping[str, str]) -> Self:  # noqa: ARG002 they are only ever put into words
        """The same: what actions report is not followed."""
        return self


def _eye(name: str) -> property:
    return property(lambda self: self._look(name))


# Kept in the session's own slots.
_PLAIN = ("channel", "language", "opened_at", "stack", "waiting", "values", "edition", "asked")
_RAW = {name: Session.__dict__[name].__get__ for name in _PLAIN}
_SET = {name: Session.__dict__[name].__set__ for name in _PLAIN}
_PUT = tuple(_SET.items())
for _name in _FIELDS:
    if _name not in _PLAIN:
        setattr(WatchedSession, _name, _eye(_name))


def watched(given: Mapping[str, Any], free: Mapping[str, tuple[Any, ...]], world: World) -> WatchedSession:
    """A session with eyes on it: some fields are given, the others are free."""
    eyes = WatchedSession(**given)
    _set(eyes, "writes", {})
    _set(eyes, "free", free)
    _set(eyes, "world", world)
    return eyes


def written(session: Session) -> dict[str, Any]:
    """What the turn wrote, by field; under "answered" the new answers alone."""
    if not isinstance(session, WatchedSession):
        return {name: getattr(session, name) for name in _FIELDS if name not in _PLAIN}
    fields = {name: value for name, value in session.writes.items() if name not in _PLAIN}
    return {**fields, "answered": session.answered} if session.answered else fields
