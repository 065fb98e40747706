"""Who agreed to what: the words they were shown, when, how, and when they took it back."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, select, text, update

from bot.storage.outbound_tables import agreements
from bot.values import ContactId

_AGREE = text("""
    INSERT INTO agreements (id, contact_id, purpose, wording, how, agreed_at)
    VALUES (:id, :contact, :purpose, :wording, :how, :now)
    ON CONFLICT (contact_id, purpose) WHERE revoked_at IS NULL DO NOTHING
""")


def agree(tx: Connection, contact_id: ContactId, purpose: str, wording: str, how: str, now: datetime) -> bool:
    """Records an agreement. False where one stands already: the first words count."""
    values = {"id": uuid4(), "contact": contact_id, "purpose": purpose, "wording": wording, "how": how, "now": now}
    return tx.execute(_AGREE, values).rowcount == 1


def revoke(tx: Connection, contact_id: ContactId, how: str, now: datetime, purpose: str | None = None) -> int:
    """Ends one agreement of this contact, or all of them. Returns how many ended."""
    ended = update(agreements).where(agreements.c.contact_id == contact_id, agreements.c.revoked_at.is_(None))
    if purpose is not None:
        ended = ended.where(agreements.c.purpose == purpose)
    return tx.execute(ended.values(revoked_at=now, revoked_how=how)).rowcount


def renew(
    tx: Connection, contact_id: ContactId, wording: str, how: str, now: datetime, but_not: str | None = None
) -> int:
    """Agrees anew to what the contact's silence ended. Returns how many. The contact must be locked."""
    query = text("""
        INSERT INTO agreements (id, contact_id, purpose, wording, how, agreed_at)
        SELECT gen_random_uuid(), a.contact_id, a.purpose, :wording, :how, :now
        FROM agreements a JOIN contacts c ON c.id = a.contact_id
        WHERE c.id = :contact AND a.revoked_at = c.opted_out_at AND a.purpose IS DISTINCT FROM :but_not GROUP BY 2, 3
        ON CONFLICT (contact_id, purpose) WHERE revoked_at IS NULL DO NOTHING
    """)
    values = {"contact": contact_id, "wording": wording, "how": how, "now": now, "but_not": but_not}
    return tx.execute(query, values).rowcount


def has_agreed(tx: Connection, contact_id: ContactId, purpose: str) -> bool:
    """True while an agreement to this purpose stands."""
    found = select(agreements.c.id).where(
        agreements.c.contact_id == contact_id, agreements.c.purpose == purpose, agreements.c.revoked_at.is_(None)
    )
    return tx.execute(found).first() is not None
