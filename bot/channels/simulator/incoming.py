"""Calls that the line makes to pretend phones: they ring until somebody answers, declines, or has let them ring."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

RING_SECONDS = 25.0

Fields = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Incoming:
    """A call on its way to `number`. `path`: where its document is, and beneath it where its end is told.

    `is_person`: a member of staff is on the line already, and hears whoever answers.
    """

    sid: str
    number: str
    line: str
    path: str
    is_person: bool = False


def endings(call: Incoming, status: str, *, is_joined: bool = False) -> list[tuple[str, Fields]]:
    """What the line is told once the call is over, in this order: where, and which fields."""
    over = (f"{call.path}/over", [("CallStatus", "completed" if call.is_person else status)])
    if not call.is_person:
        return [over]
    talked = [("CallStatus", "in-progress"), ("DialCallStatus", status), ("DialBridged", str(is_joined).lower())]
    return [(f"{call.path}/talked", talked), over]


class RingingPhones:
    """`put` lets a call ring where every process sees it; `take` ends that, for one alone; `tell` posts to the line."""

    def __init__(
        self,
        put: Callable[[Incoming], None],
        take: Callable[[str], bool],
        tell: Callable[[str, str, Fields], object],  # path, call id, fields
        *,
        ring_seconds: float = RING_SECONDS,
    ) -> None:
        self._put, self._take, self._tell = put, take, tell
        self._ring_seconds = ring_seconds

    def ring(self, call: Incoming) -> None:
        """Rings; a while later nobody has answered."""
        self._put(call)
        later = threading.Timer(self._ring_seconds, self._give_up, (call,))
        later.daemon = True
        later.start()

    def _give_up(self, call: Incoming) -> None:
        if self._take(call.sid):
            for path, fields in endings(call, "no-answer"):
                self._tell(path, call.sid, fields)
