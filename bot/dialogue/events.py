"""What can happen to a conversation, free of any channel's or gateway's words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.nlu.meaning import Meaning


@dataclass(frozen=True, slots=True)
class Arrived:
    """A call was answered; nobody has said anything yet."""


@dataclass(frozen=True, slots=True)
class Said:
    """A text, or words heard on a call, with what they mean. `photos` counts pictures sent along."""

    text: str
    meaning: Meaning
    photos: int = 0


@dataclass(frozen=True, slots=True)
class Pressed:
    """Keys on a phone: digits, `*` and `#`."""

    keys: str


@dataclass(frozen=True, slots=True)
class Silent:
    """A call prompt ended without words or keys."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """A voicemail was left. `recording` is the gateway's opaque id, `seconds` its length."""

    recording: str
    seconds: int


@dataclass(frozen=True, slots=True)
class Left:
    """The caller hung up."""


@dataclass(frozen=True, slots=True)
class Wrote:
    """A text of ours went out that asks something: the person's next words answer the question at `place`.

    `values` are what it was about, for actions to use.
    """

    place: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Moved:
    """The person goes on here where they were on the other channel: the open question is asked here."""


Event = Moved | Wrote | Arrived | Said | Pressed | Silent | Recorded | Left


@dataclass(frozen=True, slots=True)
class Action:
    """Something only the outside can do or know. `name` is one of `bot.dialogue.actions.ACTIONS`."""

    name: str
    arguments: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))


@dataclass(frozen=True, slots=True)
class Result:
    """What became of an action: one of its declared outcomes, and values that later wordings may use.

    A value whose name ends in `_at` is an ISO instant and is spoken as a day and a time (`_visit_at`: with its date).
    A value that names one of the clinic's wordings is spoken in its words.
    """

    outcome: str
    values: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
