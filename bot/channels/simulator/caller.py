"""Staff phones of local mode. They ring, and nobody picks up; the end of the ringing comes by the real webhook.

Whoever wants to see a request being taken claims it in the console, as the page of a texted phone asks.
"""

import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from bot.channels.simulator import documents as doc
from bot.channels.simulator.documents import Unreadable
from bot.channels.simulator.incoming import Fields, Incoming, RingingPhones
from bot.channels.simulator.reading import read
from bot.services.gateway import Accepted, Outcome

T = TypeVar("T")
Post = Callable[[str, str, Fields], str]  # path, call id, fields
Tell = Callable[[str, str, str], object]  # page key, call id, status


class SimulatedCaller:
    """`tell` posts one signed end of a call to the line; it may fail, as webhooks do."""

    def __init__(self, tell: Tell, *, ring_seconds: float = 5.0) -> None:
        self._tell = tell
        self._ring_seconds = ring_seconds

    def ring(self, to: str, line: str, key: str) -> Outcome:  # noqa: ARG002
        """Takes the call; a while later it has rung in vain."""
        call_id = "CA" + secrets.token_hex(16)
        later = threading.Timer(self._ring_seconds, self._tell, (key, call_id, "no-answer"))
        later.daemon = True
        later.start()
        return Accepted(call_id)

    def end(self, gateway_id: str) -> None:
        """Nobody was there."""


class StaffAtHand:
    """The phone of whoever has just asked to call a patient: picked up, 1 pressed, and then the patient's rings.

    `post` posts signed fields about a call to a path of the line and gives its answer, empty where there is none.
    """

    def __init__(self, post: Post, route: str, phones: RingingPhones, *, seconds: float = 2.0) -> None:
        self._post, self._route, self._phones, self._seconds = post, route, phones, seconds

    def ring(self, to: str, line: str, key: str) -> Outcome:  # noqa: ARG002
        """Takes the call; a moment later it is picked up."""
        call_id = "CA" + secrets.token_hex(16)
        later = threading.Timer(self._seconds, self._pick_up, (f"{self._route}/{key}", call_id))
        later.daemon = True
        later.start()
        return Accepted(call_id)

    def end(self, gateway_id: str) -> None:
        """Whoever asked for it does not give up."""

    def _pick_up(self, path: str, call_id: str) -> None:
        with suppress(Unreadable):
            asked = _first(doc.Gather, self._document(path, call_id, ""))
            dialled = _first(doc.Dial, self._document(asked.action, call_id, "1")) if asked else None
            if dialled is not None:
                call = Incoming(call_id, dialled.number, dialled.caller_id, path, is_person=True)
                self._phones.ring(call)

    def _document(self, path: str, call_id: str, keys: str) -> doc.Document:
        fields = [("CallStatus", "in-progress"), ("Digits", keys)]
        return read(self._post(path, call_id, fields), doc.LEG_VERBS)


def _first(kind: type[T], document: doc.Document) -> T | None:
    return next((verb for verb in document.verbs if isinstance(verb, kind)), None)


class PlayedCaller:
    """Staff phones that ring for a waiting caller: whoever holds the pretend phone says what happens there."""

    def ring(self, to: str, line: str, key: str) -> Outcome:  # noqa: ARG002
        """Takes the call; it rings until it is played, or its rung is over."""
        return Accepted("CA" + secrets.token_hex(16))

    def end(self, gateway_id: str) -> None:
        """It rings no more."""
