"""A text that is better said by phone: its kind names the call, and nobody is called without having agreed to calls."""

from datetime import datetime

from sqlalchemy import Connection

from bot.clinic.message_kinds import Kind
from bot.services.outbound import Order, Outbound, plan
from bot.storage import agreements
from bot.storage.outbox import Outgoing
from bot.values import Language


def plan_call(out: Outbound, tx: Connection, message: Outgoing, kind: Kind, now: datetime) -> bool:
    """Plans the call in the text's place, about the same and until the same deadline. False where there is none."""
    call = out.kinds.of(kind.then) if kind.then else None
    if call is None or message.are_calls_stopped or message.is_do_not_contact or message.is_text_only:
        return False
    agreed_to = filter(None, (kind.consent, call.consent))
    if not all(agreements.has_agreed(tx, message.contact_id, purpose.value) for purpose in agreed_to):
        return False
    order = Order(
        message.conversation_id,
        call.name,
        out.words(call, message.language or Language.EN),
        now,
        message.subject or f"instead:{message.id}",
        message.version,
        message.deadline_at,
        contact_id=message.contact_id,
    )
    return plan(out, tx, order, now) is not None
