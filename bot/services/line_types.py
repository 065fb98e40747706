"""Whether a number that is known from calls alone takes texts: asked once, before its first text, and remembered.

What cannot be told counts as a yes. A text in vain costs a cent and comes back as undelivered; one that was
held back leaves somebody in pain without a way to go on.
"""

from datetime import timedelta
from typing import Protocol

from bot.services.line import ClinicLine
from bot.storage import line_types
from bot.storage.outbox import Outgoing

KEPT = timedelta(days=90)  # numbers are ported from one kind of line to another
_VOICE_ONLY = frozenset({"landline", "payphone"})


class Lookup(Protocol):
    """Tells what a number is. Paid for each question."""

    def line_type(self, phone: str) -> str | None:
        """The kind of line, in the gateway's own word. None: it could not be told now."""
        ...


def takes_texts(line: ClinicLine, lookup: Lookup, message: Outgoing) -> bool:
    """False for a line that is known to take none. The question is asked outside any transaction."""
    now = line.now()
    with line.database.begin() as tx:
        if message.phone is None or line_types.has_texted(tx, message.contact_id):
            return True
        kind = line_types.find(tx, message.contact_id, now - KEPT)
    if kind is None:
        kind = lookup.line_type(message.phone)
        if kind is None:
            return True
        with line.database.begin() as tx:
            line_types.remember(tx, message.contact_id, kind, now)
    return kind not in _VOICE_ONLY
