"""A phone call, prompt by prompt. State is keyed by the call; each numbered prompt is answered once.

Whoever is to be joined with people waits in line (`connecting`): the engine asks for people, and hears of it only
when somebody answered or nobody did.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.dialogue.engine import open_session, waiting_step
from bot.dialogue.events import Arrived, Event, Left, Moved, Pressed, Recorded, Result, Said, Silent, Wrote
from bot.dialogue.reading import expects
from bot.dialogue.replies import Reply, Transfer
from bot.dialogue.session import Waiting
from bot.nlu.meaning import Expect
from bot.services import check_ins, connecting, moving
from bot.services.line import ClinicLine, known_language
from bot.services.outbound import Order, plan
from bot.services.turns import AlreadyAnswered, Outcome, Rendered, record, stored_answer, take
from bot.storage import calls, conversations
from bot.storage.calls import Call
from bot.storage.outbox import Outgoing
from bot.values import Channel, Language, NumberCheck

TEXT_ME = Pressed("*7")  # what a caller was just told, by text
_SPASM_FLOWS = ("safety_screen", "spasm_care", "pain_pills", "red_flags")  # somebody in pain is on the line


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words the recogniser heard, with its confidence from 0 to 1 where it gave one."""

    text: str
    confidence: float | None


@dataclass(frozen=True, slots=True)
class LeftLine:
    """The caller is out of the waiting line. `is_joined`: they have talked with a person."""

    is_joined: bool


CallInput = Spoken | Pressed | Silent | Recorded | LeftLine


@dataclass(frozen=True, slots=True)
class Position:
    """Where an answer stands: the number of its prompt, and the line the caller waits in for people."""

    prompt: int
    queue: str
    is_first: bool = False
    is_patient: bool = False  # a person in spasm: longer waits
    is_practised: bool = False  # has just answered a yes-or-no question


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. `phone` is None for a caller who cannot be told from others."""

    phone: str | None
    number_check: NumberCheck | None = None  # None: a call of our own


RenderCall = Callable[[tuple[Reply, ...], Language, Position], Rendered]


def answer_call(line: ClinicLine, call_id: str, caller: Caller, clinic_line: str, render: RenderCall) -> bytes:
    """The first words of a call."""
    gateway_id = f"{call_id}:0"
    try:
        return line.database.run(
            lambda tx: _start(line, tx, call_id, gateway_id, caller, clinic_line, Arrived(), render)
        )
    except AlreadyAnswered:
        return stored_answer(line, gateway_id) or b""


def answer_step(line: ClinicLine, call_id: str, prompt: int, given: CallInput, render: RenderCall) -> bytes | None:
    """The answer to what was said or pressed after prompt `prompt`; None for a call we do not know."""
    gateway_id = f"{call_id}:{prompt}"
    try:
        return line.database.run(lambda tx: _step(line, tx, call_id, gateway_id, given, render))
    except AlreadyAnswered:
        return stored_answer(line, gateway_id)


def go_on(line: ClinicLine, tx: Connection, message: Outgoing, call_id: str, place: str, render: RenderCall) -> bytes:
    """A call of ours becomes a talk, at the question that it is about; the person has pressed a key."""
    about, _, known_as = (message.subject or "").partition(":")
    wrote = Wrote(place, {f"asked_{about}": known_as} if known_as else {})
    return _start(line, tx, call_id, f"{call_id}:0", Caller(message.phone), message.line, wrote, render, message)


def end_call(line: ClinicLine, call_id: str) -> None:
    """The caller hung up, or the line went dead."""

    def work(tx: Connection) -> None:
        call = calls.find_call(tx, call_id)
        if call is not None:
            now = line.now()
            connecting.leave(tx, call_id, now)
            is_offered, left_off = _offer_to_go_on(line, tx, call, now), moving.left_off(line, call.thread.session)
            gone = take(line, tx, call.thread, Left(), now).session
            after = gone.changed(left_off=left_off) if is_offered else gone
            conversations.save_session(tx, call.thread.session_id, after)
            calls.end_call(tx, call_id, now)

    line.database.run(work)


def _offer_to_go_on(line: ClinicLine, tx: Connection, call: Call, now: datetime) -> bool:
    """Hung up in the middle of care: a text says how to go on. After a danger sign nothing may cover its words."""
    session, contact = call.thread.session, call.thread.contact
    is_cut = session.waiting is Waiting.ANSWER and session.place.partition(".")[0] in _SPASM_FLOWS
    if not is_cut or not session.has_spoken or session.is_locked or contact.phone is None:
        return False
    out = line.outbound
    words = out.words(out.kinds.of(moving.HANG_UP), session.language)
    order = Order(call.thread.conversation_id, moving.HANG_UP, words, now, f"call:{call.id}")
    return plan(out, tx, order, now) is not None


def _start(
    line: ClinicLine,
    tx: Connection,
    call_id: str,
    gateway_id: str,
    caller: Caller,
    clinic_line: str,
    event: Arrived | Wrote | Moved,
    render: RenderCall,
    ours: Outgoing | None = None,
) -> bytes:
    """`ours`: the call that we made, which may be about a talk that goes on in it."""
    now = line.now()
    contact = conversations.get_or_make_contact(tx, caller.phone, now)
    if calls.find_call(tx, call_id) is not None:
        raise AlreadyAnswered
    session = open_session(Channel.VOICE, contact.language or Language.EN, now)
    if ours is not None and ours.kind == moving.BY_CALL:
        taken = moving.picked_up(line, tx, ours.subject or "", session, now)
        session, event = (session, event) if taken is None else (taken, Moved())
    elif ours is not None:
        session = check_ins.recalled(tx, ours.subject or "", session)
    thread = conversations.open_thread(tx, contact, clinic_line, session, now)
    calls.add_call(tx, call_id, thread.session_id, clinic_line, now, caller.number_check)
    outcome = take(line, tx, thread, event, now)
    call = Call(call_id, thread, clinic_line, 0)
    return _finish(line, tx, call, gateway_id, None, outcome, render, now, is_first=isinstance(event, Arrived))


def _step(
    line: ClinicLine, tx: Connection, call_id: str, gateway_id: str, given: CallInput, render: RenderCall
) -> bytes | None:
    call = calls.find_call(tx, call_id)
    if call is None:
        return None
    if gateway_id != f"{call_id}:{call.prompt}":
        raise AlreadyAnswered
    now = line.now()
    event = _event(line, tx, call, given, now)
    if given == TEXT_ME or (isinstance(event, Said) and moving.asks_for(event, Channel.SMS)):
        moved = moving.to_text(line, tx, call.thread, call_id, now)
        outcome = moved or moving.not_by_text(line, tx, call.thread, now)
    else:
        outcome = take(line, tx, call.thread, event, now)
    return _finish(line, tx, call, gateway_id, _transcribed(given), outcome, render, now)


def _finish(
    line: ClinicLine,
    tx: Connection,
    call: Call,
    gateway_id: str,
    heard: str | None,
    outcome: Outcome,
    render: RenderCall,
    now: datetime,
    *,
    is_first: bool = False,
) -> bytes:
    told = replace(call, thread=replace(call.thread, session=outcome.session))
    is_patient = outcome.session.place.partition(".")[0] in _SPASM_FLOWS
    asked = waiting_step(line.book, call.thread.session)
    is_practised = asked is not None and expects(asked) is Expect.YES_NO
    position = Position(call.prompt + 1, call.id, is_first, is_patient, is_practised)
    rendered = render(outcome.replies, outcome.session.language, position)
    calls.step_call(tx, call.id, position.prompt)
    for transfer in (reply for reply in outcome.replies if isinstance(reply, Transfer)):
        connecting.begin(line, tx, told, position.prompt, transfer.ladder, now)
    record(tx, call.thread, outcome.session, gateway_id, heard, rendered, now, line.edition)
    return rendered.answer


def _event(line: ClinicLine, tx: Connection, call: Call, given: CallInput, now: datetime) -> Event | Result:
    match given:
        case Spoken():
            session = call.thread.session
            language = known_language(session, call.thread)
            return Said(given.text, line.heard(session, given.text, now, language, given.confidence))
        case LeftLine(is_joined):
            return Result(connecting.leave(tx, call.id, now, is_joined=is_joined))
        case _:
            return given


def _transcribed(given: CallInput) -> str | None:
    match given:
        case Spoken():
            return given.text
        case Pressed():
            return f"(keys {given.keys})"
        case Recorded():
            return f"(voicemail, {given.seconds} s)"
        case Silent():
            return "(silence)"
        case LeftLine():
            return None
