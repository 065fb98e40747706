"""When two moments of a talk are the same to everything that can still happen.

The walk is finite and small because states merge, and it stays a proof because they merge only where the engine and
the invariants cannot tell them apart:

* What a session remembers of the past is not carried along at all (`memory`), and facts of the world are free at
  every turn (`worlds`): care locks and opening hours come and go between any two inputs.
* A kept answer matters only while some way leads to a step that looks at it (`liveness`). What actions reported,
  when the talk was opened and the language are only ever put into words; loading refuses questions whose number of
  spoken parts differs between languages, the one place where a language could turn a way.
* A wish kept for later is tried wherever one could be served, whether or not anybody wished; only the opt-out among
  them is followed.
* What lies beneath a pushed flow cannot be seen before it is returned to (`beneath`).
"""

from typing import Any, NamedTuple

from bot.dialogue.book import FlowBook
from bot.dialogue.predicates import ONSET
from bot.dialogue.proofs.landmarks import Landmarks
from bot.dialogue.proofs.liveness import Liveness
from bot.dialogue.proofs.looks import Look, Places, see
from bot.dialogue.proofs.memory import NOW
from bot.dialogue.proofs.watching import WATCHED
from bot.dialogue.proofs.witness import Witness, settle
from bot.dialogue.session import Waiting
from bot.dialogue.stack import EMPTY
from bot.values import Channel, Intent, Language

PART, PREVIOUS, LATER, ANSWERS = (WATCHED.index(name) for name in ("part", "previous", "later", "answers"))

_FIELDS = {name: n for n, name in enumerate(WATCHED)}


class State(NamedTuple):
    """A moment between inputs. `fields` are the session's watched fields in their order."""

    channel: Channel
    waiting: Waiting
    stack: Places
    fields: tuple[Any, ...]
    witness: Witness

    @property
    def place(self) -> str:
        """The open question, or an empty text."""
        return self.stack[-1] if self.waiting is Waiting.ANSWER else ""

    def writing(self, index: int, value: Any) -> "State":
        """The state with another value in one field."""
        return self._replace(fields=(*self.fields[:index], value, *self.fields[index + 1 :]))

    def given(self) -> dict[str, Any]:
        """The session's fields that are neither free nor the stack."""
        part, previous, later, answers = self.fields
        return {
            "channel": self.channel, "language": Language.EN, "opened_at": NOW, "stack": EMPTY,
            "waiting": self.waiting, "values": {}, "part": part, "previous": previous, "later": later,
            "answers": answers, "edition": "",
        }  # fmt: skip

    @property
    def lower(self) -> Places:
        """What lies beneath the open place."""
        return self.stack[:-1]

    def shows(self, look: Look, book: FlowBook) -> Any:
        """What this state has to say to a look."""
        n = _FIELDS.get(look.at)
        return see(look, self.stack[:-1], book) if n is None else self.fields[n]


def first_state(channel: Channel) -> State:
    """Before anything has happened."""
    return State(channel, Waiting.NOTHING, (), (0, "", (), ()), Witness())


class Shapes:
    """Gives states the one shape they have among their equals."""

    def __init__(self, marks: Landmarks, alive: Liveness) -> None:
        self._marks = marks
        self._alive = alive
        self._settled: dict[Any, Witness] = {}

    def settled(self, channel: Channel, waiting: Waiting, stack: Places, fields: list[Any], witness: Witness) -> State:
        """The state after a turn, without what no longer matters."""
        previous: str = fields[PREVIOUS]
        alive = self._alive.at((*stack, previous) if previous else stack)
        if fields[ANSWERS]:
            answers: tuple[tuple[str, str], ...] = fields[ANSWERS]
            fields[ANSWERS] = tuple(pair for pair in answers if pair[0] in alive and pair[0] != ONSET)
        if fields[LATER]:
            fields[LATER] = tuple(wish for wish in fields[LATER] if wish is Intent.OPT_OUT)
        key = (witness, stack, previous, fields[PART] > 0)
        known = self._settled.get(key)
        if known is None:
            is_in_parts = fields[PART] > 0
            known = self._settled[key] = settle(witness, stack, previous, self._marks, alive, is_in_parts=is_in_parts)
        return State(channel, waiting, stack, tuple(fields), known)
