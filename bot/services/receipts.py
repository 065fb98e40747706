"""What the gateway tells of a message: each status once, forward only, also before our own record of its id.

A receipt that names a message nobody knows whether it went is the best evidence there is.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection

from bot.clinic.sending import Failure
from bot.services.line import ClinicLine
from bot.services.outbound import Outbound
from bot.services.undelivered import react
from bot.storage import outbox, receipts
from bot.values import MessageStatus

STAFF_REPLY = "staff_reply"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One receipt as it came. `told` is the gateway's own word; `status` ours, None for a word we do not know."""

    receipt_key: str
    gateway_id: str
    told: str
    status: MessageStatus | None
    code: str | None = None


def take(line: ClinicLine, out: Outbound, reason: Callable[[str], Failure], receipt: Receipt) -> bool:
    """Keeps the receipt and moves its message on. False for a message that is none of ours."""
    return line.database.run(lambda tx: _take(line, out, reason, tx, receipt))


def _take(line: ClinicLine, out: Outbound, reason: Callable[[str], Failure], tx: Connection, receipt: Receipt) -> bool:
    now = line.now()
    named = receipts.message_of(tx, receipt.receipt_key)
    if named is None:
        return False
    is_new = receipts.keep(tx, receipt.gateway_id, receipt.told, named.id, receipt.code, now)
    if not is_new or receipt.status is None:
        return True
    moved = outbox.advance(tx, named.id, receipt.status, receipt.gateway_id, receipt.code)
    if moved and receipt.status in (MessageStatus.UNDELIVERED, MessageStatus.FAILED):
        message = outbox.find(tx, named.id)
        assert message is not None
        kind = out.kinds.of(message.kind or STAFF_REPLY)
        react(line, tx, message, kind, reason(receipt.code or ""), now)
    return True
