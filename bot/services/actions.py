"""Performs what the engine asks for, inside the turn's own transaction.

Ringing a phone is not done here: it becomes a Transfer reply, and its outcome comes with a later webhook.
"""

from datetime import datetime

from sqlalchemy import Connection

from bot.dialogue.events import Action, Result
from bot.dialogue.replies import Transfer, Turn
from bot.services import agreeing, booking_acts, check_ins, consent, handoff, visit_acts, waitlist_acts
from bot.services.booking_acts import RECORDING
from bot.services.line import ClinicLine
from bot.services.talk import Talk
from bot.storage import calls, contacts
from bot.storage.conversations import Thread
from bot.values import Channel, HandoffReason, Team, Urgency

STILL_STOPPED = {"allow_calls": Channel.SMS, "allow_texts": Channel.VOICE, "allow_both": None}
ACTS = {**agreeing.ACTS, **booking_acts.ACTS, **check_ins.ACTS, **visit_acts.ACTS, **waitlist_acts.ACTS}


def perform(
    line: ClinicLine, tx: Connection, thread: Thread, turn: Turn, now: datetime, *, by_carrier: bool
) -> Result | Transfer:
    """The action's outcome, or the transfer that will have one later. `thread.session` is the turn's."""
    action = turn.action
    assert action is not None
    channel = thread.session.channel
    contact = thread.contact
    match action.name:
        case "open_handoff":
            return _open_handoff(line, tx, thread, action, now)
        case "ring_staff" | "ring_on_call":
            return _ring(line, channel, action.name.removeprefix("ring_"), turn, now)
        case "keep_message":
            return _keep_message(tx, thread, now)
        case "opt_out":
            is_news = consent.stop(tx, contact.id, channel, now, by_carrier=by_carrier)
            consent.tell_staff(line, tx, thread, now)
            return Result("confirmed_by_carrier" if by_carrier else "done" if is_news else "already")
        case "allow_calls" | "allow_texts" | "allow_both":
            consent.narrow(tx, contact.id, STILL_STOPPED[action.name], now)
            return Result("done")
        case "opt_in":
            is_news = consent.lift(tx, contact.id, channel, now, by_carrier=by_carrier)
            return Result("confirmed_by_carrier" if by_carrier else "done" if is_news else "already")
        case "do_not_contact":
            contacts.do_not_contact(tx, contact.id, channel, now)
            return Result("done")
        case _:
            act = ACTS.get(action.name)
            return act(Talk(line, tx, thread, now)) if act else Result("failed")


def _open_handoff(line: ClinicLine, tx: Connection, thread: Thread, action: Action, now: datetime) -> Result:
    wanted = action.arguments
    opened = handoff.open_or_raise(
        line,
        tx,
        thread,
        HandoffReason(wanted["reason"]),
        Urgency(wanted["urgency"]),
        Team(wanted["team"]),
        now,
    )
    values = {"by_at": opened.by_at.isoformat(), "opens_at": line.hours.opens_at(now).isoformat()}
    return Result("open" if line.hours.is_open(now) else "closed", values)


def _ring(line: ClinicLine, channel: Channel, ladder: str, turn: Turn, now: datetime) -> Result | Transfer:
    if channel is not Channel.VOICE:
        return Result("by_text")
    if not line.rota.ringing(ladder, now):
        return Result("failed")
    return Transfer(ladder, turn.session.place)


def _keep_message(tx: Connection, thread: Thread, now: datetime) -> Result:
    """The newest note of the session; a spoken one is kept as a recording."""
    notes = list(thread.session.answers.values())
    note = notes[-1] if notes else ""
    if note.startswith(RECORDING):
        recording, _, seconds = note.removeprefix(RECORDING).partition(":")
        calls.add_recording(tx, recording, thread.conversation_id, int(seconds or 0), now)
        return Result("kept")
    return Result("kept" if note.strip() else "empty")
