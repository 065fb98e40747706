"""What changes on a contact: language, consent, the care lock. Each change of consent leaves its own line."""

from datetime import datetime

from sqlalchemy import Connection, and_, bindparam, func, insert, or_, select, update

from bot.storage.tables import consents, contacts
from bot.values import Channel, ContactId, Disposition, Language

SET_LANGUAGE = update(contacts).where(contacts.c.id == bindparam("contact")).values(language=bindparam("spoken"))


def set_language(tx: Connection, contact_id: ContactId, language: Language) -> None:
    """The language to speak first next time."""
    tx.execute(SET_LANGUAGE, {"contact": contact_id, "spoken": language.value})


def lock_care(tx: Connection, contact_id: ContactId, disposition: Disposition, now: datetime) -> None:
    """No self-care on any channel until a named nurse clears it."""
    tx.execute(
        update(contacts).where(contacts.c.id == contact_id).values(care_lock=disposition.value, care_locked_at=now)
    )


def opt_out(tx: Connection, contact_id: ContactId, channel: Channel, now: datetime, *, by_carrier: bool) -> bool:
    """No automated text or call any more. False where both had stopped before: then that moment stays."""
    both = (contacts.c.opted_out_at.is_not(None), contacts.c.calls_stopped_at.is_not(None))
    stopped = {"opted_out_at": now, "calls_stopped_at": func.coalesce(contacts.c.calls_stopped_at, now)}
    is_news = tx.execute(update(contacts).where(contacts.c.id == contact_id, ~and_(*both)).values(stopped)).rowcount
    _record(tx, contact_id, "opted_out", channel, now, by_carrier)
    return is_news == 1


def opt_in(tx: Connection, contact_id: ContactId, channel: Channel, now: datetime, *, by_carrier: bool) -> None:
    """The person asked for texts again, and so for the calls that stopped with them."""
    allow_calls(tx, contact_id)
    allow_texts(tx, contact_id)
    _record(tx, contact_id, "opted_in", channel, now, by_carrier)


def allow_calls(tx: Connection, contact_id: ContactId) -> None:
    """Calls as before, where they stopped together with texts. Leaves no line: the caller's own names the change."""
    is_one = contacts.c.calls_stopped_at == contacts.c.opted_out_at
    tx.execute(update(contacts).where(contacts.c.id == contact_id, is_one).values(calls_stopped_at=None))


def allow_texts(tx: Connection, contact_id: ContactId) -> None:
    """Texts as before. As above."""
    tx.execute(update(contacts).where(contacts.c.id == contact_id).values(opted_out_at=None))


def note_change(tx: Connection, contact_id: ContactId, change: str, channel: Channel, now: datetime) -> None:
    """A line of the record of consent."""
    _record(tx, contact_id, change, channel, now, False)


def opted_out_at(tx: Connection, contact_id: ContactId) -> datetime | None:
    """When texts were stopped; None while they are wanted."""
    found: datetime | None = tx.scalar(select(contacts.c.opted_out_at).where(contacts.c.id == contact_id))
    return found


def is_silent(tx: Connection, contact_id: ContactId) -> bool:
    """True while texts or calls are stopped."""
    stopped = or_(contacts.c.opted_out_at.is_not(None), contacts.c.calls_stopped_at.is_not(None))
    return tx.scalar(select(contacts.c.id).where(contacts.c.id == contact_id, stopped)) is not None


def may_be_reached(tx: Connection, contact_id: ContactId, channel: Channel) -> bool:
    """True where there is a number, and nobody asked for silence on this channel or for no contact at all."""
    stopped = contacts.c.opted_out_at if channel is Channel.SMS else contacts.c.calls_stopped_at
    query = select(contacts.c.id).where(contacts.c.id == contact_id, contacts.c.phone.is_not(None))
    return tx.scalar(query.where(stopped.is_(None), contacts.c.do_not_contact_at.is_(None))) is not None


def do_not_contact(tx: Connection, contact_id: ContactId, channel: Channel, now: datetime) -> None:
    """Nothing goes out to this number unprompted: somebody else may hold the phone."""
    tx.execute(update(contacts).where(contacts.c.id == contact_id).values(do_not_contact_at=now))
    _record(tx, contact_id, "do_not_contact", channel, now, False)


def prefer_calls(tx: Connection, contact_id: ContactId) -> None:
    """Is told by phone what others read, and says so anew whatever was stopped before."""
    wanted = {"prefers_calls": True, "calls_stopped_at": None}
    tx.execute(update(contacts).where(contacts.c.id == contact_id).values(wanted))


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
