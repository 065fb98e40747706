"""What a person can do with the pretend phone, and what can become of a staff phone that rings."""

from dataclasses import dataclass
from enum import StrEnum


class RingOutcome(StrEnum):
    """What becomes of the staff phones a call is sent to."""

    ANSWERED = "answered"  # a person answers and presses 1 when asked to
    MACHINE = "machine"  # a voicemail machine answers; nobody presses anything
    NO_ANSWER = "no answer"
    BUSY = "busy"
    FAILED = "failed"  # the number cannot be reached at all


@dataclass(frozen=True, slots=True)
class Texts:
    """Sends a text; `photos` pictures go with it."""

    words: str
    photos: int = 0


@dataclass(frozen=True, slots=True)
class Dials:
    """Rings the clinic line."""


@dataclass(frozen=True, slots=True)
class Presses:
    """Presses keys one after another. With `waits` nothing more is pressed, so unfinished keys time out."""

    keys: str
    waits: bool = True


@dataclass(frozen=True, slots=True)
class Says:
    """Speaks; `confidence` is the recogniser's, 0 to 1."""

    words: str
    confidence: float = 0.92


@dataclass(frozen=True, slots=True)
class StaysSilent:
    """Does nothing until the line gives up waiting."""


@dataclass(frozen=True, slots=True)
class Rings:
    """What becomes of the staff phones that ring for a caller who waits in line."""

    outcome: RingOutcome


@dataclass(frozen=True, slots=True)
class TalkEnds:
    """The staff member hangs up first, after that many seconds of talk."""

    seconds: int = 60


@dataclass(frozen=True, slots=True)
class Records:
    """Leaves a voicemail and presses the finishing key. Silent: nobody speaks, and the pause ends it."""

    seconds: int
    is_silent: bool = False


@dataclass(frozen=True, slots=True)
class Answers:
    """Picks up a call of the clinic's."""


@dataclass(frozen=True, slots=True)
class HangsUp:
    """Ends the call, or declines it while it rings. `recorded_seconds`: of a voicemail that had been spoken before."""

    recorded_seconds: int = 0


Move = Texts | Dials | Presses | Says | StaysSilent | Rings | TalkEnds | Records | Answers | HangsUp
