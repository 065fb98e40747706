"""One input, or one outcome of an action, and all that came of it: what an invariant looks at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.dialogue import book as places
from bot.dialogue.actions import ACTIONS
from bot.dialogue.events import Action
from bot.dialogue.flow import Ask, Waits
from bot.dialogue.proofs.inputs import Debt, Move
from bot.dialogue.proofs.landmarks import Landmarks
from bot.dialogue.proofs.memory import NOW
from bot.dialogue.proofs.witness import Witness
from bot.dialogue.replies import Prompt, Reply, Statement, Turn
from bot.nlu.meaning import Expect
from bot.values import Channel, Disposition

PEOPLE = ("open_handoff", "ring_staff", "ring_on_call")


@dataclass(frozen=True, slots=True)
class Passage:
    """`turn` is the exception where one was raised. `read` is what the turn looked at, `wrote` what it set."""

    marks: Landmarks
    place: str  # the open question, or the action's step
    step: Waits | None  # the open question
    move: Move | None  # None after an action
    read: Mapping[str, Any]
    wrote: Mapping[str, Any]
    answered: Mapping[str, str]
    turn: Turn | Exception
    heard: Witness  # after the input, before the first word of the answer
    after: Witness
    asks_hint: bool = False  # a hinted danger's own question stands open now
    comes_down: bool = False  # stops on a stand-in: the turn goes on from each place that it stands for

    @property
    def is_turn(self) -> bool:
        """False where something was raised."""
        return isinstance(self.turn, Turn)

    @property
    def visited(self) -> tuple[str, ...]:
        """The places the line went through."""
        return self.turn.visited if isinstance(self.turn, Turn) else ()

    @property
    def action(self) -> Action | None:
        """What was asked for."""
        return self.turn.action if isinstance(self.turn, Turn) else None

    def may_be(self, fact: str) -> bool:
        """True where this fact is true, or was never looked at and so may be."""
        return bool(self.read.get(fact, True))

    def now_remembers(self, name: str) -> Any:
        """What the session holds after the turn: as written, or as it was found; "unknown" where nobody looked."""
        return self.wrote[name] if name in self.wrote else self.read.get(name, "unknown")

    def replies(self) -> Iterator[tuple[Reply, Witness]]:
        """Each reply with what the witness knows when it is said."""
        if isinstance(self.turn, Turn):
            witness = self.heard
            for reply in self.turn.replies:
                yield reply, witness
                said = self.marks.dispositions.get(reply.place)
                if isinstance(reply, Statement) and said is not None and said.acts_at_once:
                    witness = witness._replace(is_locked=True)

    def onset_told(self) -> datetime | None:
        """The latest moment the pain can have begun, by what the person just said: the end of the latest day (A2)."""
        if self.move is None or not isinstance(self.step, Ask) or self.step.expects is not Expect.ONSET:
            return None
        for option in self.step.options:
            if option.key == self.move.clear:
                midnight = NOW.replace(hour=0, minute=0, second=0, microsecond=0)
                return min(NOW, midnight + timedelta(days=1 - option.days_ago[1]))
        return datetime.fromisoformat(self.move.clear.partition("/")[2]) if self.move.clear else None


def paid(witness: Witness, turn: Turn, marks: Landmarks, channel: Channel, read: Mapping[str, Any]) -> Witness:
    """The witness after the line's answer: debts that it paid, dispositions that it said."""
    owed = set(witness.owed)
    for reply in turn.replies:
        said = marks.dispositions.get(reply.place)
        if isinstance(reply, Statement) and said is not None:
            owed -= {debt for debt in owed if isinstance(debt, Disposition) and debt.urgency <= said.urgency}
            owed.discard(Debt.QUESTION)
            witness = witness._replace(is_locked=witness.is_locked or said.acts_at_once)
        flow = reply.place.partition(".")[0]
        if isinstance(reply, Prompt) and (reply.is_danger or flow in (marks.screen, places.RED_FLAGS)):
            owed.discard(Debt.QUESTION)
    name = turn.action.name if turn.action is not None else ""
    if name in PEOPLE:
        owed.discard(Debt.PERSON)
    if name == "opt_out":
        owed.discard(Debt.SILENCE)
    if channel is Channel.SMS and (read.get("is_claimed") or read.get("is_opted_out")):
        owed -= {Debt.PERSON, Debt.QUESTION}
    if Debt.SILENCE in witness.owed:
        owed.discard(Debt.QUESTION)
    if name in ACTIONS:
        witness = witness._replace(actions=witness.actions + 1)
    return witness._replace(owed=frozenset(owed)) if len(owed) != len(witness.owed) else witness
