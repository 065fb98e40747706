"""Takes one contact's due messages to the gateway: claim and commit, post outside any transaction, record.

A row found in any state but due is never posted. What a broken connection leaves behind is looked after in
`evidence`, and never here.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import Connection

from bot.clinic.contact_rules import WEEK, day_began_at
from bot.clinic.message_kinds import Brakes, Kind, MessageClass
from bot.clinic.sending import Failure, Go, Later, Never, Reason, Standing, judge
from bot.services.addressing import addressee
from bot.services.by_call import plan_call
from bot.services.gateway import Accepted, Gateway, Outcome, Parcel, Refused, Unknown
from bot.services.line import ClinicLine
from bot.services.line_types import Lookup, takes_texts
from bot.services.outbound import Outbound
from bot.services.undelivered import react
from bot.storage import agreements, doubts, jobs, outbox, sending_limits
from bot.storage.outbox import LEASE_SECONDS, Outgoing
from bot.values import MessageId, MessageStatus

WRITTEN_BY_STAFF = "staff_reply"  # a due row without a kind: the console's
POST_WITHIN = 1 / 3  # of its lease; a worker that slept longer does not post
LONGEST_VALID = 36_000  # seconds; the gateway's own limit
NO_TEXTS = "landline"  # in place of the gateway's code: the text was never posted
MOST_IN_A_ROW = 20  # messages of one contact in one job
SET_UP_REST = 60.0  # seconds of quiet when nothing at all can be sent
LONGEST_REST = 300.0
A_MOMENT = timedelta(seconds=1)

_log = structlog.get_logger(__name__)


def _no_crash(_: str) -> None:
    """Nothing; the fault campaign hands in something else."""


def _region(_: str) -> str:
    return "US"


@dataclass(frozen=True, slots=True)
class Post:
    """The sending side of one line. `region_of` names the country of a number; `jitter` gives 0 to 1."""

    line: ClinicLine
    outbound: Outbound
    gateway: Gateway
    is_current: Callable[[Connection, str, int], bool]
    jitter: Callable[[], float]
    region_of: Callable[[str], str] = _region
    lookup: Lookup | None = None  # None: nobody is asked what a number is
    crashpoint: Callable[[str], None] = _no_crash
    lease_seconds: float = LEASE_SECONDS
    first_look: float = doubts.FIRST_LOOK_SECONDS
    next_look: float = doubts.NEXT_LOOK_SECONDS
    wake_again: float = jobs.WAKE_AGAIN_SECONDS


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message that is this worker's own until the lease ends."""

    message: Outgoing
    kind: Kind
    fence: int
    parcel: Parcel
    taken: float  # monotonic


def deliver(post: Post, message_id: MessageId) -> int:
    """Sends what this message's contact is due, in order. Returns how many were posted."""
    for sent in range(MOST_IN_A_ROW):
        claimed = post.line.database.run(lambda tx: claim(post, tx, message_id))
        if claimed is None:
            return sent
        post.crashpoint("after_claim")
        outcome = send(post, claimed)
        post.crashpoint("after_rest")
        post.line.database.run(partial(record, post, claimed, outcome))
        post.crashpoint("after_commit")
    return MOST_IN_A_ROW


def claim(post: Post, tx: Connection, message_id: MessageId) -> Claimed | None:
    """The next message of this contact that may go, marked as being sent. None: nothing to do now."""
    contact_id = outbox.lock_contact_of(tx, message_id)
    if contact_id is None or sending_limits.is_paused(tx) or outbox.is_in_hand(tx, contact_id):
        return None
    now = post.line.now()
    while (message := outbox.next_due(tx, contact_id, now)) is not None:
        kind = post.outbound.kinds.of(message.kind or WRITTEN_BY_STAFF)
        if _may_go(post, tx, message, kind, now):
            if kind.answered_at:
                _bring_home(post, tx, message, now)
            taken = time.monotonic()
            fence, key = outbox.take(tx, message.id, post.outbound.new_key(), now, post.lease_seconds)
            valid = int(min(max((_deadline(message, kind) - now).total_seconds(), 6), LONGEST_VALID))
            assert message.phone is not None
            parcel = Parcel(message.phone, message.line, message.body, key, valid, kind.is_call)
            return Claimed(message, kind, fence, parcel, taken)
    return None


def _bring_home(post: Post, tx: Connection, message: Outgoing, now: datetime) -> None:
    """What asks something goes into the open conversation, where its answer will come; one that is closed is over."""
    assert message.phone is not None
    thread = addressee(post.line, tx, message.phone, now - A_MOMENT)  # a new one is older than its first text
    if thread.conversation_id != message.conversation_id:
        outbox.move(tx, message.id, thread.conversation_id)


def send(post: Post, claimed: Claimed) -> Outcome:
    """Posts it, unless its number takes no texts, or this worker slept too long to be sure that it is still its own."""
    if not _may_arrive(post, claimed):
        return Refused(Failure.VOICE_ONLY, NO_TEXTS)
    if time.monotonic() - claimed.taken > post.lease_seconds * POST_WITHIN:
        return Unknown()  # its lease decides; nothing was posted, and evidence will show it
    try:
        return post.gateway.send(claimed.parcel)
    except Exception:  # noqa: BLE001  whatever broke may have broken after the gateway took it
        _log.warning("posting_broke", message=str(claimed.message.id))
        return Unknown()


def _may_arrive(post: Post, claimed: Claimed) -> bool:
    """A page of staff and an emergency ask nobody: they go."""
    kind = claimed.kind
    goes_anyway = kind.is_call or kind.is_emergency or kind.message_class is MessageClass.STAFF
    return post.lookup is None or goes_anyway or takes_texts(post.line, post.lookup, claimed.message)


def record(post: Post, claimed: Claimed, outcome: Outcome, tx: Connection) -> None:
    """What came of it. A refusal counts only while the claim holds; an acceptance is true whenever it is told."""
    message, now = claimed.message, post.line.now()
    outbox.lock_contact_of(tx, message.id)
    match outcome:
        case Accepted(gateway_id):
            outbox.advance(tx, message.id, MessageStatus.ACCEPTED, gateway_id, None)
        case Unknown():
            doubts.doubt(tx, message.id, claimed.fence, post.first_look)
        case Refused(failure, code, rest) if failure.may_pass:
            seconds = min(max(rest, SET_UP_REST if failure.is_for_operators else 1.0), LONGEST_REST)
            sending_limits.pause(tx, seconds * (1 + post.jitter() / 5))
            if outbox.give_back(tx, message.id, claimed.fence, message.due_at):
                log = _log.error if failure.is_for_operators else _log.warning
                log("gateway_rests", code=code, seconds=seconds)
        case Refused(failure, code, _):
            if outbox.refuse(tx, message.id, claimed.fence, code):
                react(post.line, tx, message, claimed.kind, failure, now)


def _may_go(post: Post, tx: Connection, message: Outgoing, kind: Kind, now: datetime) -> bool:
    """True where it may go now; otherwise it has been put off or ended, with its reason."""
    if message.phone is None:
        outbox.end(tx, message.id, MessageStatus.FAILED, Reason.NO_NUMBER.value)
        return False
    if message.goes_by_call and plan_call(post.outbound, tx, message, kind, now):
        outbox.end(tx, message.id, MessageStatus.WITHDRAWN, Reason.BY_CALL.value)
        return False
    kinds = post.outbound.kinds
    standing = _standing(post, tx, message, kind, message.phone, now)
    verdict = judge(kind, kinds.hours_of(kind), kinds.caps, _deadline(message, kind), standing, now)
    match verdict:
        case Never(status, reason):
            outbox.end(tx, message.id, status, reason.value)
            _log.info("not_sent", message=str(message.id), reason=reason.value)
        case Later(at):
            outbox.put_off(tx, message.id, at)
        case Go():
            free_at = None if kind.is_emergency else braked_until(tx, message, kind, kinds.brakes, now)
            if free_at is None:
                return True
            outbox.put_off(tx, message.id, free_at)
            _log.error("money_brake", message=str(message.id), until=free_at.isoformat())
    return False


def _standing(post: Post, tx: Connection, message: Outgoing, kind: Kind, phone: str, now: datetime) -> Standing:
    zone = ZoneInfo(message.zone) if message.zone else post.outbound.zone
    is_staff = kind.message_class is MessageClass.STAFF
    today, week = 0, 0
    if kind.is_capped:
        capped = post.outbound.kinds.capped()
        today, week = sending_limits.capped_sent(tx, message.contact_id, capped, day_began_at(now, zone), now - WEEK)
    agreed = kind.consent is None or agreements.has_agreed(tx, message.contact_id, kind.consent.value)
    current = message.subject is None or post.is_current(tx, message.subject, message.version or 0)
    at_home = is_staff or post.region_of(phone) in post.outbound.kinds.brakes.countries
    return Standing(message.is_opted_out, message.is_do_not_contact, agreed, current, at_home, today, week, zone)


def braked_until(tx: Connection, message: Outgoing, kind: Kind, brakes: Brakes, now: datetime) -> datetime | None:
    """Counts this message against every brake; when the first one holds that has none left.

    A staff phone may be paged however busy the hour is: only the brakes for all hold it.
    """
    hour = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    day = hour.replace(hour=0)
    own = (
        (f"contact:{message.contact_id}:hour", hour, timedelta(hours=1), brakes.contact_an_hour),
        (f"contact:{message.contact_id}:day", day, timedelta(days=1), brakes.contact_a_day),
    )
    everybodys = (
        ("all:hour", hour, timedelta(hours=1), brakes.all_an_hour),
        ("all:day", day, timedelta(days=1), brakes.all_a_day),
    )
    is_staff = kind.message_class is MessageClass.STAFF
    for scope, began_at, lasts, most in everybodys if is_staff else own + everybodys:
        if not sending_limits.count(tx, scope, began_at, most):
            return began_at + lasts
    return None


def _deadline(message: Outgoing, kind: Kind) -> datetime:
    return message.deadline_at or message.due_at + kind.lasts
