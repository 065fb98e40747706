"""What follows when a text cannot be brought: the contact's record, and a person who takes it from there."""

from datetime import datetime

import structlog
from sqlalchemy import Connection

from bot.clinic.message_kinds import Kind, MessageClass
from bot.clinic.sending import Failure
from bot.services import consent, handoff
from bot.services.addressing import addressee
from bot.services.by_call import plan_call
from bot.services.line import ClinicLine
from bot.storage.outbox import Outgoing
from bot.values import Channel, HandoffReason, Team, Urgency

_log = structlog.get_logger(__name__)


def react(line: ClinicLine, tx: Connection, message: Outgoing, kind: Kind, failure: Failure, now: datetime) -> None:
    """Each failure has its own consequence. The same text is never sent again from here."""
    if failure.means_silence and not message.is_opted_out:
        consent.stop(tx, message.contact_id, Channel.SMS, now, by_carrier=True)
    if failure.is_for_operators or failure is Failure.FILTERED:
        _log.error("texts_do_not_leave", failure=failure.value)
    if not plan_call(line.outbound, tx, message, kind, now):
        tell_staff(line, tx, message, kind, now)


def tell_staff(line: ClinicLine, tx: Connection, message: Outgoing, kind: Kind, now: datetime) -> None:
    """A person must reach this contact another way. A missed timer is no harm; staff pages have the console."""
    if message.phone is None or kind.message_class in (MessageClass.STAFF, MessageClass.TIMER):
        return
    thread = addressee(line, tx, message.phone, now)
    urgency = Urgency.EMERGENCY if kind.is_emergency else Urgency.ROUTINE
    team = Team.NURSE if kind.is_emergency else Team.FRONT_DESK
    handoff.open_or_raise(line, tx, thread, HandoffReason.UNDELIVERED, urgency, team, now)
