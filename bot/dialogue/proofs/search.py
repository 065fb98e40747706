"""The walk over every reachable state, breadth first, so that the first breach found is a shortest one."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.dialogue import book as places
from bot.dialogue.actions import ACTIONS
from bot.dialogue.book import FlowBook
from bot.dialogue.flow import Do, Waits, Wording
from bot.dialogue.proofs.beneath import COMES_DOWN, Beneath, Covered, end_of, tag_of
from bot.dialogue.proofs.engine import REAL, Engine
from bot.dialogue.proofs.inputs import Move
from bot.dialogue.proofs.invariants import INVARIANTS
from bot.dialogue.proofs.landmarks import landmarks
from bot.dialogue.proofs.legs import Kind, Leg
from bot.dialogue.proofs.liveness import Liveness
from bot.dialogue.proofs.looks import on
from bot.dialogue.proofs.memory import NOW, SCREENED, STALE
from bot.dialogue.proofs.moves import Moves, arrival, repeat
from bot.dialogue.proofs.muted import muted
from bot.dialogue.proofs.passages import Passage, paid
from bot.dialogue.proofs.states import PART, Shapes, State, first_state
from bot.dialogue.proofs.transcript import transcript
from bot.dialogue.proofs.turns import Outcome, Turns
from bot.dialogue.proofs.witness import Witness, at_rest, hear, see
from bot.dialogue.replies import Turn
from bot.dialogue.session import Waiting
from bot.values import Channel, Intent

MAX_STATES = 500_000  # many times what the content has; a stack that grew for ever would pass it


@dataclass(frozen=True, slots=True)
class CounterExample:
    """A breach of an invariant, and a shortest conversation that leads to it."""

    code: str
    breach: str
    conversation: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What was walked and what was found. Proved means: nothing was found, and nothing is left to walk."""

    states: int
    transitions: int
    violations: tuple[CounterExample, ...]
    unwalked: int = 0  # states that were met but not gone on from, where the walk was given an end

    @property
    def is_complete(self) -> bool:
        """True where every reachable state was walked."""
        return self.unwalked == 0


def prove(
    book: FlowBook, wordings: Mapping[str, Wording], engine: Engine = REAL, *, most: int | None = None, until: str = ""
) -> Proof:
    """Walks every reachable state of these flows, or the `most` that lie nearest to the first word.

    Stops at the first breach of the invariant `until`. `wordings` fill the placeholders of the transcripts.
    """
    search = Search(book, engine)
    search.run(most, until)
    violations = []
    for (code, breach), (number, leg) in sorted(search.found.items()):
        legs = (*search.path(number), leg)
        conversation = transcript(book, wordings, engine, search.nodes[number].channel, legs, NOW)
        violations.append(CounterExample(code, breach, conversation))
    return Proof(len(search.nodes), search.transitions, tuple(violations), search.unwalked)


class Search:
    """One proof under way."""

    def __init__(self, book: FlowBook, engine: Engine) -> None:
        self._book, steps = muted(book)
        self._marks = landmarks(book)
        self._moves = Moves(book)
        self._turns = Turns(self._book, engine)
        alive = Liveness(book, self._marks)
        self._shapes = Shapes(self._marks, alive)
        self._beneath = Beneath(book, steps, self._marks, alive)
        self._wishes = _wishes(book)
        self._judged: dict[tuple[int, Witness], Witness] = {}
        self._numbers: dict[tuple[State, str], int] = {}
        self._pending: deque[int] = deque()
        self._due: deque[tuple[int, State, Leg]] = deque()
        self._came: list[tuple[int, Leg] | None] = []
        self.nodes: list[State] = []
        self.ends: dict[int, str] = {}
        self.found: dict[tuple[str, str], tuple[int, Leg]] = {}
        self.transitions = 0

    def run(self, most: int | None = None, until: str = "") -> None:
        """Walks until nothing new is found, `most` states have been gone on from, or `until` is broken."""
        for channel in Channel:
            self._add(first_state(channel), None)
        walked = 0
        while self._pending and len(self.nodes) < MAX_STATES and walked != most:
            number = self._pending.popleft()
            self._expand(number)
            while self._due:
                self._turn(*self._due.popleft())
            walked += 1
            if until in {code for code, _ in self.found}:
                return
        if self._pending and walked != most:
            self.found["P5", "there is no end of states: something grows with every input"] = (0, Leg(Kind.DOWN))

    @property
    def unwalked(self) -> int:
        """States that were met and not gone on from."""
        return len(self._pending)

    def path(self, number: int) -> tuple[Leg, ...]:
        """The legs from the first input to this state; what went up on a stand-in goes up from the place it was."""
        legs: list[Leg] = []
        came = self._came[number]
        while came is not None:
            number, leg = came
            if leg.pushed is not None:
                standing = self.nodes[number].stack[-1].partition(":")[0]
                inside = self._came[number]
                while inside is not None and standing in self.nodes[inside[0]].stack:
                    legs.append(inside[1])
                    inside = self._came[inside[0]]
                number, leg = leg.pushed
            legs.append(leg)
            came = self._came[number]
        return tuple(leg for leg in reversed(legs) if leg.kind is not Kind.DOWN)

    # -- one state ----------------------------------------------------------------------------------

    def _expand(self, number: int) -> None:
        state = self.nodes[number]
        tag = tag_of(state.stack[-1]) if state.stack else None
        if tag is not None:
            stand_in = self._beneath.stand_ins[tag]
            stand_in.came_down.append((number, state))
            for covered in tuple(stand_in.stands_for):
                self._come_down(number, tag, covered)
            return
        if state.waiting is Waiting.RESULT:
            step = self._book.steps[state.stack[-1]]
            action = step.action if isinstance(step, Do) else "open_handoff"
            for outcome in ACTIONS.get(action, ("failed",)):
                self._turn(number, state, Leg(Kind.OUTCOME, outcome=outcome))
            return
        moves = self._moves_at(number, state)
        for move in moves:
            self._turn(number, state, Leg(Kind.MOVE, move))
        if number > 1 and (state.waiting is Waiting.NOTHING or state.place == places.OFFER):
            for wish in self._wishes:
                offered = state._replace(stack=(places.OFFER,), waiting=Waiting.ANSWER)
                self._turn(number, offered, Leg(Kind.WISH, repeat(), wish=wish))

    def _moves_at(self, number: int, state: State) -> tuple[Move, ...]:
        if state.channel is Channel.VOICE and not state.place:
            return (arrival(),) if self._came[number] is None else ()
        return self._moves.at(state.channel, state.place)

    def _come_down(self, number: int, tag: int, covered: Covered) -> None:
        """Walks a return from one of the places that a stand-in stood for."""
        returning = self._beneath.returning(self.nodes[number], covered, self.ends[number])
        pushed = self._beneath.stand_ins[tag].stands_for[covered]
        self._due.append((number, returning, Leg(Kind.DOWN, outcome=COMES_DOWN, pushed=pushed)))

    # -- one input ----------------------------------------------------------------------------------

    def _turn(self, number: int, state: State, leg: Leg) -> None:
        """Everything this input can come to."""
        step = self._book.steps.get(state.place)
        waits = step if isinstance(step, Waits) else None
        heard = state.witness
        if leg.move is not None:
            heard = hear(heard, state.channel, state.place, state.fields[PART], waits, leg.move, self._marks)
        for outcome in self._turns.of(state, leg):
            self.transitions += 1
            key = (outcome.number, heard)
            after = self._judged.get(key)
            if after is None:
                after = self._judged[key] = self._judge(number, state, leg, outcome, waits, heard)
            if isinstance(outcome.turn, Turn):
                self._arrive(number, state, leg, outcome, outcome.turn, after)

    def _arrive(self, number: int, state: State, leg: Leg, outcome: Outcome, turn: Turn, after: Witness) -> None:
        stack, fields = on(state.lower, turn.session.stack), outcome.on(state.fields)
        settled = self._shapes.settled(state.channel, turn.session.waiting, stack, fields, after)
        covered, new = self._beneath.covered(settled, number, leg)
        end = end_of(self._book, turn.visited) if outcome.came_down is not None else ""
        self._add(covered, (number, leg), outcome, end)
        if self._beneath.is_screen_on_screen(covered):
            self.found.setdefault(("P1", "a safety screen is begun on top of a safety screen"), (number, leg))
        for tag, place in new:
            for came_down, _ in tuple(self._beneath.stand_ins[tag].came_down):
                self._come_down(came_down, tag, place)

    def _judge(
        self, number: int, state: State, leg: Leg, outcome: Outcome, waits: Waits | None, heard: Witness
    ) -> Witness:
        """What the witness knows after this turn; breaches of the invariants are written down."""
        turn = outcome.turn
        after = heard
        if isinstance(turn, Turn):
            had_passed = _had_passed(outcome, heard)
            after = paid(heard, turn, self._marks, state.channel, outcome.read)
            after = see(after, turn.visited, had_passed=had_passed)
        place = state.stack[-1] if state.stack else ""
        comes_down = outcome.came_down is not None
        passage = Passage(
            self._marks, place, waits, leg.move, outcome.read, outcome.wrote, outcome.answered, turn, heard, after,
            outcome.asks_hint, comes_down,
        )  # fmt: skip
        for code, (_, breaches) in INVARIANTS.items():
            for breach in breaches(passage):
                self.found.setdefault((code, breach), (number, replace(leg, read=outcome.read)))
        if outcome.wrote.get(SCREENED, STALE) is None and after.is_hinted:  # no advice before the whole screen
            after = after._replace(is_hinted=False)
        if isinstance(turn, Turn) and turn.action is None and not comes_down:
            return at_rest(after)
        return after

    def _add(self, state: State, came: tuple[int, Leg] | None, outcome: Outcome | None = None, end: str = "") -> None:
        if (state, end) in self._numbers:
            return
        number = self._numbers[state, end] = len(self.nodes)
        self._pending.append(number)
        if end:
            self.ends[number] = end
        if came is not None and outcome is not None and outcome.read:
            came = (came[0], replace(came[1], read=outcome.read))
        self.nodes.append(state)
        self._came.append(came)


def _had_passed(outcome: Outcome, heard: Witness) -> bool:
    """Whether a screen that was begun in this turn follows one that had truly been passed, maybe in this very turn."""
    if SCREENED in outcome.wrote:
        return outcome.wrote[SCREENED] is not None and heard.has_passed
    return bool(outcome.read.get(SCREENED) == STALE)


def _wishes(book: FlowBook) -> tuple[Intent, ...]:
    """One wish for each place a wish leads to."""
    by_place = {wish.to: intent for intent, wish in book.common.intents.items() if intent is not Intent.OPT_OUT}
    return tuple(by_place.values())
