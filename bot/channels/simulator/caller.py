"""Staff phones of local mode: they ring, and nobody picks up. The end of the ringing comes by the real webhook.

Whoever wants to see a request being taken claims it in the console, as the page of a texted phone asks.
"""

import secrets
import threading
from collections.abc import Callable

from bot.services.gateway import Accepted, Outcome

Tell = Callable[[str, str, str], None]  # page key, call id, status


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


class PlayedCaller:
    """Staff phones that ring for a waiting caller: whoever holds the pretend phone says what happens there."""

    def ring(self, to: str, line: str, key: str) -> Outcome:  # noqa: ARG002
        """Takes the call; it rings until it is played, or its rung is over."""
        return Accepted("CA" + secrets.token_hex(16))

    def end(self, gateway_id: str) -> None:
        """It rings no more."""
