"""The gateway of local mode: texts and calls arrive at the browser phone, their receipts come by the real webhook.

It keeps nothing that must outlive the process: what was taken stands in the database, where the phone reads it.
"""

import secrets
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.clinic.sending import Failure
from bot.services.gateway import Accepted, Found, Outcome, Parcel, Received

Tell = Callable[[str, str, str], None]  # receipt key, gateway id, status
Ring = Callable[[Parcel, str], None]  # what is called about, call id


class SimulatedSender:
    """`tell` posts one signed receipt to the line; it may fail, as receipts do. `ring` lets a call ring."""

    def __init__(self, tell: Tell, ring: Ring, *, receipt_seconds: float = 0.3) -> None:
        self._tell = tell
        self._ring = ring
        self._receipt_seconds = receipt_seconds

    def send(self, parcel: Parcel) -> Outcome:
        """Takes the text, which is delivered a moment later; or the call, which rings."""
        gateway_id = ("CA" if parcel.is_call else "SM") + secrets.token_hex(16)
        if parcel.is_call:
            self._ring(parcel, gateway_id)
            return Accepted(gateway_id)
        later = threading.Timer(self._receipt_seconds, self._deliver, (parcel.receipt_key, gateway_id))
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

    def _deliver(self, receipt_key: str, gateway_id: str) -> None:
        for status in ("sent", "delivered"):
            self._tell(receipt_key, gateway_id, status)
