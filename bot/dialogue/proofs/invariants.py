"""The invariants of DESIGN.md 3 as small functions, each beside its sentence.

An invariant looks at one passage: an input, or the outcome of an action, and everything the line did because of it.
It yields a sentence for each breach. P6 to P9 are about content alone, and stand in `words`.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from bot.dialogue import book as places
from bot.dialogue.actions import ACTIONS
from bot.dialogue.flow import Choose, Waits, absolute
from bot.dialogue.predicates import ONSET
from bot.dialogue.proofs.inputs import Debt
from bot.dialogue.proofs.landmarks import SKIN
from bot.dialogue.proofs.memory import BEGAN, FRESH, HEAT, LOCK, NOW, SCREENED
from bot.dialogue.proofs.passages import Passage
from bot.dialogue.replies import Prompt, Turn
from bot.dialogue.session import Waiting
from bot.dialogue.walk import MAX_STEPS_PER_TURN
from bot.values import Disposition

MAX_ACTIONS = 6  # asked for after one input; services stop at ten
SCREEN_LASTS = timedelta(hours=4)  # said once more on purpose: a slip in the engine must not move the proof

Breaches = Callable[[Passage], Iterator[str]]
INVARIANTS: dict[str, tuple[str, Breaches]] = {}


def invariant(code: str, sentence: str) -> Callable[[Breaches], Breaches]:
    """Adds an invariant to those that every proof looks at."""

    def add(breaches: Breaches) -> Breaches:
        INVARIANTS[code] = (sentence, breaches)
        return breaches

    return add


@invariant("P1", "no self-care wording before the safety screen passed (< 4 h), while a care lock stands, "
                 "while a hinted danger is open, or from a flow that nobody has reviewed")  # fmt: skip
def care_needs_a_passed_screen(passage: Passage) -> Iterator[str]:
    for reply, witness in passage.replies():
        if reply.place not in passage.marks.care:
            continue
        if not _is_screened(passage):
            yield f"{reply.place} gives care without a screen passed in the last four hours"
        if witness.is_hinted:
            yield f"{reply.place} gives care although a danger was hinted at"
        is_free = passage.read.get(LOCK) is Disposition.NONE and not passage.may_be("is_locked")
        if witness.is_locked or not is_free:
            yield f"{reply.place} gives care although care may be locked"
        if passage.may_be(f"closed:{reply.place.partition('.')[0]}"):
            yield f"{reply.place} gives care although nobody may have reviewed its flow"
    yield from _untruths_about_the_screen(passage)
    yield from _untruths_about_the_lock(passage)


def _is_screened(passage: Passage) -> bool:
    """What the turn wrote about the screen is checked to be true; what it did not write it must have looked at."""
    if SCREENED in passage.wrote:
        at = passage.wrote[SCREENED]
        return at is not None and NOW - at < SCREEN_LASTS
    return passage.read.get(SCREENED) == FRESH


def _untruths_about_the_screen(passage: Passage) -> Iterator[str]:
    passed_at = passage.wrote.get(SCREENED)
    if passed_at is not None and not passage.heard.has_passed:
        yield "the screen counts as passed although not every danger was clearly denied since it was begun"
    if passed_at is not None and passed_at != passage.read.get(BEGAN):
        yield "the screen counts as passed later than from its first question on"
    if BEGAN in passage.wrote and places.SCREEN not in passage.visited:
        yield "the screen counts as begun although its first question was not asked"
    is_left_open = passage.after.is_hinted and not passage.asks_hint
    if is_left_open and not _is_locked_now(passage) and passage.now_remembers(SCREENED) is not None:
        yield "a danger was hinted at and left unanswered, and the screen still counts as passed"


def _untruths_about_the_lock(passage: Passage) -> Iterator[str]:
    was_locked = passage.read.get(LOCK, Disposition.NONE).acts_at_once
    if was_locked and LOCK in passage.wrote and not passage.wrote[LOCK].acts_at_once:
        yield "the care lock is lifted by the line itself"
    is_new = passage.move is not None or (passage.after.is_locked and not passage.heard.is_locked)
    if is_new and passage.after.is_locked and passage.is_turn and not _is_locked_now(passage):
        yield "a danger was heard or said, and care is not locked"


def _is_locked_now(passage: Passage) -> bool:
    remembered = passage.now_remembers(LOCK)
    return isinstance(remembered, Disposition) and remembered.acts_at_once


@invariant("P2", "no pill is suggested unless every medicine question was a clear no")
def pills_need_every_answer(passage: Passage) -> Iterator[str]:
    for reply, witness in passage.replies():
        if reply.place in passage.marks.advice:
            missing = passage.marks.gate - witness.clear
            if missing or not passage.marks.gate:
                which = min(missing, default="any medicine question")
                yield f"{reply.place} suggests a pill although {which} was not clearly answered"


@invariant("P3", "no heat before 72 h after the latest possible onset; neither ice nor heat on skin that cannot feel")
def heat_and_ice_need_time_and_skin(passage: Passage) -> Iterator[str]:
    for reply, witness in passage.replies():
        if reply.place in passage.marks.heat and not _is_time_for_heat(passage):
            yield f"{reply.place} gives heat before 72 hours have passed"
        if reply.place in passage.marks.touch and SKIN not in witness.clear:
            yield f"{reply.place} gives ice or heat although {SKIN} was not clearly answered"
        if reply.place in passage.marks.mentions_touch and SKIN in witness.unsafe:
            yield f"{reply.place} speaks of ice or heat to somebody whose skin must have neither"
    if ONSET in passage.answered:
        told = passage.onset_told()
        if told is None or _latest(passage.answered[ONSET]) < told:
            yield "an onset is remembered that is earlier than the latest possible one"


def _is_time_for_heat(passage: Passage) -> bool:
    onset = passage.answered.get(ONSET) or passage.read.get(ONSET)
    return bool(onset) and _latest(str(onset)) <= datetime.fromisoformat(HEAT) + timedelta(hours=28)


def _latest(span: str) -> datetime:
    return datetime.fromisoformat(span.partition("/")[2])


@invariant("P4", "from every wait a person is reachable in one input, an emergency phrase reaches its disposition "
                 "and STOP is carried out in one turn, and a hinted danger is asked about")  # fmt: skip
def debts_are_paid_in_one_turn(passage: Passage) -> Iterator[str]:
    if passage.is_turn and passage.action is None and not passage.comes_down:
        for owed in sorted(passage.after.owed):
            yield f"{_owed_in_words(owed)} by the time the line waits again"


@invariant("P5", "every path ends; there is no circle without input; whatever is not clearly safe on a danger "
                 "question is the unsafe answer, after one more try at most")  # fmt: skip
def unclear_is_unsafe_and_turns_end(passage: Passage) -> Iterator[str]:
    if len(passage.visited) >= MAX_STEPS_PER_TURN:
        yield "the line walks in a circle without input"
    if passage.after.actions > MAX_ACTIONS:
        yield "the line asks for action after action without input"
    step, move, first = passage.step, passage.move, "".join(passage.visited[:1])
    if step is None or not step.unsafe or move is None or not move.unclear:
        return
    if first in _safe_ways(passage.place, step):
        yield f"{passage.place} takes an unclear answer as the safe one"
    if first == passage.place and passage.read.get("attempts", 0) > 0 and passage.now_remembers("attempts") is not None:
        yield f"{passage.place} is asked a third time instead of taking the unsafe way"


@invariant("P10", "no dead end: every outcome is handled, nothing raises, nobody is left without an answer")
def nobody_is_lost(passage: Passage) -> Iterator[str]:
    turn = passage.turn
    if isinstance(turn, Exception):
        yield f"the engine raised {type(turn).__name__}: {turn}"
        return
    if places.LOST in turn.visited:
        yield f"the line gets lost after {passage.place}"
    if passage.comes_down:
        return
    if turn.action is not None and turn.action.name not in ACTIONS:
        yield f"the action {turn.action.name} is unknown"
    if turn.session.waiting is Waiting.ANSWER and not _is_quiet(passage) and not _asks(turn):
        yield "the line waits without having asked"


def _asks(turn: Turn) -> bool:
    return bool(turn.replies) and isinstance(turn.replies[-1], Prompt)


def _is_quiet(passage: Passage) -> bool:
    """True where texts get no answer: people own the talk, or silence was asked for."""
    return bool(passage.read.get("is_claimed", False) or passage.read.get("is_opted_out", False))


def _safe_ways(place: str, step: Waits) -> frozenset[str]:
    """Where only a clear safe answer may lead."""
    if isinstance(step, Choose):
        unsafe = {option.next for option in step.options if option.key == step.unsafe} | {step.unmatched}
        ways = {option.next for option in step.options} - unsafe
    else:
        ways = {step.on["no" if step.unsafe == "yes" else "yes"]} - {step.on[step.unsafe], *step.spoken_on_yes}
    return frozenset(absolute(place.partition(".")[0], way) for way in ways) - {place}


def _owed_in_words(owed: Debt | Disposition) -> str:
    if isinstance(owed, Disposition):
        return f"the wording for {owed.value} was not said"
    return {
        Debt.PERSON: "no person was reached",
        Debt.SILENCE: "the opt-out was not carried out",
        Debt.QUESTION: "the hinted danger was not asked about",
    }[owed]
