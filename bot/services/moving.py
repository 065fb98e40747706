"""One talk on either channel: by text what was just heard on a call, by a call what was being written about.

Asked for in so many words and nothing else; danger, stop and people who own the talk come first, as everywhere.
"""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection

from bot.dialogue.engine import advance
from bot.dialogue.events import Left, Moved, Said
from bot.dialogue.flow import Say
from bot.dialogue.moving import may_move, taken_over, with_answers_of
from bot.dialogue.phrasing import words
from bot.dialogue.replies import Goodbye, Reply, Statement
from bot.dialogue.session import Session, Waiting
from bot.nlu.meaning import Meaning
from bot.services.addressing import addressee
from bot.services.line import ClinicLine
from bot.services.outbound import Order, plan
from bot.services.turns import Outcome, take
from bot.storage import calls, contacts, conversations, slots, told
from bot.storage.conversations import Thread
from bot.values import Channel, Disposition, Intent, SessionId

BY_TEXT, BY_CALL, HANG_UP = "moved_to_text", "asked_call", "hang_up_offer"  # kinds of message
SENT, NOT_SENT, CALLING = "moved_to_text", "not_by_text", "moved_to_call"  # common wordings
TALK = "talk"  # what a call of ours is about: the session that goes on in it


def asks_for(said: Said, channel: Channel) -> bool:
    """True where these words ask for the other channel and for nothing that comes before it."""
    meaning = said.meaning
    return meaning.channel is channel and meaning.disposition is Disposition.NONE and not meaning.opt_out


def to_text(line: ClinicLine, tx: Connection, call: Thread, call_id: str, now: datetime) -> Outcome | None:
    """Sends what was just heard, and goes on there. None where that cannot be: the call goes on as it was."""
    phone = call.contact.phone
    if phone is None or not _is_free(tx, call, Channel.SMS) or not may_move(call.session):
        return None
    there = addressee(line, tx, phone, now)
    there = replace(there, session=taken_over(there.session, call.session))
    turn = advance(line.book, there.session, Moved(), line.facts(there, now))
    body = line.outbound.write((*_just_heard(line, tx, there, now), *turn.replies), turn.session.language)
    lead = line.outbound.words(line.outbound.kinds.of(BY_TEXT), turn.session.language)
    order = Order(there.conversation_id, BY_TEXT, f"{lead}\n{body}", now, f"call:{call_id}", int(now.timestamp()))
    if not body or plan(line.outbound, tx, order, now) is None:
        return None
    conversations.save_session(tx, there.session_id, turn.session)
    slots.hand_over(tx, str(call.session_id), str(there.session_id))
    gone = advance(line.book, call.session, Left(), line.facts(call, now)).session
    farewell = Statement(words(line.book.wording(SENT), call.session, line.facts(call, now)), SENT)
    return Outcome(gone, (farewell, Goodbye(SENT)))


def not_by_text(line: ClinicLine, tx: Connection, call: Thread, now: datetime) -> Outcome:
    """That cannot be: it is said, and the open question asked again. Nothing else is read into these words."""
    asked = Said("", Meaning(call.session.language, intents=(Intent.REPEAT,)))
    outcome = take(line, tx, call, asked, now)
    sorry = Statement(words(line.book.wording(NOT_SENT), outcome.session, line.facts(call, now)), NOT_SENT)
    return Outcome(outcome.session, (sorry, *outcome.replies))


def by_call(line: ClinicLine, tx: Connection, text: Thread, now: datetime) -> Outcome | None:
    """Calls the person who writes; the question stays open here until they pick up. None where that cannot be."""
    if text.contact.is_text_only or not _is_free(tx, text, Channel.VOICE) or not may_move(text.session):
        return None
    kind = line.outbound.kinds.of(BY_CALL)
    body = line.outbound.words(kind, text.session.language)
    about = f"{TALK}:{text.session_id}"
    order = Order(text.conversation_id, BY_CALL, body, now, about, int(now.timestamp()))
    if plan(line.outbound, tx, order, now) is None:
        return None
    session = text.session.changed(last_at=now)
    said = Statement(words(line.book.wording(CALLING), session, line.facts(text, now)), CALLING)
    return Outcome(session, (said,))


def picked_up(line: ClinicLine, tx: Connection, subject: str, session: Session, now: datetime) -> Session | None:
    """The session of our call, standing where the text was; the text waits for nothing any more.

    None where the talk has gone elsewhere meanwhile: then the call begins anew.
    """
    there = conversations.find_thread(tx, SessionId(UUID(subject.partition(":")[2])))
    if there is None or not _is_free(tx, there, Channel.VOICE) or not may_move(there.session):
        return None
    gone = advance(line.book, there.session, Left(), line.facts(there, now)).session
    conversations.save_session(tx, there.session_id, gone)
    return taken_over(session, there.session)


def after_call(tx: Connection, here: Session, call_id: str) -> Session:
    """The text session after a call that was cut: what was answered there, and where to go on."""
    cut = calls.session_of(tx, call_id)
    return with_answers_of(here, cut).changed(left_off=cut.left_off, has_spoken=True) if cut is not None else here


def left_off(line: ClinicLine, session: Session) -> str:
    """Where a talk that was cut goes on; nothing where no question was open."""
    return session.stack.left_off(line.book) if session.waiting is Waiting.ANSWER and session.place else ""


def _is_free(tx: Connection, thread: Thread, channel: Channel) -> bool:
    """Nobody owns the talk, and nobody asked for silence on that channel."""
    is_ours = not (thread.is_claimed or thread.is_nuisance)
    return is_ours and contacts.may_be_reached(tx, thread.contact.id, channel)


def _just_heard(line: ClinicLine, tx: Connection, thread: Thread, now: datetime) -> list[Reply]:
    """The sentences that stood before the open question in the last answer of the call, as they are written."""
    steps = [(place, line.book.steps.get(place)) for place in told.newest_places(tx, thread.conversation_id)]
    facts = line.facts(thread, now)
    return [
        Statement(words(step, thread.session, facts), place, step.is_emergency)
        for place, step in steps
        if isinstance(step, Say)
    ]
