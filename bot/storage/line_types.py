"""What kind of line a contact's number is, in the gateway's own word; and whether they ever got or wrote a text."""

from datetime import datetime

from sqlalchemy import Connection, text

from bot.values import ContactId

_FIND = text("SELECT kind FROM line_types WHERE contact_id = :contact AND told_at > :since")
_REMEMBER = text("""
    INSERT INTO line_types (contact_id, kind, told_at) VALUES (:contact, :kind, :now)
    ON CONFLICT (contact_id) DO UPDATE SET kind = excluded.kind, told_at = excluded.told_at
""")
_HAS_TEXTED = text("""
    SELECT EXISTS (SELECT FROM messages m JOIN conversations v ON v.id = m.conversation_id
                   WHERE v.contact_id = :contact AND m.channel = 'sms' AND m.status IN ('received', 'delivered'))
""")


def find(tx: Connection, contact_id: ContactId, since: datetime) -> str | None:
    """The kind, where it was told after this instant."""
    found: str | None = tx.scalar(_FIND, {"contact": contact_id, "since": since})
    return found


def remember(tx: Connection, contact_id: ContactId, kind: str, now: datetime) -> None:
    """The newest answer stands."""
    tx.execute(_REMEMBER, {"contact": contact_id, "kind": kind, "now": now})


def has_texted(tx: Connection, contact_id: ContactId) -> bool:
    """True where a text came from this number, or reached it."""
    return bool(tx.scalar(_HAS_TEXTED, {"contact": contact_id}))
