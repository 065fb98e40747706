"""The last text of ours in a conversation that asks something, where nothing was said since."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, bindparam, text

from bot.values import ConversationId

_LAST = text("""
    SELECT kind, subject FROM messages
    WHERE conversation_id = :conversation AND kind IN :kinds AND sent_at > :since
      AND status IN ('sending', 'unknown', 'accepted', 'delivered')
    ORDER BY sent_at DESC, number DESC LIMIT 1
""").bindparams(bindparam("kinds", expanding=True))


def last(
    tx: Connection, conversation_id: ConversationId, kinds: Collection[str], since: datetime
) -> tuple[str, str | None] | None:
    """Its kind and what it is about; None where no text of these kinds went out since."""
    row = tx.execute(_LAST, {"conversation": conversation_id, "kinds": list(kinds), "since": since}).first()
    return (row[0], row[1]) if row else None
