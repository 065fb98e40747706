"""Contacts, their conversation and its sessions: found and locked in one statement, so that two texts
of one person are taken one after the other.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Exists,
    Table,
    bindparam,
    exists,
    insert,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.sql.dml import ReturningInsert

from bot.clinic.staff_rules import Mark
from bot.dialogue.session import Session, from_json, to_json
from bot.storage.staff_tables import contact_marks
from bot.storage.tables import contacts, conversations, handoffs, messages, sessions
from bot.values import Channel, ContactId, ConversationId, Disposition, HandoffStatus, Language, SessionId


@dataclass(frozen=True, slots=True)
class Contact:
    """A phone number, its language and consent. `phone` is None for a caller without a usable number."""

    id: ContactId
    phone: str | None
    language: Language | None = None
    is_opted_out: bool = False
    is_text_only: bool = False
    care_lock: Disposition | None = None
    is_left_alone: bool = False
    is_new: bool = False  # made by this very transaction: there is nothing yet to be found about it


@dataclass(frozen=True, slots=True)
class Thread:
    """A contact's open conversation with one of its sessions, locked until the transaction ends."""

    contact: Contact
    conversation_id: ConversationId
    session_id: SessionId
    session: Session
    is_claimed: bool = False
    is_nuisance: bool = False  # staff blocked this number: danger, stop and help are still answered


_IS_CLAIMED = exists().where(
    handoffs.c.conversation_id == conversations.c.id, handoffs.c.status == HandoffStatus.CLAIMED.value
)
_IS_NUISANCE = exists().where(contact_marks.c.contact_id == contacts.c.id, contact_marks.c.mark == Mark.NUISANCE.value)
THREAD = (
    contacts.c.id,
    contacts.c.phone,
    contacts.c.language,
    contacts.c.opted_out_at,
    contacts.c.is_text_only,
    contacts.c.care_lock,
    contacts.c.do_not_contact_at,
    conversations.c.id,
    sessions.c.id,
    sessions.c.state,
    _IS_CLAIMED,
    _IS_NUISANCE,
)
_JOINED = contacts.join(conversations, conversations.c.contact_id == contacts.c.id).join(
    sessions, sessions.c.conversation_id == conversations.c.id
)
_TEXT_THREAD = (
    select(*THREAD)
    .select_from(_JOINED)
    .where(
        contacts.c.phone == bindparam("phone"),
        conversations.c.closed_at.is_(None),
        sessions.c.channel == Channel.SMS.value,
    )
    .with_for_update(of=(contacts, conversations, sessions))
)
SAVE = (
    update(sessions)
    .where(sessions.c.id == bindparam("session_id"))
    .values(state=bindparam("new_state"), last_at=bindparam("at"))
)

_MAKE = upsert(contacts).values(is_text_only=False)
_MAKE_CONTACT = _MAKE.on_conflict_do_update(
    index_elements=["phone"],
    set_={"phone": _MAKE.excluded.phone},  # changes nothing, and locks it
).returning(*THREAD[:7])
_ADD_SESSION = insert(sessions)
_OPEN_AND_ADD = insert(sessions).add_cte(
    insert(conversations)
    .values(
        id=bindparam("opened"),
        contact_id=bindparam("contact_id"),
        line=bindparam("line"),
        opened_at=bindparam("opened_at"),
    )
    .cte("opened")
)


def _welcome() -> ReturningInsert[tuple[UUID]]:
    """Contact, conversation and session of a newcomer; nothing where the contact exists."""
    made = (
        upsert(contacts)
        .values(id=bindparam("contact"), phone=bindparam("phone"), is_text_only=False, created_at=bindparam("now"))
        .on_conflict_do_nothing(index_elements=["phone"])
        .returning(contacts.c.id)
        .cte("made")
    )
    conversation = select(
        _given(conversations, "id"), made.c.id, _given(conversations, "line"), _given(conversations, "opened_at")
    )
    opened = (
        insert(conversations)
        .from_select(["id", "contact_id", "line", "opened_at"], conversation)
        .returning(conversations.c.id)
        .cte("opened")
    )
    columns = ["id", "channel", "state", "last_at"]
    session = select(opened.c.id, *(_given(sessions, name) for name in columns))
    return insert(sessions).from_select(["conversation_id", *columns], session).returning(sessions.c.id)


def _given(table: Table, column: str) -> BindParameter[Any]:
    return bindparam(f"{table.name}_{column}", type_=table.c[column].type)


_WELCOME = _welcome()


def find_text_thread(tx: Connection, phone: str) -> Thread | None:
    """The open conversation of this number with its text session, locked."""
    row = tx.execute(_TEXT_THREAD, {"phone": phone}).first()
    return thread_of(row) if row else None


def find_thread(tx: Connection, session_id: SessionId) -> Thread | None:
    """The open conversation that this session belongs to, locked."""
    query = select(*THREAD).select_from(_JOINED).where(sessions.c.id == session_id, conversations.c.closed_at.is_(None))
    row = tx.execute(query.with_for_update(of=(contacts, conversations, sessions))).first()
    return thread_of(row) if row else None


def thread_of(row: Sequence[Any]) -> Thread:
    """A row of the THREAD columns as values."""
    return Thread(
        contact_of(row),
        ConversationId(row[7]),
        SessionId(row[8]),
        from_json(row[9]),
        row[10],
        row[11],
    )


def welcome(tx: Connection, phone: str, line: str, session: Session, now: datetime) -> Thread | None:
    """The thread of a number that nobody knew, by one statement; None where its contact exists by now."""
    contact = Contact(ContactId(uuid4()), phone, is_new=True)
    thread = Thread(contact, ConversationId(uuid4()), SessionId(uuid4()), session)
    values = {
        "contact": contact.id,
        "phone": phone,
        "now": now,
        "conversations_id": thread.conversation_id,
        "conversations_line": line,
        "conversations_opened_at": now,
        "sessions_id": thread.session_id,
        "sessions_channel": session.channel.value,
        "sessions_state": to_json(session),
        "sessions_last_at": session.last_at,
    }
    return thread if tx.execute(_WELCOME, values).first() else None


def get_or_make_contact(tx: Connection, phone: str | None, now: datetime) -> Contact:
    """The contact of this number, locked; without a number always a new one."""
    new_id = uuid4()
    row = tx.execute(_MAKE_CONTACT, {"id": new_id, "phone": phone, "created_at": now}).one()
    return replace(contact_of(row), is_new=row[0] == new_id)


def contact_of(row: Sequence[Any]) -> Contact:
    """The contact in the first columns of THREAD."""
    return Contact(
        ContactId(row[0]),
        row[1],
        Language(row[2]) if row[2] else None,
        row[3] is not None,
        row[4],
        Disposition(row[5]) if row[5] else None,
        row[6] is not None,
    )


def open_thread(tx: Connection, contact: Contact, line: str, session: Session, now: datetime) -> Thread:
    """A session of the contact's open conversation, or of a new one. The contact must be locked."""
    open_id = _find_open(tx, contact)
    conversation_id, session_id = open_id or ConversationId(uuid4()), SessionId(uuid4())
    values = {
        "id": session_id,
        "conversation_id": conversation_id,
        "channel": session.channel.value,
        "state": to_json(session),
        "last_at": session.last_at,
    }
    opened = {"opened": conversation_id, "contact_id": contact.id, "line": line, "opened_at": now}
    tx.execute(*(_ADD_SESSION, values) if open_id else (_OPEN_AND_ADD, values | opened))
    thread = Thread(contact, conversation_id, session_id, session)
    if contact.is_new:
        return thread
    return find_thread(tx, session_id) or thread  # people may own the talk, or have blocked the number


def _find_open(tx: Connection, contact: Contact) -> ConversationId | None:
    query = select(conversations.c.id).where(conversations.c.contact_id == contact.id)
    return None if contact.is_new else tx.scalar(query.where(conversations.c.closed_at.is_(None)))


def close_conversation(tx: Connection, conversation_id: ConversationId, now: datetime) -> None:
    """The thread is over; the contact's next word opens another."""
    tx.execute(update(conversations).where(conversations.c.id == conversation_id).values(closed_at=now))


def save_session(tx: Connection, session_id: SessionId, session: Session) -> None:
    """What the engine left behind."""
    tx.execute(SAVE, saved(session_id, session))


def saved(session_id: SessionId, session: Session) -> dict[str, Any]:
    """The parameters of SAVE."""
    return {"session_id": session_id, "new_state": to_json(session), "at": session.last_at}


def newest_of(tx: Connection, numbers: Sequence[str]) -> ConversationId | None:
    """The newest conversation of any of these numbers, not locked; None where nobody of them ever wrote or called."""
    query = select(conversations.c.id).join(contacts, contacts.c.id == conversations.c.contact_id)
    query = query.where(contacts.c.phone.in_(numbers)).order_by(conversations.c.opened_at.desc()).limit(1)
    return tx.scalar(query)


def number_of(tx: Connection, conversation_id: UUID) -> tuple[str | None] | None:
    """The number a conversation is with, in a tuple of one; None for an unknown conversation."""
    query = select(contacts.c.phone).join(conversations, conversations.c.contact_id == contacts.c.id)
    row = tx.execute(query.where(conversations.c.id == conversation_id)).first()
    return (row[0],) if row else None


def close_quiet(tx: Connection, since: datetime, now: datetime) -> int:
    """Closes threads without a word after `since` and without an open handoff. Returns how many."""
    return tx.execute(
        update(conversations)
        .where(
            conversations.c.closed_at.is_(None),
            conversations.c.opened_at <= since,
            ~_has(sessions, sessions.c.last_at > since),
            ~_has(messages, messages.c.sent_at > since),
            ~_has(handoffs, handoffs.c.status != HandoffStatus.CLOSED.value),
        )
        .values(closed_at=now)
    ).rowcount


def _has(table: Table, such: ColumnElement[bool]) -> Exists:
    """True for a conversation with such a row; asked of each that may be closed, not of all that ever were."""
    return exists().where(table.c.conversation_id == conversations.c.id, such)
