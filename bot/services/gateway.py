"""What the sender asks of a gateway, and what a gateway can answer. Each gateway is a folder in `channels`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.clinic.sending import Failure
from bot.values import MessageStatus


@dataclass(frozen=True, slots=True)
class Parcel:
    """One text, or one call that says it, on its way out.

    `receipt_key` comes back with each receipt; it is all the gateway learns of us."""

    to: str
    line: str  # the clinic number the person knows
    body: str
    receipt_key: str
    valid_seconds: int  # how long the gateway may keep trying
    is_call: bool = False  # the words are spoken, not written


@dataclass(frozen=True, slots=True)
class Accepted:
    """The gateway has it, under its own id."""

    gateway_id: str


@dataclass(frozen=True, slots=True)
class Refused:
    """The gateway has said no: nothing was sent. `rest_seconds`: how long it wants quiet."""

    failure: Failure
    code: str
    rest_seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Unknown:
    """No clear answer came: it may have been sent."""


Outcome = Accepted | Refused | Unknown


@dataclass(frozen=True, slots=True)
class Found:
    """A text in the gateway's own list, and what it tells of it."""

    gateway_id: str
    status: MessageStatus
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A text somebody wrote to us, as the gateway keeps it."""

    gateway_id: str
    phone: str
    line: str
    body: str
    at: datetime
    photos: int = 0


class GatewaySilent(Exception):
    """The gateway could not be asked. Ask again later; nothing follows from this."""


class Gateway(Protocol):
    """Sends a text once, and tells afterwards what it has. Neither tries again by itself."""

    def send(self, parcel: Parcel) -> Outcome: ...

    def find(self, parcel: Parcel, since: datetime) -> Sequence[Found]:
        """The texts with these words to this number since then. Raises GatewaySilent."""
        ...

    def received(self, since: datetime) -> Sequence[Received]:
        """The texts that came to our numbers since then. Raises GatewaySilent."""
        ...

    def reason(self, code: str) -> Failure:
        """What this error code of the gateway means."""
        ...
