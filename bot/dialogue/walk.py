"""Moves a session through steps until it waits: the guards of care stand here, for every path alike.

A walk lives for one input. Going to another flow leaves the old one; only a call, an aside or a guard returns.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import assert_never

from bot.dialogue import book as places
from bot.dialogue.book import FlowBook
from bot.dialogue.events import Action
from bot.dialogue.facts import Facts
from bot.dialogue.flow import (
    Ask,
    Branch,
    Call,
    Care,
    Choose,
    Do,
    End,
    Say,
    Step,
    ToStaff,
    Waits,
    absolute,
)  # fmt: skip
from bot.dialogue.phrasing import words
from bot.dialogue.predicates import PREDICATES
from bot.dialogue.reading import expects
from bot.dialogue.replies import Choice, Goodbye, Prompt, Reply, Statement, Turn
from bot.dialogue.session import Changes, Session, Waiting
from bot.nlu.meaning import Expect
from bot.values import Disposition, Intent, RedFlag

MAX_STEPS_PER_TURN = 25  # a correct flow needs fewer than fifteen; hitting this goes to staff


class Walk:
    """One input's way through the flows."""

    def __init__(self, book: FlowBook, session: Session, facts: Facts) -> None:
        self.book = book
        stack = moved(book, session.stack)
        self.session = session if stack == session.stack else session.changed(stack=stack)
        self.facts = facts
        self.replies: list[Reply] = []
        self.visited: list[str] = []

    # -- moving ---------------------------------------------------------------------------------

    def go(self, name: str) -> None:
        """To the next step: inside the flow it replaces the current one, another flow is a fresh start."""
        flow = _flow(self.session.place)
        place = absolute(flow, name)
        if _flow(place) == flow:
            self._move((*self.session.stack[:-1], place))
        elif _flow(place) == places.DISPOSITIONS:
            self.jump(place)
        else:
            self.leave_for((place,))

    def jump(self, place: str) -> None:
        """To a place, leaving everything else: there is no question before it to go back to."""
        self.leave_for((place,), previous=())

    def leave_for(self, stack: tuple[str, ...], previous: tuple[str, ...] | None = None) -> None:
        """To another stack. A danger that was hinted at and not answered voids the screen that was passed."""
        changes: Changes = {"stack": stack, "attempts": 0, "silences": 0, "part": 0}
        if previous is not None:
            changes["previous"] = previous
        if self._is_in_doubt():
            changes["screened_at"] = None
        self.session = self.session.changed(**changes)

    def push(self, place: str) -> None:
        """To a place and back here when its flow ends."""
        self._move((*self.session.stack, place))

    def doubt(self, flags: tuple[RedFlag, ...]) -> None:
        """A danger was hinted at: its own question comes first, or the whole screen where one is not enough."""
        place = self.book.question_place(flags)
        if place == places.SCREEN or self._is_in_doubt():
            self._screen_anew()
        else:
            self._put_on_top(place)

    def _screen_anew(self) -> None:
        """The whole screen from its first question, in place of whatever danger question is open."""
        stack = self.session.stack
        asked = (places.RED_FLAGS, _flow(places.SCREEN))
        depth = next((n for n, place in enumerate(stack) if _flow(place) in asked), len(stack))
        self.leave_for((*(stack[:depth] or (places.MENU,)), places.SCREEN))
        self.session = self.session.changed(screened_at=None)

    def aside(self, place: str) -> None:
        """To a place and back here. A flow that is open already is begun again; above a danger question it stays."""
        stack = self.session.stack
        depth = next((n for n, held in enumerate(stack) if _flow(held) == _flow(place)), None)
        if depth is None:
            self._put_on_top(place)
        elif not self.asks_danger() or depth == len(stack) - 1:
            self.leave_for((*stack[:depth], place))

    def _put_on_top(self, place: str) -> None:
        """An aside within an aside takes its place; a danger question stays, and is asked again afterwards."""
        stack = self.session.stack
        is_aside = isinstance(self.book.steps.get("".join(stack[-2:-1])), Ask | Choose)
        if is_aside and not self.asks_danger():
            self.leave_for((*stack[:-1], place))
        else:
            self.push(place)

    def asks_danger(self) -> bool:
        """True while the open question is about a danger, or follows one that was hinted at."""
        place = self.session.place
        return bool(getattr(self.book.steps.get(place), "unsafe", "")) or _flow(place) == places.RED_FLAGS

    def _move(self, stack: tuple[str, ...]) -> None:
        self.session = self.session.changed(stack=stack, attempts=0, silences=0, part=0)

    def _is_in_doubt(self) -> bool:
        """True while the question about a hinted danger stands open, on top or beneath something else."""
        return any(_flow(place) == places.RED_FLAGS for place in self.session.stack)

    # -- saying ---------------------------------------------------------------------------------

    def state(self, name: str) -> None:
        """Says a common wording."""
        self.replies.append(Statement(words(self.book.wording(name), self.session, self.facts), name))

    # -- running --------------------------------------------------------------------------------

    def run(self, *, again: bool = False) -> Turn:
        """Walks until the person or an action is waited for. `again`: the current question is a repeat."""
        for _ in range(MAX_STEPS_PER_TURN):
            turn = self._step(again)
            if turn is not None:
                return turn
        self.jump(places.LOST)
        return self.run() if places.LOST not in self.visited else self._over()

    def _step(self, again: bool) -> Turn | None:
        place = self.session.place
        step = self.book.steps.get(place)
        if step is None:
            self.jump(places.LOST)
            return None
        self._enter(place)
        match step:
            case Say():
                self._say(step, place)
            case Ask() | Choose():
                return self._ask(step, place, again)
            case Do():
                return self._act(Action(step.action))
            case ToStaff():
                wanted = {"reason": step.reason, "urgency": step.urgency, "team": step.team}
                return self._act(Action("open_handoff", MappingProxyType(wanted)))
            case Branch():
                self.go(step.on[PREDICATES[step.by].ask(self.session, self.facts)])
            case Call():
                self.push(absolute(_flow(place), step.to))
            case End():
                return self._end(step)
            case _:
                assert_never(step)
        return None

    def _enter(self, place: str) -> None:
        """A screen counts from its first question on; a wish that is served now is not wanted again later."""
        self.visited.append(place)
        session = self.session
        if place == places.SCREEN and not session.is_screened(self.facts.now):
            session = self.session = session.changed(screen_began_at=self.facts.now, previous=())
        if session.later:
            known = self.book.common.intents
            later = tuple(wish for wish in session.later if wish not in known or known[wish].to != place)
            self.session = self.session.changed(later=later)

    def _say(self, step: Say, place: str) -> None:
        if self._is_barred(step, place):
            return
        if step.disposition is not None and step.disposition.urgency > self.session.disposition.urgency:
            self.session = self.session.changed(disposition=step.disposition)
        spoken = words(step, self.session, self.facts)
        self.replies.append(Statement(spoken, place, step.is_emergency))
        self.go(step.next)

    def _ask(self, step: Waits, place: str, again: bool) -> Turn | None:
        if self._is_barred(step, place):
            return None
        if place == places.OFFER and self.session.later:
            self._next_wish()
            return None
        wording = step.again if again and step.again is not None else step
        choices = tuple(Choice(option.key, words(option, self.session, self.facts)) for option in step.options)
        prompt = Prompt(
            words(wording, self.session, self.facts), place, expects(step), choices, bool(step.unsafe), again
        )
        self.session = self.session.changed(waiting=Waiting.ANSWER)
        if not again and self.session.previous[:-1] != self.session.stack[:-1]:
            self.session = self.session.changed(previous=())  # a question of another aside is not "before"
        return Turn(self.session, (*self.replies, prompt), None, tuple(self.visited))

    def _act(self, action: Action) -> Turn:
        self.session = self.session.changed(waiting=Waiting.RESULT)
        previous, stack = self.session.previous, self.session.stack
        if len(previous) >= len(stack) and previous[:-1] != stack[:-1]:
            self.session = self.session.changed(previous=())
        return Turn(self.session, tuple(self.replies), action, tuple(self.visited))

    def _end(self, step: End) -> Turn | None:
        *rest, ended = self.session.stack
        stack = tuple(rest)
        if step.passes_screen:
            passed_at = self.session.screen_began_at or self.facts.now
            self.session = self.session.changed(screened_at=passed_at)
        if not stack:
            if self.session.later:
                self._next_wish()
                return None
            return self._over()
        self._move(stack)
        below = self.book.steps.get(self.session.place)
        if isinstance(below, Call) and _flow(absolute(_flow(self.session.place), below.to)) == _flow(ended):
            self.go(below.on[step.outcome])
        return None

    def _over(self) -> Turn:
        place = self.session.place
        self.session = self.session.changed(stack=(), waiting=Waiting.NOTHING, previous=())
        return Turn(self.session, (*self.replies, Goodbye(place)), None, tuple(self.visited))

    def _next_wish(self) -> None:
        """What the person also asked for comes now."""
        first, *rest = self.session.later
        self.session = self.session.changed(later=tuple(rest))
        if first is Intent.OPT_OUT:
            self.jump(places.STOPPED)
            return
        self.state(places.NEXT_WISH)
        self.jump(self.book.common.intents[first].to if first in self.book.common.intents else places.MENU)

    # -- the guards of care ---------------------------------------------------------------------

    def _is_barred(self, step: Step, place: str) -> bool:
        """True, and already on another way, where this step gives care that may not be given now."""
        care = getattr(step, "care", None)
        if care is None:
            return False
        if self.session.is_locked or self.facts.is_locked:
            self.jump(places.LOCKED)
        elif _flow(place) in self.facts.closed_flows:
            self.jump(places.CLOSED)
        elif self._is_in_doubt():
            self._screen_anew()
        elif not self.session.is_screened(self.facts.now):
            is_open = any(_flow(held) == _flow(places.SCREEN) for held in self.session.stack)
            self._screen_anew() if is_open else self.push(places.SCREEN)
        elif not self._may_be_said(care, step):
            self.jump(places.UNSURE)
        else:
            return False
        return True

    def _may_be_said(self, care: Care, step: Step) -> bool:
        required: Mapping[str, str] = step.requires if isinstance(step, Say) else {}
        if care is Care.HEAT and PREDICATES["phase"].ask(self.session, self.facts) != "heat":
            return False
        return all(self.session.answers.get(name) == value for name, value in required.items())

    # -- what an answer or a danger leads to ------------------------------------------------------

    def dispose(self, disposition: Disposition, place: str) -> None:
        """An emergency or a same-day word was heard: everything else is left."""
        worst = max(self.session.disposition, disposition, key=lambda known: known.urgency)
        self.session = self.session.changed(disposition=worst)
        self.jump(place)


def _flow(place: str) -> str:
    return place.partition(".")[0]


def moved(book: FlowBook, stack: tuple[str, ...]) -> tuple[str, ...]:
    """These places as they are called today; one that is gone leads to a person when it is reached."""
    return tuple(place if place in book.steps else book.find(place) or place for place in stack)


def is_free_text(step: Waits) -> bool:
    """True where nearly any words are the answer."""
    return expects(step) in (Expect.NOTE, Expect.NAME)
