"""What tells which texts never reached us."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, text

_LAST = text("SELECT max(created_at) FROM messages WHERE status = 'received' AND channel = 'sms'")


def last_received(tx: Connection) -> datetime | None:
    """When the newest text came."""
    found: datetime | None = tx.scalar(_LAST)
    return found


def answered(tx: Connection, gateway_ids: Sequence[str]) -> set[str]:
    """Those of these texts that have an answer of ours, be it an empty one."""
    query = text("SELECT gateway_id FROM answers WHERE gateway_id = ANY(:ids)")
    return set(tx.scalars(query, {"ids": list(gateway_ids)}))
