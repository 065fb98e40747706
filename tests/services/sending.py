"""Builders for outbound messages: a bot whose gateway writes down what it was asked, and people to write to."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count

from sqlalchemy import Connection, text

from bot.channels.twilio import codes
from bot.clinic.message_kinds import Purpose
from bot.clinic.sending import Failure
from bot.services.addressing import addressee
from bot.services.delivery import Post, deliver
from bot.services.gateway import Accepted, Found, Outcome, Parcel, Received
from bot.services.outbound import Order, plan
from bot.services.waking import wake_due
from bot.storage import agreements
from bot.storage.database import Database
from bot.values import ContactId, MessageId, MessageStatus
from bot.wiring import Bot, region_of
from tests.bots import ME, HandClock, a_bot


def _take(_: Parcel, number: int) -> Outcome:
    return Accepted(f"SM{number:032x}")


@dataclass(slots=True)
class Recorder:
    """A gateway that takes every text, or answers as `answer` says. `listed` is its own list."""

    answer: Callable[[Parcel, int], Outcome] = _take
    posted: list[Parcel] = field(default_factory=list)
    listed: list[tuple[str, str]] = field(default_factory=list)  # words, gateway id
    inbound: list[Received] = field(default_factory=list)  # what people wrote to us
    _numbers: "count[int]" = field(default_factory=lambda: count(1))

    def send(self, parcel: Parcel) -> Outcome:
        self.posted.append(parcel)
        return self.answer(parcel, next(self._numbers))

    def find(self, parcel: Parcel, since: datetime) -> Sequence[Found]:  # noqa: ARG002
        return [Found(sid, MessageStatus.ACCEPTED) for words, sid in self.listed if words == parcel.body]

    def received(self, since: datetime) -> Sequence[Received]:
        return [text for text in self.inbound if text.at >= since]

    def reason(self, code: str) -> Failure:
        return codes.reason(code)

    @property
    def said(self) -> list[str]:
        return [parcel.body for parcel in self.posted]


@dataclass(slots=True)
class Office:
    """One bot with its sending side."""

    bot: Bot
    gateway: Recorder
    post: Post

    @property
    def clock(self) -> HandClock:
        clock = self.bot.line.clock
        assert isinstance(clock, HandClock)
        return clock

    @property
    def database(self) -> Database:
        return self.bot.line.database

    def plan(
        self,
        kind: str = "staff_reply",
        body: str = "Hello from the clinic",
        phone: str = ME,
        *,
        after: timedelta = timedelta(0),
        subject: str | None = None,
        deadline_at: datetime | None = None,
    ) -> MessageId | None:
        """Plans one message to this number, in a transaction of its own."""
        now = self.bot.line.now()

        def work(tx: Connection) -> MessageId | None:
            thread = addressee(self.bot.line, tx, phone, now)
            order = Order(thread.conversation_id, kind, body, now + after, subject, 1, deadline_at)
            return plan(self.bot.outbound, tx, order, now)

        return self.database.run(work)

    def agree(self, purpose: Purpose, phone: str = ME) -> ContactId:
        now = self.bot.line.now()

        def work(tx: Connection) -> ContactId:
            thread = addressee(self.bot.line, tx, phone, now)
            agreements.agree(tx, thread.contact.id, purpose.value, "shown", "test", now)
            return thread.contact.id

        return self.database.run(work)

    def work(self) -> int:
        """Does every job that waits, as a worker would. Returns how many texts were posted."""
        wake_due(self.post)
        return sum(deliver(self.post, message_id) for message_id in self.take_jobs())

    def take_jobs(self) -> list[MessageId]:
        with self.database.begin() as tx:
            query = "DELETE FROM procrastinate_jobs RETURNING priority, id, args ->> 'message_id'"
            rows = sorted(tx.execute(text(query)).all(), key=lambda row: (-row[0], row[1]))
        return [MessageId(row[2]) for row in rows]

    def run(self, sql: str, **values: object) -> None:
        with self.database.begin() as tx:
            tx.execute(text(sql), values)

    def states(self) -> list[tuple[str, str | None]]:
        with self.database.begin() as tx:
            rows = tx.execute(
                text("SELECT status, ended_by FROM messages WHERE receipt_key IS NOT NULL ORDER BY created_at, id")
            )
            return [(row[0], row[1]) for row in rows]

    def state(self) -> tuple[str, str | None]:
        (only,) = self.states()
        return only


def an_office(
    database: Database,
    now: str = "2026-11-24 10:00",
    answer: Callable[[Parcel, int], Outcome] = _take,
    **settings: str,
) -> Office:
    """An office on a Tuesday morning, the clinic open. `answer=`: what the gateway says."""
    bot = a_bot(database, now, **settings)
    gateway = Recorder(answer)
    post = Post(bot.line, bot.outbound, gateway, lambda *_: True, lambda: 0.0, region_of, first_look=0, next_look=0)
    return Office(bot, gateway, post)


def with_brakes(office: Office, **most: int) -> Office:
    """The same office with other brakes."""
    kinds = office.bot.outbound.kinds
    kinds.brakes = kinds.brakes.model_copy(update=most)
    return Office(office.bot, office.gateway, replace(office.post, outbound=office.bot.outbound))
