"""Silence asked for and lifted: the suppression list, and what was agreed to for each purpose, change together."""

from datetime import datetime

from sqlalchemy import Connection

from bot.clinic.appointments import STANDING
from bot.clinic.message_kinds import Purpose
from bot.services import handoff
from bot.services.line import ClinicLine
from bot.storage import agreements, check_ins, contacts, handoffs, reminded
from bot.storage.conversations import Thread
from bot.values import Channel, ContactId, HandoffReason, Team, Urgency

ASKED_AGAIN = "The person asked for our texts again."
MEANT_LESS = "The caller had stopped everything, and meant only a part of it."
OPTED_OUT = "opted_out"  # what ended the check-ins
_MEANT = {Channel.SMS: "meant_texts", Channel.VOICE: "meant_calls", None: "meant_neither"}
_STANDING = [status.value for status in STANDING]


def stop(tx: Connection, contact_id: ContactId, channel: Channel, now: datetime, *, by_carrier: bool) -> bool:
    """No automated text or call any more: every agreement ends, and the check-ins with it. False: so it was before."""
    is_news = contacts.opt_out(tx, contact_id, channel, now, by_carrier=by_carrier)
    agreements.revoke(tx, contact_id, _how(channel, by_carrier), now)
    check_ins.end(tx, contact_id, OPTED_OUT, now)
    return is_news


def narrow(tx: Connection, contact_id: ContactId, still: Channel | None, now: datetime) -> None:
    """What a caller has just stopped was meant for texts alone, for calls alone, or for neither: the rest goes on."""
    since = contacts.opted_out_at(tx, contact_id)
    if since is None:
        return
    ended_for_good = Purpose.CALLS if still is Channel.VOICE else None
    agreements.renew(tx, contact_id, MEANT_LESS, Channel.VOICE.value, now, but_not=ended_for_good)
    check_ins.go_on(tx, contact_id, OPTED_OUT, since)
    if still is not Channel.VOICE:
        contacts.allow_calls(tx, contact_id)
    if still is not Channel.SMS:
        contacts.allow_texts(tx, contact_id)
    contacts.note_change(tx, contact_id, _MEANT[still], Channel.VOICE, now)


def lift(tx: Connection, contact_id: ContactId, channel: Channel, now: datetime, *, by_carrier: bool) -> bool:
    """Texts again, for the purposes that the silence ended. Check-ins are asked for anew. False: none was stopped."""
    if not contacts.is_silent(tx, contact_id):
        return False
    agreements.renew(tx, contact_id, ASKED_AGAIN, _how(channel, by_carrier), now)
    contacts.opt_in(tx, contact_id, channel, now, by_carrier=by_carrier)
    return True


def tell_staff(line: ClinicLine, tx: Connection, thread: Thread, now: datetime) -> None:
    """Somebody with a coming visit, or who waits for us, may no longer be texted: staff must phone."""
    phone = thread.contact.phone
    has_visit = phone is not None and reminded.has_coming_visit(tx, phone, now, _STANDING)
    if has_visit or handoffs.find_open(tx, thread.conversation_id) is not None:
        reason = HandoffReason.OPTED_OUT_WITH_VISIT
        handoff.open_or_raise(line, tx, thread, reason, Urgency.ROUTINE, Team.FRONT_DESK, now)


def _how(channel: Channel, by_carrier: bool) -> str:
    return "network" if by_carrier else channel.value
