"""What changes on a contact: language, consent, the care lock. Each change of consent leaves its own line."""

from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from bot.storage.tables import consents, contacts
from bot.values import Channel, ContactId, Disposition, Language


def set_language(tx: Connection, contact_id: ContactId, language: Language) -> None:
    """The language to speak first next time."""
    tx.execute(update(contacts).where(contacts.c.id == contact_id).values(language=language.value))


def lock_care(tx: Connection, contact_id: ContactId, disposition: Disposition, now: datetime) -> None:
    """No self-care on any channel until a named nurse clears it."""
    tx.execute(
        update(contacts).where(contacts.c.id == contact_id).values(care_lock=disposition.value, care_locked_at=now)
    )


def opt_out(tx: Connection, contact_id: ContactId, channel: Channel, now: datetime, *, by_carrier: bool) -> None:
    """No automated text or call any more."""
    tx.execute(update(contacts).where(contacts.c.id == contact_id).values(opted_out_at=now))
    _record(tx, contact_id, "opted_out", channel, now, by_carrier)


def opt_in(tx: Connection, contact_id: ContactId, channel: Channel, now: datetime, *, by_carrier: bool) -> None:
    """The person asked for texts again."""
    tx.execute(update(contacts).where(contacts.c.id == contact_id).values(opted_out_at=None))
    _record(tx, contact_id, "opted_in", channel, now, by_carrier)


def do_not_contact(tx: Connection, contact_id: ContactId, channel: Channel, now: datetime) -> None:
    """Nothing goes out to this number unprompted: somebody else may hold the phone."""
    tx.execute(update(contacts).where(contacts.c.id == contact_id).values(do_not_contact_at=now))
    _record(tx, contact_id, "do_not_contact", channel, now, False)


def is_locked(tx: Connection, contact_id: ContactId) -> bool:
    """True while a care lock stands."""
    return tx.scalar(select(contacts.c.care_lock).where(contacts.c.id == contact_id)) is not None


def is_left_alone(tx: Connection, contact_id: ContactId) -> bool:
    """True where nothing may go out unprompted: somebody else may hold the phone."""
    return tx.scalar(select(contacts.c.do_not_contact_at).where(contacts.c.id == contact_id)) is not None


def _record(
    tx: Connection, contact_id: ContactId, change: str, channel: Channel, now: datetime, by_carrier: bool
) -> None:
    tx.execute(
        insert(consents).values(
            contact_id=contact_id,
            change=change,
            channel=channel.value,
            by_carrier=by_carrier,
            changed_at=now,
        )
    )
