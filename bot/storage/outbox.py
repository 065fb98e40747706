"""Messages that nobody is waiting for, from their writing to their last receipt.

A row's status is the truth; a job only wakes it. Each statement names the state it expects, so that of two workers
one wins, and what the gateway told is never taken back.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from bot.values import Channel, ContactId, ConversationId, Language, MessageId, MessageStatus

LEASE_SECONDS = 60  # longer than every time-out of one post together


@dataclass(frozen=True, slots=True)
class New:
    """A message to be written."""

    conversation_id: ConversationId
    kind: str
    lane: str
    body: str
    segments: int
    due_at: datetime
    deadline_at: datetime
    natural_key: str | None = None
    subject: str | None = None
    version: int | None = None
    channel: Channel = Channel.SMS


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message as the sender sees it, with what it must know of its contact."""

    id: MessageId
    conversation_id: ConversationId
    contact_id: ContactId
    phone: str | None
    line: str  # the clinic number the conversation came in on
    kind: str | None
    body: str
    status: MessageStatus
    due_at: datetime
    deadline_at: datetime | None
    subject: str | None
    version: int | None
    attempts: int
    fence: int
    receipt_key: str | None
    is_opted_out: bool
    is_do_not_contact: bool
    zone: str | None
    looks: int
    taken_at: datetime | None
    channel: Channel
    is_text_only: bool
    are_calls_stopped: bool
    prefers_calls: bool
    language: Language | None

    @property
    def goes_by_call(self) -> bool:
        """True for a text to somebody who is to be told by phone, if they agreed: it was asked for, or texts alone
        were stopped.
        """
        wants = self.prefers_calls or self.is_opted_out
        return self.channel is Channel.SMS and wants and not self.are_calls_stopped


_OUTGOING = """
    SELECT m.id, v.id, c.id, c.phone, v.line, m.kind, m.body, m.status, coalesce(m.due_at, m.created_at),
           m.deadline_at, m.subject, m.version, m.attempts, m.fence, m.receipt_key,
           CASE m.channel WHEN 'voice' THEN c.calls_stopped_at ELSE c.opted_out_at END IS NOT NULL,
           c.do_not_contact_at IS NOT NULL, c.zone, m.looks, m.taken_at, m.channel,
           c.is_text_only, c.calls_stopped_at IS NOT NULL, c.prefers_calls, c.language
    FROM messages m JOIN conversations v ON v.id = m.conversation_id JOIN contacts c ON c.id = v.contact_id
"""
_RANK = "CASE coalesce(m.lane, 'conversation') WHEN 'urgent' THEN 0 WHEN 'conversation' THEN 1 ELSE 2 END"
_INSERT = """
    INSERT INTO messages (id, conversation_id, channel, status, body, places, segments, created_at, kind, lane,
                          subject, version, natural_key, due_at, deadline_at, receipt_key)
    VALUES (:id, :conversation_id, :channel, 'due', :body, '{}', :segments, :now, :kind, :lane,
            :subject, :version, :natural_key, :due_at, :deadline_at, :receipt_key)
    ON CONFLICT (natural_key) WHERE natural_key IS NOT NULL DO NOTHING
"""
_ADD, _ADD_ALL = text(f"{_INSERT} RETURNING id"), text(_INSERT)
_LOCK = text("""
    SELECT c.id FROM contacts c WHERE c.id = (
        SELECT v.contact_id FROM messages m JOIN conversations v ON v.id = m.conversation_id WHERE m.id = :id)
    FOR UPDATE
""")
_NEXT = text(f"""{_OUTGOING}
    WHERE c.id = :contact AND m.status = 'due' AND coalesce(m.due_at, m.created_at) <= :now
    ORDER BY {_RANK}, coalesce(m.due_at, m.created_at), m.number LIMIT 1 FOR UPDATE OF m
""")
_ONE = text(f"{_OUTGOING} WHERE m.id = :id FOR UPDATE OF m")
_IN_HAND = text("""
    SELECT count(*) FROM messages m JOIN conversations v ON v.id = m.conversation_id
    WHERE v.contact_id = :contact AND m.status = 'sending' AND m.lease_until > clock_timestamp()
""")
_TAKE = text("""
    UPDATE messages SET status = 'sending', attempts = attempts + 1, fence = fence + 1, sent_at = :now, looks = 0,
           receipt_key = coalesce(receipt_key, :receipt_key), taken_at = clock_timestamp(),
           lease_until = clock_timestamp() + make_interval(secs => :lease)
    WHERE id = :id AND status = 'due' RETURNING fence, receipt_key
""")


def add(tx: Connection, new: New, receipt_key: str, now: datetime) -> MessageId | None:
    """Writes a message that is due. None where its natural key has been written before."""
    found = tx.scalar(_ADD, _row(new, receipt_key, now))
    return MessageId(found) if found else None


def add_all(tx: Connection, news: Sequence[New], receipt_keys: Sequence[str], now: datetime) -> None:
    """Writes messages that are due, in one round; those whose natural key has been written before are left out."""
    if news:
        tx.execute(_ADD_ALL, [_row(new, key, now) for new, key in zip(news, receipt_keys, strict=True)])


def _row(new: New, receipt_key: str, now: datetime) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "conversation_id": new.conversation_id,
        "body": new.body,
        "segments": new.segments,
        "now": now,
        "kind": new.kind,
        "lane": new.lane,
        "subject": new.subject,
        "version": new.version,
        "natural_key": new.natural_key,
        "due_at": new.due_at,
        "deadline_at": new.deadline_at,
        "receipt_key": receipt_key,
        "channel": new.channel.value,
    }


def withdraw(tx: Connection, subject: str, reason: str) -> int:
    """Ends what is due about this subject. What a worker has in hand goes. Returns how many ended."""
    query = text(
        "UPDATE messages SET status = 'withdrawn', ended_by = :reason WHERE subject = :subject AND status = 'due'"
    )
    return tx.execute(query, {"subject": subject, "reason": reason}).rowcount


def withdraw_visits_from(tx: Connection, contact_id: ContactId, reason: str) -> int:
    """Ends what is due to this contact about any visit: somebody else has the number. Returns how many ended."""
    query = text("""
        UPDATE messages SET status = 'withdrawn', ended_by = :reason
        WHERE status = 'due' AND split_part(subject, ':', 1) IN ('visit', 'waitlist')
          AND conversation_id IN (SELECT id FROM conversations WHERE contact_id = :contact)
    """)
    return tx.execute(query, {"contact": contact_id, "reason": reason}).rowcount


def lock_contact_of(tx: Connection, message_id: MessageId) -> ContactId | None:
    """The contact of this message, locked as a turn locks it: one worker at a time, and no opt-out meanwhile."""
    found: UUID | None = tx.scalar(_LOCK, {"id": message_id})
    return ContactId(found) if found else None


def next_due(tx: Connection, contact_id: ContactId, now: datetime) -> Outgoing | None:
    """What this contact gets next, locked: the urgent lane first, then the longest due."""
    row = tx.execute(_NEXT, {"contact": contact_id, "now": now}).first()
    return _outgoing(row) if row else None


def find(tx: Connection, message_id: MessageId) -> Outgoing | None:
    """One message, locked."""
    row = tx.execute(_ONE, {"id": message_id}).first()
    return _outgoing(row) if row else None


def is_in_hand(tx: Connection, contact_id: ContactId) -> bool:
    """True while a worker is posting something to this contact."""
    return bool(tx.scalar(_IN_HAND, {"contact": contact_id}))


def take(
    tx: Connection, message_id: MessageId, receipt_key: str, now: datetime, lease_seconds: float = LEASE_SECONDS
) -> tuple[int, str]:
    """Marks it as being sent; returns the fence that its result must show, and what receipts name it by."""
    values = {"id": message_id, "receipt_key": receipt_key, "now": now, "lease": lease_seconds}
    fence, key = tx.execute(_TAKE, values).one()
    return fence, key


def put_off(tx: Connection, message_id: MessageId, due_at: datetime) -> None:
    """It stays due, from this instant on."""
    query = text("UPDATE messages SET due_at = :due_at, woken_at = NULL WHERE id = :id AND status = 'due'")
    tx.execute(query, {"id": message_id, "due_at": due_at})


def move(tx: Connection, message_id: MessageId, conversation_id: ConversationId) -> None:
    """It belongs to another conversation of the same contact."""
    query = text("UPDATE messages SET conversation_id = :conversation WHERE id = :id")
    tx.execute(query, {"id": message_id, "conversation": conversation_id})


def give_back(tx: Connection, message_id: MessageId, fence: int, due_at: datetime) -> bool:
    """Not sent after all: due again. Only by the worker that holds it."""
    query = text(
        "UPDATE messages SET status = 'due', due_at = :due_at, woken_at = NULL"
        " WHERE id = :id AND fence = :fence AND status = 'sending'"
    )
    return tx.execute(query, {"id": message_id, "fence": fence, "due_at": due_at}).rowcount == 1


def end(tx: Connection, message_id: MessageId, status: MessageStatus, reason: str) -> None:
    """It will not be sent, for this reason. What is being sent or was sent does not end here."""
    query = text("UPDATE messages SET status = :status, ended_by = :reason WHERE id = :id AND status = 'due'")
    tx.execute(query, {"id": message_id, "status": status.value, "reason": reason})


def refuse(tx: Connection, message_id: MessageId, fence: int, code: str) -> bool:
    """The gateway will not have it. Only by the worker that holds it."""
    query = text(
        "UPDATE messages SET status = 'failed', ended_by = 'refused', error_code = :code"
        " WHERE id = :id AND fence = :fence AND status IN ('sending', 'unknown')"
    )
    return tx.execute(query, {"id": message_id, "fence": fence, "code": code}).rowcount == 1


def advance(tx: Connection, message_id: MessageId, status: MessageStatus, gateway_id: str, code: str | None) -> bool:
    """What the gateway told, if it is news: the status only grows. True when it changed something."""
    before = ["due", "sending", "unknown"] if status is MessageStatus.ACCEPTED else BEFORE_THE_END
    query = text("""
        UPDATE messages SET status = :status, gateway_id = coalesce(gateway_id, :gateway_id),
               error_code = coalesce(:code, error_code), look_at = NULL, ended_by = NULL,
               arrival = coalesce(arrival, nextval('message_arrivals'))
        WHERE id = :id AND status = ANY(:before)
    """)
    values = {"id": message_id, "status": status.value, "gateway_id": gateway_id, "code": code, "before": before}
    return tx.execute(query, values).rowcount == 1


BEFORE_THE_END = ["due", "sending", "unknown", "accepted"]


def _outgoing(row: Sequence[Any]) -> Outgoing:
    rest = (*row[8:20], Channel(row[20]), *row[21:24], Language(row[24]) if row[24] else None)
    return Outgoing(
        MessageId(row[0]), ConversationId(row[1]), ContactId(row[2]), row[3], row[4], row[5], row[6],
        MessageStatus(row[7]), *rest,
    )  # fmt: skip
