"""What staff change. Each statement names the state it expects: whoever comes second changes nothing."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.clinic.staff_rules import Mark, NoteKind, Outcome
from bot.dialogue.session import from_json, to_json
from bot.storage.staff_tables import (
    contact_marks,
    handoff_outcomes,
    handoff_snoozes,
    staff_forms,
    staff_messages,
    staff_notes,
)  # fmt: skip
from bot.storage.tables import contacts, conversations, handoffs, messages, sessions
from bot.values import Channel, Disposition, HandoffStatus, MessageStatus, Team, Urgency


def take_form(tx: Connection, form_id: UUID, now: datetime) -> bool:
    """True the first time this form comes; pressed twice, it acts once."""
    query = upsert(staff_forms).values(id=form_id, taken_at=now).on_conflict_do_nothing()
    return tx.execute(query.returning(staff_forms.c.id)).first() is not None


def lock_contact(tx: Connection, conversation_id: UUID) -> UUID | None:
    """The contact of a conversation, locked as a turn locks it; None for an unknown conversation."""
    found: UUID | None = tx.scalar(
        select(contacts.c.id)
        .join(conversations, conversations.c.contact_id == contacts.c.id)
        .where(conversations.c.id == conversation_id)
        .with_for_update()
    )
    return found


def claim(tx: Connection, handoff_id: UUID, staff_id: UUID, now: datetime) -> bool:
    """Takes a waiting handoff. False when somebody was faster, or it is closed."""
    return _change(
        tx,
        handoff_id,
        handoffs.c.status == HandoffStatus.WAITING.value,
        status=HandoffStatus.CLAIMED.value,
        claimed_by=str(staff_id),
        claimed_at=now,
    )


def release(tx: Connection, handoff_id: UUID, staff_id: UUID, team: Team, by_at: datetime) -> bool:
    """Gives it back to the queue, perhaps of another team. False unless it was theirs."""
    waits = {"status": HandoffStatus.WAITING.value, "claimed_by": None, "team": team.value, "by_at": by_at}
    return _change(tx, handoff_id, _is_theirs(staff_id), **waits)


def hand_to(tx: Connection, handoff_id: UUID, staff_id: UUID, colleague: UUID) -> bool:
    """The colleague owns it from now on. False unless it was theirs."""
    return _change(tx, handoff_id, _is_theirs(staff_id), claimed_by=str(colleague))


def move_team(tx: Connection, handoff_id: UUID, team: Team) -> bool:
    """Nobody has it yet: another team's queue shows it."""
    return _change(tx, handoff_id, handoffs.c.status == HandoffStatus.WAITING.value, team=team.value)


def set_urgency(tx: Connection, handoff_id: UUID, before: Urgency, after: Urgency, by_at: datetime) -> bool:
    """A named person's urgency. False when it has changed meanwhile."""
    expected = (handoffs.c.urgency == before.value) & (handoffs.c.status != HandoffStatus.CLOSED.value)
    return _change(tx, handoff_id, expected, urgency=after.value, by_at=by_at)


def close(tx: Connection, handoff_id: UUID, staff_id: UUID, outcome: Outcome, now: datetime) -> bool:
    """Finished. False unless it was theirs."""
    if not _change(tx, handoff_id, _is_theirs(staff_id), status=HandoffStatus.CLOSED.value, closed_at=now):
        return False
    tx.execute(insert(handoff_outcomes).values(handoff_id=handoff_id, outcome=outcome.value, closed_by=staff_id))
    return True


def snooze(tx: Connection, handoff_id: UUID, staff_id: UUID, until: datetime) -> None:
    """It goes to the end of the queue until then."""
    query = upsert(handoff_snoozes).values(handoff_id=handoff_id, until_at=until, staff_id=staff_id)
    tx.execute(
        query.on_conflict_do_update(index_elements=["handoff_id"], set_={"until_at": until, "staff_id": staff_id})
    )


def add_note(tx: Connection, conversation_id: UUID, staff_id: UUID, kind: NoteKind, body: str, now: datetime) -> None:
    """One line of staff in the timeline."""
    tx.execute(
        insert(staff_notes).values(
            id=uuid4(),
            conversation_id=conversation_id,
            staff_id=staff_id,
            kind=kind.value,
            body=body,
            created_at=now,
        )
    )


def add_text(
    tx: Connection,
    conversation_id: UUID,
    staff_id: UUID | None,
    body: str,
    segments: int,
    now: datetime,
    status: MessageStatus = MessageStatus.DUE,
) -> UUID:
    """A text that is due: the sender takes it from here. `staff_id` where a person wrote it."""
    message_id = uuid4()
    tx.execute(
        insert(messages).values(
            id=message_id,
            conversation_id=conversation_id,
            channel=Channel.SMS.value,
            status=status.value,
            body=body,
            places=[],
            segments=segments,
            created_at=now,
        )
    )
    if staff_id is not None:
        tx.execute(insert(staff_messages).values(message_id=message_id, staff_id=staff_id))
    return message_id


def mark(tx: Connection, contact_id: UUID, given: Mark, staff_id: UUID, now: datetime) -> None:
    """Something staff know of this number."""
    query = upsert(contact_marks).values(contact_id=contact_id, mark=given.value, staff_id=staff_id, marked_at=now)
    tx.execute(query.on_conflict_do_nothing())
    _mirror(tx, contact_id, given, now)


def unmark(tx: Connection, contact_id: UUID, given: Mark) -> None:
    """It is so no longer."""
    tx.execute(
        delete(contact_marks).where(contact_marks.c.contact_id == contact_id, contact_marks.c.mark == given.value)
    )
    _mirror(tx, contact_id, given, None)


def marks(tx: Connection, contact_id: UUID) -> frozenset[Mark]:
    """What staff know of this number."""
    return frozenset(
        Mark(found)
        for found in tx.scalars(select(contact_marks.c.mark).where(contact_marks.c.contact_id == contact_id))
    )


def is_nuisance(tx: Connection, phone: str) -> bool:
    """True for a number staff have blocked: danger is still answered, nothing else is."""
    query = select(contact_marks.c.mark).join(contacts, contacts.c.id == contact_marks.c.contact_id)
    query = query.where(contacts.c.phone == phone, contact_marks.c.mark == Mark.NUISANCE.value)
    return tx.scalar(query) is not None


def clear_lock(tx: Connection, contact_id: UUID) -> Disposition | None:
    """Lifts the care lock, and the disposition that sticks to every session of the contact: both or neither.

    A screen passed before does not count any more. Returns what the lock was; None where there was none.
    """
    was = tx.scalar(select(contacts.c.care_lock).where(contacts.c.id == contact_id))
    tx.execute(update(contacts).where(contacts.c.id == contact_id).values(care_lock=None, care_locked_at=None))
    rows = tx.execute(
        select(sessions.c.id, sessions.c.state)
        .join(conversations, conversations.c.id == sessions.c.conversation_id)
        .where(conversations.c.contact_id == contact_id, conversations.c.closed_at.is_(None))
        .with_for_update(of=sessions)
    ).all()
    for session_id, state in rows:
        free = {**to_json(from_json(state)), "disposition": Disposition.NONE.value, "screened_at": None}
        tx.execute(update(sessions).where(sessions.c.id == session_id).values(state=free))
    return Disposition(was) if was else None


def _change(tx: Connection, handoff_id: UUID, expected: ColumnElement[bool], **values: object) -> bool:
    query = update(handoffs).where(handoffs.c.id == handoff_id, expected)
    return tx.execute(query.values(**values)).rowcount == 1


def _is_theirs(staff_id: UUID) -> ColumnElement[bool]:
    return (handoffs.c.status == HandoffStatus.CLAIMED.value) & (handoffs.c.claimed_by == str(staff_id))


def _mirror(tx: Connection, contact_id: UUID, given: Mark, at: datetime | None) -> None:
    """Two marks are columns of the contact as well, because every turn reads them there."""
    match given:
        case Mark.TEXT_ONLY:
            values: dict[str, object] = {"is_text_only": at is not None}
        case Mark.DO_NOT_CONTACT:
            values = {"do_not_contact_at": at}
        case _:
            return
    tx.execute(update(contacts).where(contacts.c.id == contact_id).values(**values))
