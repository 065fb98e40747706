"""The gateway of local mode: every text arrives at the browser phone, and its receipts come by the real webhook.

It keeps nothing that must outlive the process: what was taken stands in the database, where the phone reads it.
"""

import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.clinic.sending import Failure
from bot.services.gateway import Accepted, Found, Outcome, Parcel, Received

Tell = Callable[[str, str, str], None]  # receipt key, gateway id, status


class SimulatedSender:
    """`tell` posts one signed receipt to the line; it may fail, as receipts do."""

    def __init__(self, tell: Tell, tell_of_call: Tell, *, receipt_seconds: float = 0.3) -> None:
        self._tell = tell
        self._tell_of_call = tell_of_call
        self._receipt_seconds = receipt_seconds
        self._taken: dict[str, str] = {}  # receipt key → gateway id

    def send(self, parcel: Parcel) -> Outcome:
        """Takes the text; it is delivered a moment later."""
        gateway_id = ("CA" if parcel.is_call else "SM") + secrets.token_hex(16)
        self._taken[parcel.receipt_key] = gateway_id
        work = self._ring_in_vain if parcel.is_call else self._deliver
        later = threading.Timer(self._receipt_seconds, work, (parcel.receipt_key, gateway_id))
        later.daemon = True
        later.start()
        return Accepted(gateway_id)

    def find(self, parcel: Parcel, since: datetime) -> Sequence[Found]:  # noqa: ARG002
        """Nothing: a worker that died here took its gateway with it."""
        return ()

    def received(self, since: datetime) -> Sequence[Received]:  # noqa: ARG002
        """Nothing: the browser phone posts into this very program."""
        return ()

    def reason(self, code: str) -> Failure:  # noqa: ARG002
        """No text fails here."""
        return Failure.OTHER

    def _ring_in_vain(self, receipt_key: str, gateway_id: str) -> None:
        """The browser phone makes calls and gets none."""
        self._tell_of_call(receipt_key, gateway_id, "no-answer")

    def _deliver(self, receipt_key: str, gateway_id: str) -> None:
        for status in ("sent", "delivered"):
            self._tell(receipt_key, gateway_id, status)
