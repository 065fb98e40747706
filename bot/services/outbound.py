"""The one door for everything the line says without being asked in that moment: `plan` and `withdraw`.

A message is a row, written in the caller's own transaction with the fact it is about. Nothing here sends.
"""

import base64
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from bot.clinic.contact_rules import planned_at
from bot.clinic.message_kinds import Kind, Kinds, Lane
from bot.clinic.sending import Reason
from bot.dialogue.replies import Reply
from bot.storage import jobs, outbox
from bot.values import Channel, ContactId, ConversationId, Language, MessageId

KEY_BYTES = 18  # of a receipt's address: nobody guesses one


@dataclass(frozen=True, slots=True)
class Outbound:
    """What writing needs. `fit` brings words into the cheap alphabet and counts their segments."""

    kinds: Kinds
    zone: ZoneInfo  # of the clinic, for contacts whose own is not known
    secret_bytes: Callable[[int], bytes]
    fit: Callable[[str], tuple[str, int]]
    always: Mapping[str, Mapping[Language, str]] = field(default_factory=dict)  # {clinic}, {human_line}
    write: Callable[[tuple[Reply, ...], Language], str] = lambda _, __: ""  # a turn's replies as one text

    def words(self, kind: Kind, language: Language, **values: str) -> str:
        """The kind's own wording. Raises KeyError where it has none, or a value is missing."""
        own = {name: said[language] for name, said in self.always.items()}
        return kind.say[language].format(**own, **values)

    def new_key(self) -> str:
        """What receipts will name a message by."""
        return base64.urlsafe_b64encode(self.secret_bytes(KEY_BYTES)).decode().rstrip("=")


@dataclass(frozen=True, slots=True)
class Order:
    """A message to be planned. With a subject it is written once for each kind and version of it."""

    conversation_id: ConversationId
    kind: str
    body: str
    due_at: datetime
    subject: str | None = None
    version: int | None = None
    deadline_at: datetime | None = None  # the kind's own, unless it must end sooner
    zone: ZoneInfo | None = None  # of the contact
    contact_id: ContactId | None = None  # where one subject is told to several
    is_again: bool = False  # the one more try of a message that could not be delivered


def plan(out: Outbound, tx: Connection, order: Order, now: datetime) -> MessageId | None:
    """Writes the message for its time, or the lawful hour nearest to it. None: written before, or its time is past.

    What is due now is woken in this transaction; the rest, and the paced lanes, by the worker's own clock.
    """
    new = _written(out, order, now)
    if new is None:
        return None
    message_id = outbox.add(tx, new, out.new_key(), now)
    lane = Lane(new.lane)
    if message_id is not None and new.due_at <= now and not lane.is_paced:
        jobs.wake(tx, message_id, lane.value, -lane.rank)
    return message_id


def plan_paced(out: Outbound, tx: Connection, orders: Iterable[Order], now: datetime) -> None:
    """The same for several of the paced lanes at once: none of them is woken here."""
    rows = [new for order in orders if (new := _written(out, order, now)) is not None]
    outbox.add_all(tx, rows, [out.new_key() for _ in rows], now)


def _written(out: Outbound, order: Order, now: datetime) -> outbox.New | None:
    """The row; None where its time is past."""
    kind = out.kinds.of(order.kind)
    is_early = kind.early and not order.is_again
    due_at = planned_at(order.due_at, out.kinds.hours_of(kind), order.zone or out.zone, early=is_early)
    deadline_at = max(order.due_at, due_at) + kind.lasts  # put off to the morning it still has its whole time
    if order.deadline_at is not None:
        deadline_at = min(deadline_at, order.deadline_at)
    if deadline_at <= now or (order.is_again and deadline_at <= due_at):
        return None
    body, segments = out.fit(order.body)
    return outbox.New(
        order.conversation_id, kind.name, kind.lane.value, body, segments, due_at, deadline_at,
        _natural_key(order), order.subject, order.version, Channel.VOICE if kind.is_call else Channel.SMS,
    )  # fmt: skip


def withdraw(tx: Connection, subject: str, reason: Reason = Reason.NOT_NEEDED) -> int:
    """Ends what is still due about this subject, in the transaction that made it needless. Returns how many."""
    return outbox.withdraw(tx, subject, reason.value)


def _natural_key(order: Order) -> str | None:
    if order.subject is None:
        return None
    key = f"{order.kind}/{order.subject}/{order.version or 0}/{order.contact_id or ''}"
    return f"{key}/again" if order.is_again else key
