"""A witness beside the engine: what the person truly said and was asked, kept apart from the session.

The engine could believe of a session what never happened; the invariants ask the witness and nobody else.
"""

from typing import NamedTuple

from bot.dialogue.book import RED_FLAGS, SCREEN
from bot.dialogue.flow import Waits
from bot.dialogue.proofs.inputs import Debt, Move
from bot.dialogue.proofs.landmarks import RENEWED, SCREENED, Danger, Landmarks
from bot.values import Channel, Disposition, RedFlag


class Witness(NamedTuple):
    """What is true of the person so far. `owed` is empty whenever the line waits."""

    denied: frozenset[RedFlag] = frozenset()  # dangers clearly denied since the screen was begun
    renews: bool = False  # that screen was begun after an earlier one had been passed
    parts: frozenset[int] = frozenset()  # parts of the open question that were clearly denied
    clear: frozenset[str] = frozenset()  # danger questions elsewhere whose last answer was clearly safe
    unsafe: frozenset[str] = frozenset()  # … and those whose last answer was not
    is_hinted: bool = False  # a danger was hinted at, and nobody has denied it
    is_locked: bool = False  # D0 to D3 was heard or said in this turn
    owed: frozenset[Debt | Disposition] = frozenset()
    actions: int = 0  # asked for since the last input

    @property
    def has_passed(self) -> bool:
        """True where the screen that was begun last may count as passed."""
        return self.denied >= SCREENED or (self.renews and self.denied >= RENEWED)


def hear(
    witness: Witness, channel: Channel, place: str, part: int, step: Waits | None, move: Move, marks: Landmarks
) -> Witness:
    """The witness after this input at the open question, before the line has said a word."""
    owed: set[Debt | Disposition] = {move.owes} if move.owes is not None else set()
    if _is_about(step, move):
        owed.discard(Debt.QUESTION)
    acts_at_once = move.danger.acts_at_once and not _is_just_the_answer(step, move)
    if acts_at_once:
        owed.add(move.danger)
    is_hinted = witness.is_hinted or (move.danger is Disposition.ASK_SCREEN and not _is_about(step, move))
    if owed or is_hinted is not witness.is_hinted or acts_at_once:
        witness = witness._replace(owed=frozenset(owed), is_hinted=is_hinted, is_locked=acts_at_once)
    if step is None or acts_at_once:
        return witness
    if place.partition(".")[0] == RED_FLAGS and move.clear and move.clear != step.unsafe:
        witness = witness._replace(is_hinted=False)
    danger = marks.dangers.get(place)
    if danger is None or not (move.clear or move.unclear):
        return witness
    asked_part = part if channel is Channel.VOICE and danger.parts > 1 else None
    return _answered(witness, place, asked_part, danger, move, marks)


def _answered(witness: Witness, place: str, part: int | None, danger: Danger, move: Move, marks: Landmarks) -> Witness:
    if move.clear != danger.safe:
        parts = frozenset[int]() if move.clear or part is None else witness.parts - {part}
        denied, clear, unsafe = witness.denied - danger.flags, witness.clear - {place}, witness.unsafe | {place}
        return witness._replace(denied=denied, parts=parts, clear=clear, unsafe=unsafe)
    if part is not None:
        parts = witness.parts | {part}
        if len(parts) < danger.parts:
            return witness._replace(parts=parts)
    witness = witness._replace(parts=frozenset(), clear=witness.clear | {place}, unsafe=witness.unsafe - {place})
    if place.partition(".")[0] != marks.screen:
        return witness
    witness = witness._replace(denied=witness.denied | danger.flags)
    return witness._replace(is_hinted=witness.is_hinted and not witness.has_passed)


def _is_about(step: Waits | None, move: Move) -> bool:
    """True where the danger is the one that is being asked about: the hint is the unsafe answer."""
    return step is not None and bool(step.unsafe) and bool({*move.flags} & {*step.flags})


def _is_just_the_answer(step: Waits | None, move: Move) -> bool:
    """True for a same-day word that is the unsafe answer to the question about it: that answer leads on."""
    if step is None or move.danger is not Disposition.SAME_DAY_STAFF or not {*move.flags} & {*step.flags}:
        return False
    return move.clear == step.unsafe if step.unsafe else move.clear not in ("", "no")


def see(witness: Witness, visited: tuple[str, ...], *, had_passed: bool) -> Witness:
    """The witness after the line has gone these ways: a screen that is begun starts with nothing denied."""
    if SCREEN in visited:
        return witness._replace(denied=frozenset(), renews=had_passed, parts=frozenset())
    return witness


def at_rest(witness: Witness) -> Witness:
    """The witness when the line waits for the person again."""
    if witness.owed or witness.actions or witness.is_locked:
        return witness._replace(owed=frozenset(), actions=0, is_locked=False)
    return witness


def is_hint_open(stack: tuple[str, ...]) -> bool:
    """True while a hinted danger is being asked about by its own question."""
    return any(place.partition(".")[0] == RED_FLAGS for place in stack)


def settle(
    witness: Witness,
    stack: tuple[str, ...],
    previous: str,
    marks: Landmarks,
    alive: frozenset[str],
    *,
    is_in_parts: bool,
) -> Witness:
    """The witness between inputs, without what can no longer matter."""
    is_in_screen = any(place.partition(".")[0] == marks.screen for place in (*stack, previous))
    if (witness.denied or witness.renews) and not is_in_screen:
        witness = witness._replace(denied=frozenset(), renews=False)
    clear = frozenset(place for place in witness.clear if f"?{place}" in alive)
    unsafe = frozenset(place for place in witness.unsafe if f"?{place}" in alive)
    parts = witness.parts if is_in_parts else frozenset()
    is_hinted = witness.is_hinted and is_hint_open(stack)  # leaving it open was a breach or voids the screen
    return witness._replace(clear=clear, unsafe=unsafe, parts=parts, is_hinted=is_hinted)
