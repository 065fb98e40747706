"""Time is an argument: whoever needs an instant is handed a `Clock`, and only wiring builds the real one.

This module never reads the time of the machine.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the instant. Always aware and always in UTC; local hours belong to the clinic's profile."""

    def now(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class FixedClock:
    """A clock that stands still, for tests and transcripts; `later` gives the next one to use."""

    instant: datetime

    def __post_init__(self) -> None:
        if self.instant.utcoffset() != timedelta(0):
            raise ValueError("A clock tells aware UTC instants: pass datetime(..., tzinfo=UTC).")

    def now(self) -> datetime:
        return self.instant

    def later(self, **duration: float) -> "FixedClock":
        """The same clock moved on, e.g. `clock.later(hours=4)`; the words are those of `timedelta`."""
        return FixedClock(self.instant + timedelta(**duration))


@dataclass(slots=True)
class HandClock:
    """A clock that somebody moves by hand while a conversation is played."""

    instant: datetime

    def now(self) -> datetime:
        return self.instant

    def move(self, **duration: float) -> None:
        """Moves it on; the words are those of `timedelta`."""
        self.instant += timedelta(**duration)
