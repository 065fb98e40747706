"""One step of a way through the states."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.dialogue.proofs.inputs import Move
from bot.values import Intent


class Kind(StrEnum):
    """What moves a talk from one state to the next."""

    MOVE = "move"  # the person does something
    OUTCOME = "outcome"  # an action comes to something
    WISH = "wish"  # a wish said earlier is served where the talk would have ended
    DOWN = "down"  # no step of the talk: a return is walked from one of the places it can lead to


@dataclass(frozen=True, slots=True)
class Leg:
    """How the next state was come by. `read` are the facts that were looked at."""

    kind: Kind
    move: Move | None = None
    outcome: str = ""
    wish: Intent | None = None
    pushed: tuple[int, "Leg"] | None = None  # on the way down: from which state and by which leg it once went up
    read: Mapping[str, Any] | None = None
