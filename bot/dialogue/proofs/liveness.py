"""Which kept answers can still make a difference from a place on; the others may be forgotten when states merge.

The usual backward analysis: an answer is alive where some way leads to a step that looks at it before the question
is asked and answered anew. Every way the engine has out of a question counts, also those that no step writes down.
What a person truly said at a danger question is followed under its place with a question mark before it.
"""

from collections.abc import Iterator, Mapping

from bot.dialogue.book import DISPOSITIONS, ENGINE_PLACES, RED_FLAGS, FlowBook
from bot.dialogue.flow import Ask, Branch, Choose, Say, Step, absolute, targets
from bot.dialogue.predicates import PREDICATES
from bot.dialogue.proofs.landmarks import SKIN, Landmarks

Names = frozenset[str]
NONE: Names = frozenset()


def truly(place: str) -> str:
    """The name under which what was truly said at a question is followed."""
    return f"?{place}"


class Liveness:
    """The names alive at a place, and at a whole stack of places."""

    def __init__(self, book: FlowBook, marks: Landmarks) -> None:
        self._at = _fixed_point(book, marks)
        self._everywhere = NONE.union(*(self._at[place] for place in _always_reachable(book)))
        self._of_stack: dict[tuple[str, ...], Names] = {}

    def at(self, stack: tuple[str, ...]) -> Names:
        """Alive in a session with these places; a stand-in keeps alive what it was made with."""
        known = self._of_stack.get(stack)
        if known is None:
            alive = (self._at.get(place, NONE) for place in stack)
            known = self._of_stack[stack] = self._everywhere.union(*alive)
        return known

    def beneath(self, stack: tuple[str, ...]) -> Names:
        """Alive for the sake of these places alone."""
        return NONE.union(*(self._at.get(place, NONE) for place in stack))

    def stand_in(self, place: str, alive: Names) -> None:
        """Makes a place known that stands for others."""
        if self._at.get(place) != alive:
            self._at[place] = alive
            self._of_stack.clear()


def _always_reachable(book: FlowBook) -> Iterator[str]:
    """Where a person can be after any input at all."""
    yield from ENGINE_PLACES
    yield from (wish.to for wish in book.common.intents.values())
    yield from (place for place in book.steps if place.partition(".")[0] in (DISPOSITIONS, RED_FLAGS))
    yield from (f"{flow.flow}.{flow.start}" for flow in book.flows.values() if flow.resumes == "start")


def _fixed_point(book: FlowBook, marks: Landmarks) -> dict[str, Names]:
    alive: dict[str, Names] = dict.fromkeys(book.steps, NONE)
    looks = {place: frozenset(_looks(place, step, marks)) for place, step in book.steps.items()}
    ways = {place: tuple(_ways(place, step)) for place, step in book.steps.items()}
    is_changed = True
    while is_changed:
        is_changed = False
        for place in book.steps:
            now = looks[place].union(*(alive.get(to, NONE) - anew for to, anew in ways[place]))
            if now != alive[place]:
                alive[place], is_changed = now, True
    return alive


def _looks(place: str, step: Step, marks: Landmarks) -> Iterator[str]:
    """The names this step looks at, in the engine or in an invariant."""
    if isinstance(step, Say):
        yield from step.requires
    if isinstance(step, Branch):
        yield from PREDICATES[step.by].reads
    if place in marks.touch or place in marks.mentions_touch:
        yield truly(SKIN)
    if place in marks.advice:
        yield from (truly(asked) for asked in marks.gate)


def _ways(place: str, step: Step) -> Iterator[tuple[str, Names]]:
    """Each way out with the names that are answered anew on it."""
    flow = place.partition(".")[0]
    anew: Mapping[str, Names] = {}
    if isinstance(step, Ask | Choose):
        answered = frozenset((step.answer or place, truly(place)))
        anew = {label: answered for label, _ in targets(step) if label != "unmatched"}
    for label, reference in targets(step):
        yield absolute(flow, reference), anew.get(label, NONE)
