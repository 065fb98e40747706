"""Where a talk stands: the open place on top, and beneath it the places it comes back to.

The engine asks a stack only what is written here. That is little on purpose: the proof walks a turn once for all
the stacks that answer these questions alike.
"""

from dataclasses import dataclass

from bot.dialogue.book import MENU, RED_FLAGS, RESUME, FlowBook
from bot.dialogue.flow import Ask, Choose
from bot.values import Intent


def flow_of(place: str) -> str:
    """The name of the flow a place stands in."""
    return place.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Stack:
    """Places, the open one last. Nothing changes it; every move gives another stack."""

    places: tuple[str, ...] = ()

    @property
    def top(self) -> str:
        """The open place, or an empty text."""
        return self.places[-1] if self.places else ""

    @property
    def is_empty(self) -> bool:
        """True where the talk is over or has not begun."""
        return not self.places

    @property
    def is_alone(self) -> bool:
        """True where nothing lies beneath the open place."""
        return len(self.places) == 1

    @property
    def beneath(self) -> "Stack":
        """What lies beneath the open place."""
        return Stack(self.places[:-1])

    def with_top(self, place: str) -> "Stack":
        """Another place instead of the open one."""
        return Stack((*self.places[:-1], place))

    def on_top(self, place: str) -> "Stack":
        """A place on top, to come back from."""
        return Stack((*self.places, place))

    def beneath_flows(self, *flows: str) -> "Stack":
        """What lies beneath the lowest place of these flows; all of it where there is none."""
        depth = next((n for n, place in enumerate(self.places) if flow_of(place) in flows), len(self.places))
        return Stack(self.places[:depth])

    def holds(self, *flows: str) -> bool:
        """True where a place of one of these flows is in it."""
        return any(flow_of(place) in flows for place in self.places)

    def has(self, place: str) -> bool:
        """True where this place is in it."""
        return place in self.places

    def is_on_question(self, book: FlowBook) -> bool:
        """True where a question lies directly beneath the open place: the open one is an aside."""
        return len(self.places) > 1 and isinstance(book.steps.get(self.places[-2]), Ask | Choose)

    def left_off(self, book: FlowBook) -> str:
        """Where a talk that was left for hours goes on: at its first question, or where that flow or care begins.

        Answers that do not keep are asked again from the start of their flow, and a danger that was hinted at and
        never denied leads to care, which begins with the whole screen. Nothing for a person who was away again before
        they said whether to go on: it is still known where the talk was left before.
        """
        if self.holds(RED_FLAGS):
            return book.common.intents[Intent.SPASM_CARE].to
        base = self.places[0]
        if base == RESUME:
            return ""
        flow = book.flows.get(flow_of(base))
        if flow is None or flow.is_screen:
            return MENU
        return f"{flow.flow}.{flow.start}" if flow.resumes == "start" else base

    def as_named_today(self, book: FlowBook) -> "Stack":
        """The places as they are called today; one that is gone leads to a person when it is reached."""
        if all(place in book.steps for place in self.places):
            return self
        return Stack(tuple(book.find(place) or place for place in self.places))


EMPTY = Stack()
