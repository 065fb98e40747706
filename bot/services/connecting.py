"""A caller who wants a person waits in line; staff phones are rung for them, and whoever presses 1 takes the call.

The caller never hangs on one phone: a mailbox that picks up first joins nobody, a busy phone costs a second, and
the wait has an end whatever becomes of the worker. All runs from the gateway's webhooks; `legs` rings the phones.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from bot.dialogue.session import Session
from bot.services.audit import note_line
from bot.services.line import ClinicLine
from bot.storage import calls, climbs, connections, handoffs
from bot.storage.calls import Call
from bot.storage.connections import GOING, Leg, LegStatus, Waiting
from bot.storage.handoffs import Handoff
from bot.values import Language

LONGEST = timedelta(seconds=45)  # then nobody else is rung; the caller learns it within ten seconds more
FIRST_WORDS = timedelta(seconds=8)  # so long the wait is new to the caller
STAFF = "staff"  # the ladder of opening hours

ANSWERED, NO_ANSWER, BUSY, FAILED, CALL_BACK = "answered", "no_answer", "busy", "failed", "call_back"


class Wait(StrEnum):
    """What a waiting caller is to hear now."""

    FIRST = "first"  # they have just been put in line
    AGAIN = "again"  # still nobody
    TAKEN = "taken"  # somebody pressed 1 and is about to be joined
    OVER = "over"  # they leave the line


@dataclass(frozen=True, slots=True)
class Moment:
    """One moment of a wait. `may_call_back`: pressing 1 is offered."""

    wait: Wait
    language: Language = Language.EN
    may_call_back: bool = False


@dataclass(frozen=True, slots=True)
class Taken:
    """What whoever pressed 1 learns before the two are joined. `queue` is the line the caller waits in."""

    queue: str
    session: Session
    request: Handoff | None


def begin(line: ClinicLine, tx: Connection, call: Call, prompt: int, ladder: str, now: datetime) -> None:
    """This prompt puts the caller in line. On call nobody is promised a call back: staff are not in. Nor is, ever, whom
    nobody may call.
    """
    contact = call.thread.contact
    may = ladder == STAFF and contact.phone is not None and not contact.is_left_alone
    language = call.thread.session.language
    connections.begin(tx, (call.id, prompt), ladder, language, now, now + LONGEST, may_call_back=may)
    rungs = line.rota.ringing(ladder, now, line.desk.schedule.location_at(call.line))
    note_line(tx, "caller_waits", call.thread.conversation_id, now, phones=len(rungs))


def look(line: ClinicLine, call_id: str) -> Moment:
    """What the waiting caller hears next. Ends the wait by itself where no worker did."""
    now = line.now()
    with line.database.begin() as tx:
        waiting = connections.find(tx, call_id)
        if waiting is None or waiting.is_over:
            return Moment(Wait.OVER)
        if waiting.taken_by is not None:
            return Moment(Wait.TAKEN, waiting.language)
        if now > waiting.deadline_at:
            give_up(tx, waiting, now)
            return Moment(Wait.OVER)
        wait = Wait.FIRST if now - waiting.started_at < FIRST_WORDS else Wait.AGAIN
        return Moment(wait, waiting.language, waiting.may_call_back)


def ask_call_back(line: ClinicLine, call_id: str) -> bool:
    """The caller would rather be called. False where that is not offered, or somebody has just taken the call."""
    with line.database.begin() as tx:
        waiting = connections.find(tx, call_id)
        if waiting is None or waiting.is_over or waiting.taken_by is not None or not waiting.may_call_back:
            return False
        connections.end(tx, waiting.id, CALL_BACK, line.now())
        return True


def leave(tx: Connection, call_id: str, now: datetime, *, is_joined: bool = False) -> str:
    """The caller is out of the line. Returns how it ended, in the words of the action that put them there."""
    waiting = connections.find(tx, call_id)
    if waiting is None:
        return ANSWERED if is_joined else FAILED
    if is_joined or waiting.is_joined:
        connections.end(tx, waiting.id, ANSWERED, now)
        return ANSWERED
    if not waiting.is_over:
        give_up(tx, waiting, now)
    ended = connections.find(tx, call_id)
    return ended.outcome if ended and ended.outcome else NO_ANSWER


def give_up(tx: Connection, waiting: Waiting, now: datetime) -> None:
    """Nobody came, for the reason that all phones share."""
    found = set(connections.statuses(tx, waiting.id))
    reasons = {frozenset({LegStatus.BUSY}): BUSY, frozenset({LegStatus.FAILED}): FAILED, frozenset(): FAILED}
    connections.end(tx, waiting.id, reasons.get(frozenset(found), NO_ANSWER), now)


# -- staff phones ---------------------------------------------------------------------------------


def pick_up(line: ClinicLine, key: str, gateway_id: str) -> bool:
    """Somebody or something has picked up. False where the caller is not waiting any more."""
    now = line.now()
    with line.database.begin() as tx:
        leg = connections.find_leg(tx, key)
        if leg is None:
            return False
        waiting = connections.get(tx, leg.connection_id)
        connections.note_gateway_id(tx, leg.id, gateway_id)
        connections.pick_up(tx, leg.id, now)
        return not waiting.is_over and waiting.taken_by in (None, leg.id)


def accept(line: ClinicLine, key: str) -> Taken | None:
    """Somebody pressed 1: of two at once one takes the call. None for the other, and for a caller who has gone."""
    return line.database.run(lambda tx: _accept(line, tx, key))


def _accept(line: ClinicLine, tx: Connection, key: str) -> Taken | None:
    now = line.now()
    leg = connections.find_leg(tx, key)
    call = calls.find_call(tx, leg.call_id) if leg else None  # the call first, as its own turns lock it
    if leg is None or call is None:
        return None
    waiting = connections.get(tx, leg.connection_id)
    if waiting.is_over or waiting.taken_by not in (None, leg.id):
        return None
    request = handoffs.find_open(tx, call.thread.conversation_id)
    if waiting.taken_by is None:
        connections.take(tx, waiting.id, leg.id)
        connections.move_leg(tx, leg.id, LegStatus, LegStatus.ACCEPTED)
        connections.end_legs(tx, waiting.id, now, but=leg.id)
        note_line(tx, "caller_taken", call.thread.conversation_id, now, leg=str(leg.id))
        if request is not None:
            climbs.wait_until(tx, request.id, now + timedelta(minutes=line.profile.paging.same_day_minutes))
    return Taken(call.id, call.thread.session, request)


def join(line: ClinicLine, key: str) -> Language:
    """The caller comes out of the line and is joined with whoever took them. Returns the caller's language."""
    now = line.now()
    with line.database.begin() as tx:
        leg = connections.find_leg(tx, key)
        if leg is None:
            return Language.EN
        waiting = connections.get(tx, leg.connection_id)
        connections.join(tx, waiting.id, now)
        calls.accept(tx, leg.call_id, now)
        return waiting.language


def was_joined(line: ClinicLine, key: str) -> bool:
    """Whether this leg ever heard the caller."""
    with line.database.begin() as tx:
        leg = connections.find_leg(tx, key)
        return leg is not None and connections.get(tx, leg.connection_id).is_joined


def over(line: ClinicLine, key: str, ended: LegStatus) -> None:
    """This phone rings no more. The last one of its rung lets the next rung begin at once."""
    now = line.now()
    with line.database.begin() as tx:
        leg = connections.find_leg(tx, key)
        if leg is None:
            return
        waiting = connections.get(tx, leg.connection_id)
        connections.move_leg(tx, leg.id, GOING, ended)
        if waiting.taken_by == leg.id and not waiting.is_joined:  # pressed 1 and hung up before the caller came
            connections.move_leg(tx, leg.id, (LegStatus.ACCEPTED,), LegStatus.UNANSWERED)
            connections.take(tx, waiting.id, None)
            connections.step(tx, waiting.id, waiting.rung, now)
        elif not set(GOING) & set(connections.statuses(tx, waiting.id)):
            connections.step(tx, waiting.id, waiting.rung, now)


def ringing(line: ClinicLine, call_id: str) -> list[Leg]:
    """The staff phones that ring for this call now."""
    with line.database.begin() as tx:
        return connections.ringing(tx, call_id)
