"""What the gateway told of a message, each status once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.storage.outbound_tables import receipts
from bot.values import MessageId


@dataclass(frozen=True, slots=True)
class Named:
    """The message a receipt is about."""

    id: MessageId
    phone: str | None


def message_of(tx: Connection, receipt_key: str) -> Named | None:
    """The message that goes by this key, its contact locked; None for a key that was never given."""
    query = text("""
        SELECT m.id, c.phone FROM messages m JOIN conversations v ON v.id = m.conversation_id
        JOIN contacts c ON c.id = v.contact_id WHERE m.receipt_key = :key FOR UPDATE OF c
    """)
    row = tx.execute(query, {"key": receipt_key}).first()
    return Named(MessageId(row[0]), row[1]) if row else None


def keep(tx: Connection, gateway_id: str, status: str, message_id: MessageId, code: str | None, now: datetime) -> bool:
    """Keeps the receipt. False when it came before."""
    row = (
        upsert(receipts)
        .values(gateway_id=gateway_id, status=status, message_id=message_id, error_code=code, received_at=now)
        .on_conflict_do_nothing()
        .returning(receipts.c.gateway_id)
    )
    return tx.execute(row).first() is not None
