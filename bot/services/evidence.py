"""What became of a message nobody is sure about: first its receipts, then the gateway's own list, then a decision.

It is sent again only where its kind allows that and the gateway, asked twice, has nothing of it. The gateway is
asked outside any transaction.
"""

from collections.abc import Sequence
from datetime import timedelta

import structlog
from sqlalchemy import Connection

from bot.clinic.message_kinds import Kind
from bot.services.delivery import WRITTEN_BY_STAFF, Post
from bot.services.gateway import Found, GatewaySilent, Parcel
from bot.services.undelivered import tell_staff
from bot.storage import doubts, outbox
from bot.storage.outbox import Outgoing
from bot.values import MessageId, MessageStatus

LOOKS = 2  # what was accepted is in the list by then
MOST_ATTEMPTS = 3
CLOCKS_DIFFER = timedelta(seconds=30)  # the gateway's clock and ours

_log = structlog.get_logger(__name__)


def look_after_doubts(post: Post) -> int:
    """Takes up lost and unknown messages whose time has come. Returns how many were looked after."""
    database = post.line.database
    with database.begin() as tx:
        lost = doubts.find_lost(tx, post.first_look)
    if lost:
        _log.warning("leases_ended", messages=lost)
    with database.begin() as tx:
        wanted = doubts.to_look_after(tx, post.next_look)
    for message_id in wanted:
        _look_after(post, message_id)
    return len(wanted)


def _look_after(post: Post, message_id: MessageId) -> None:
    with post.line.database.begin() as tx:
        message = outbox.find(tx, message_id)
    if message is None or message.status is not MessageStatus.UNKNOWN:
        return
    if message.phone is None or message.taken_at is None or message.receipt_key is None:
        return
    parcel = Parcel(message.phone, message.line, message.body, message.receipt_key, 0)
    try:
        found = post.gateway.find(parcel, message.taken_at - CLOCKS_DIFFER)
    except GatewaySilent:
        with post.line.database.begin() as tx:
            doubts.uncount_look(tx, message_id)
        return
    post.line.database.run(lambda tx: _decide(post, tx, message, found))


def _decide(post: Post, tx: Connection, message: Outgoing, found: Sequence[Found]) -> None:
    outbox.lock_contact_of(tx, message.id)
    taken = doubts.known(tx, [text.gateway_id for text in found])
    ours = next((text for text in found if text.gateway_id not in taken), None)
    if ours is not None:
        outbox.advance(tx, message.id, ours.status, ours.gateway_id, ours.code)
    elif message.looks >= LOOKS:
        _settle(post, tx, message)


def _settle(post: Post, tx: Connection, message: Outgoing) -> None:
    kind: Kind = post.outbound.kinds.of(message.kind or WRITTEN_BY_STAFF)
    now = post.line.now()
    is_in_time = message.deadline_at is None or now < message.deadline_at
    if kind.resend and is_in_time and message.attempts < MOST_ATTEMPTS:
        doubts.send_again(tx, message.id)
    elif doubts.leave_to_staff(tx, message.id):
        tell_staff(post.line, tx, message, kind, now)
