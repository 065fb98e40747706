"""What goes back to the person, free of any channel: a channel chooses `say` or `speak` and adds its manners."""

from dataclasses import dataclass, field

from bot.dialogue.events import Action
from bot.dialogue.session import Session
from bot.nlu.meaning import Expect


@dataclass(frozen=True, slots=True)
class Words:
    """One wording in the person's language, written and spoken."""

    say: str
    speak: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One option of a prompt: the key to press or text, and its label."""

    key: str
    label: Words


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that wants no answer. `place` is the step that said it, or the name of a common wording."""

    words: Words
    place: str
    is_emergency: bool = False  # spoken twice and slowly; stands alone in a text


@dataclass(frozen=True, slots=True)
class Prompt:
    """A question; the conversation waits for its answer."""

    words: Words
    place: str
    expects: Expect
    choices: tuple[Choice, ...] = ()
    is_danger: bool = False  # a red-flag question: keys and clear words only
    is_again: bool = False  # asked once more; the manners around it are shorter


@dataclass(frozen=True, slots=True)
class Transfer:
    """Join the call to people. `ladder` is `staff` or `on_call`; numbers are the clinic's business."""

    ladder: str
    place: str


@dataclass(frozen=True, slots=True)
class Goodbye:
    """Nothing more to say. A call is hung up."""

    place: str


Reply = Statement | Prompt | Transfer | Goodbye


@dataclass(frozen=True, slots=True)
class Turn:
    """One input and everything until the conversation waits again.

    With an `action` the caller performs it and goes on with `engine.resume`; the replies so far are kept in `replies`.
    """

    session: Session
    replies: tuple[Reply, ...] = ()
    action: Action | None = None
    visited: tuple[str, ...] = field(default=(), compare=False)  # places entered, for figures and proofs
