"""What follows when a text cannot be brought: the contact's record, and a person who takes it from there."""

from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.clinic.message_kinds import Kind, MessageClass
from bot.clinic.sending import Failure
from bot.services import consent, handoff
from bot.services.addressing import addressee
from bot.services.by_call import plan_call
from bot.services.line import ClinicLine
from bot.services.outbound import Order, plan
from bot.storage import contacts, handoffs
from bot.storage.outbox import Outgoing
from bot.values import Channel, HandoffReason, Team, Urgency

_log = structlog.get_logger(__name__)


def react(line: ClinicLine, tx: Connection, message: Outgoing, kind: Kind, failure: Failure, now: datetime) -> None:
    """Each failure has its own consequence: another hour, a call, silence, and in the end people."""
    if failure.means_silence and not message.is_opted_out:
        consent.stop(tx, message.contact_id, Channel.SMS, now, by_carrier=True)
    if failure is Failure.VOICE_ONLY:
        contacts.prefer_calls(tx, message.contact_id)  # those that were agreed to; the next text is not tried first
    if failure.is_for_operators or failure is Failure.FILTERED:
        _log.error("texts_do_not_leave", failure=failure.value)
    if failure.is_of_the_hour and try_again(line, tx, message, kind, now):
        return
    if not plan_call(line.outbound, tx, message, kind, now):
        tell_staff(line, tx, message, kind, now)


def try_again(line: ClinicLine, tx: Connection, message: Outgoing, kind: Kind, now: datetime) -> bool:
    """One more try, some hours later. False where its kind has none, this was it, or its time would be over."""
    if kind.again_minutes is None or message.subject is None:
        return False
    order = Order(
        message.conversation_id,
        kind.name,
        message.body,
        now + timedelta(minutes=kind.again_minutes),
        message.subject,
        message.version,
        message.deadline_at,
        contact_id=message.contact_id,
        is_again=True,
    )
    return plan(line.outbound, tx, order, now) is not None


def tell_staff(line: ClinicLine, tx: Connection, message: Outgoing, kind: Kind, now: datetime) -> None:
    """A person must reach this contact another way. A missed timer is no harm; staff pages have the console.

    Staff hear once of each visit and each series of check-ins, not of every reminder.
    """
    if message.phone is None or kind.message_class in (MessageClass.STAFF, MessageClass.TIMER):
        return
    if kind.message_class is MessageClass.PROACTIVE and handoffs.was_told(tx, message.contact_id, message.subject):
        return
    thread = addressee(line, tx, message.phone, now)
    urgency = Urgency.EMERGENCY if kind.is_emergency else Urgency.ROUTINE
    team = Team.NURSE if kind.is_emergency else Team.FRONT_DESK
    handoff.open_or_raise(line, tx, thread, HandoffReason.UNDELIVERED, urgency, team, now)
