"""Moves a session through steps until it waits: the guards of care stand here, for every path alike.

A walk lives for one input. Going to another flow leaves the old one; only a call, an aside or a guard returns.
"""

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
from bot.dialogue.predicates import PREDICATES, may_be_said
from bot.dialogue.reading import expects
from bot.dialogue.replies import Choice, Goodbye, Prompt, Reply, Statement, Turn
from bot.dialogue.session import INSIDE, Changes, Session, Waiting
from bot.dialogue.stack import EMPTY, Stack, flow_of
from bot.values import Disposition, Intent, RedFlag

MAX_STEPS_PER_TURN = 25  # a correct flow needs fewer than fifteen; hitting this goes to staff


class Walk:
    """One input's way through the flows."""

    def __init__(self, book: FlowBook, session: Session, facts: Facts) -> None:
        self.book = book
        stack = session.stack.as_named_today(book)
        self.session = session if stack is session.stack else session.changed(stack=stack)
        self.facts = facts
        self.replies: list[Reply] = []
        self.visited: list[str] = []
        self._risen = 0  # how far the stack is above, or below, where this input found it
        self.is_asked_anew = self._has_changed()
        if self.is_asked_anew:
            self.session = self.session.changed(attempts=0, silences=0, part=0)

    # -- moving ---------------------------------------------------------------------------------

    def go(self, name: str) -> None:
        """To the next step: inside the flow it replaces the current one, another flow is a fresh start."""
        flow = flow_of(self.session.place)
        place = absolute(flow, name)
        if flow_of(place) == flow:
            self._move(self.session.stack.with_top(place))
        elif flow_of(place) == places.DISPOSITIONS:
            self.jump(place)
        else:
            is_next = bool(self.session.previous) and self.session.stack.is_alone
            self.leave_for(Stack((place,)), previous=self.session.previous if is_next else "")

    def jump(self, place: str) -> None:
        """To a place, leaving everything else: there is no question before it to go back to."""
        self.leave_for(Stack((place,)))

    def leave_for(self, stack: Stack, previous: str = "") -> None:
        """To another stack. A danger that was hinted at and not answered voids the screen that was passed."""
        changes: Changes = {"stack": stack, "previous": previous, "attempts": 0, "silences": 0, "part": 0}
        if self._is_in_doubt():
            changes["screened_at"] = None
        self.session = self.session.changed(**changes)
        self._risen = 0

    def push(self, place: str) -> None:
        """To a place and back here when its flow ends."""
        self._move(self.session.stack.on_top(place))
        self._risen += 1

    def doubt(self, flags: tuple[RedFlag, ...]) -> None:
        """A danger was hinted at: its own question comes first, or the whole screen where one is not enough."""
        place = self.book.question_place(flags)
        if place == places.SCREEN or self._is_in_doubt():
            self._screen_anew()
        else:
            self._put_on_top(place)

    def _screen_anew(self) -> None:
        """The whole screen from its first question, in place of whatever danger question is open."""
        held = self.session.stack.beneath_flows(places.RED_FLAGS, flow_of(places.SCREEN))
        held = Stack((places.MENU,)) if held.is_empty else held
        self.leave_for(held.on_top(places.SCREEN))
        self.session = self.session.changed(screened_at=None)

    def aside(self, place: str) -> None:
        """To a place and back here. What is open beneath a danger question comes back by itself, and not twice."""
        if flow_of(self.session.place) == flow_of(place):
            self.leave_for(self.session.stack.with_top(place))
        elif not self.asks_danger() or not self.session.stack.holds(flow_of(place)):
            self._put_on_top(place)

    def _put_on_top(self, place: str) -> None:
        """An aside within an aside takes its place; a danger question stays, and is asked again afterwards."""
        if not self.asks_danger() and self.session.stack.is_on_question(self.book):
            self.leave_for(self.session.stack.with_top(place))
        else:
            self.push(place)

    def asks_danger(self) -> bool:
        """True while the open question is about a danger, or follows one that was hinted at."""
        place = self.session.place
        return bool(getattr(self.book.steps.get(place), "unsafe", "")) or flow_of(place) == places.RED_FLAGS

    def _has_changed(self) -> bool:
        """True where the open question is not the one that was asked, since a deploy: its answers are not taken."""
        session = self.session
        return session.waiting is Waiting.ANSWER and session.asked != self.book.fingerprints.get(session.place, "")

    def _move(self, stack: Stack) -> None:
        self.session = self.session.changed(stack=stack, attempts=0, silences=0, part=0)

    def _is_in_doubt(self) -> bool:
        """True while the question about a hinted danger stands open, on top or beneath something else."""
        return self.session.stack.holds(places.RED_FLAGS)

    def tell(self, place: str) -> None:
        """Says what stands at a place, to its end, without leaving the open question."""
        while isinstance(step := self.book.steps[place], Say):
            self.visited.append(place)
            self.replies.append(Statement(words(step, self.session, self.facts), place))
            place = absolute(flow_of(place), step.next)

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
        if place in (places.OFFER, places.GOODBYE) and self.session.later:
            self._next_wish()
            return None
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
                self.push(absolute(flow_of(place), step.to))
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
            session = self.session = session.changed(screen_began_at=self.facts.now, previous="")
        if session.later:
            known = self.book.common.intents
            later = tuple(wish for wish in session.later if wish not in known or known[wish].to != place)
            self.session = self.session.changed(later=later)

    def _say(self, step: Say, place: str) -> None:
        if self._is_barred(step, place):
            return
        if step.disposition is not None and step.disposition.urgency > self.session.disposition.urgency:
            self.session = self.session.changed(disposition=step.disposition)
        is_true = not (step.promises_call and self.facts.is_left_alone)
        spoken = words(step if is_true else self.book.wording(places.NO_CALL), self.session, self.facts)
        self.replies.append(Statement(spoken, place, step.is_emergency))
        self.go(step.next)

    def _ask(self, step: Waits, place: str, again: bool) -> Turn | None:
        if self._is_barred(step, place):
            return None
        wording = step.again if again and step.again is not None and not self.is_asked_anew else step
        choices = tuple(Choice(option.key, words(option, self.session, self.facts)) for option in step.options)
        prompt = Prompt(
            words(wording, self.session, self.facts), place, expects(step), choices, bool(step.unsafe), again
        )
        edition, asked = self.book.editions.get(flow_of(place), ""), self.book.fingerprints.get(place, "")
        self.session = self.session.changed(waiting=Waiting.ANSWER, edition=edition, asked=asked)
        self._forget_previous_elsewhere()
        return Turn(self.session, (*self.replies, prompt), None, tuple(self.visited))

    def _act(self, action: Action) -> Turn:
        self.session = self.session.changed(waiting=Waiting.RESULT)
        self._forget_previous_elsewhere()
        return Turn(self.session, tuple(self.replies), action, tuple(self.visited))

    def _forget_previous_elsewhere(self) -> None:
        """A question above or beneath the one that is open now is not "before" it."""
        if self._risen:
            self.session = self.session.changed(previous="")

    def _end(self, step: End) -> Turn | None:
        stack, ended = self.session.stack, self.session.place
        if ended == places.GO_ON:
            self.jump(self.book.find(self.session.left_off) or places.MENU)
            self.session = self.session.changed(left_off="")
            return None
        if step.passes_screen:
            passed_at = self.session.screen_began_at or self.facts.now
            self.session = self.session.changed(screened_at=passed_at)
        if stack.is_alone:
            if self.session.later:
                self._next_wish()
                return None
            return self._over()
        self._move(stack.beneath)
        self._risen -= 1
        below = self.book.steps.get(self.session.place)
        if isinstance(below, Call) and flow_of(absolute(flow_of(self.session.place), below.to)) == flow_of(ended):
            self._come_back(below.on[step.outcome])
        return None

    def _come_back(self, name: str) -> None:
        """On after a call. The screen's last question stays the one before: "back" asks it again, inside its screen."""
        before, calling = self.session.previous, self.session.place
        self.go(name)
        if flow_of(before) == flow_of(places.SCREEN) and self.session.stack.is_alone:
            self.session = self.session.changed(previous=f"{calling}{INSIDE}{before}")
            self._risen = 0

    def _over(self) -> Turn:
        place = self.session.place
        self.session = self.session.changed(stack=EMPTY, waiting=Waiting.NOTHING, previous="")
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
        elif flow_of(place) in self.facts.closed_flows:
            self.jump(places.CLOSED)
        elif self._is_in_doubt():
            self._screen_anew()
        elif not self.session.is_screened(self.facts.now):
            is_open = self.session.stack.holds(flow_of(places.SCREEN))
            self._screen_anew() if is_open else self.push(places.SCREEN)
        elif not may_be_said(step, self.session, self.facts):
            self.jump(places.UNSURE)
        else:
            return False
        return True

    # -- what an answer or a danger leads to ------------------------------------------------------

    def dispose(self, disposition: Disposition, place: str) -> None:
        """An emergency or a same-day word was heard: everything else is left."""
        worst = max(self.session.disposition, disposition, key=lambda known: known.urgency)
        self.session = self.session.changed(disposition=worst)
        self.jump(place)
