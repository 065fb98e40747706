"""An inbound text: found, understood, answered and stored, or the stored answer again."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.clinic.contact_rules import Keyword, keyword
from bot.dialogue.engine import open_session
from bot.dialogue.events import Said
from bot.dialogue.replies import Reply
from bot.dialogue.session import Waiting
from bot.nlu.meaning import Meaning
from bot.services import consent, moving
from bot.services.line import ClinicLine, known_language
from bot.services.own_questions import is_open, take_up
from bot.services.turns import AlreadyAnswered, Render, record, stored_answer, take
from bot.storage import conversations, media
from bot.storage.conversations import Thread
from bot.values import Channel, Intent, Language

CONVERSATION_LASTS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class InboundText:
    """A text as it came in. `phone` is None for a sender that must not be answered.

    `keyword` is set where the phone network has already answered this text by itself.
    """

    gateway_id: str
    phone: str | None
    line: str
    body: str
    photos: int = 0
    keyword: Keyword | None = None
    pictures: tuple[tuple[str, str], ...] = ()  # each photo's id at the gateway, and its kind


def answer_text(line: ClinicLine, text: InboundText, render: Render) -> bytes:
    """The answer to this text. A repeat of its gateway id gets the first answer, byte for byte."""
    try:
        return line.database.run(lambda tx: answer_in(line, tx, text, render))
    except AlreadyAnswered:
        return stored_answer(line, text.gateway_id) or render((), Language.EN).answer


def answer_in(line: ClinicLine, tx: Connection, text: InboundText, render: Render) -> bytes:
    """The same within a transaction of the caller. Raises AlreadyAnswered."""
    now = line.now()
    thread = thread_of(line, tx, text, now)
    thread = take_up(line, tx, thread, now)
    if text.phone is None:
        rendered = render((), thread.session.language)
        record(tx, thread, thread.session, text.gateway_id, text.body, rendered, now, line.edition)
        return rendered.answer
    meaning = line.heard(thread.session, text.body, now, known_language(thread.session, thread), None)
    is_pending = thread.session.waiting is Waiting.ANSWER
    thread, meaning = _after_carrier(tx, thread, text, meaning, now)
    said = Said(text.body, meaning, text.photos)
    moved = moving.by_call(line, tx, thread, now) if moving.asks_for(said, Channel.VOICE) else None
    outcome = moved or take(line, tx, thread, said, now, by_carrier=text.keyword is Keyword.STOP)
    replies = _audible(outcome.replies, text, meaning, is_pending=is_pending)
    rendered = render(replies, outcome.session.language)
    record(tx, thread, outcome.session, text.gateway_id, text.body, rendered, now, line.edition)
    if text.pictures:
        media.add_photos(tx, thread.conversation_id, text.gateway_id, text.pictures, now)
    return rendered.answer


def thread_of(line: ClinicLine, tx: Connection, text: InboundText, now: datetime) -> Thread:
    """The contact's open thread; a new one for a new contact, or after fourteen quiet days."""
    thread = conversations.find_text_thread(tx, text.phone) if text.phone else None
    if thread is not None and _goes_on(line, tx, thread, now):
        return thread
    if text.phone and thread is None:
        session = open_session(Channel.SMS, Language.EN, now)
        newcomer = conversations.welcome(tx, text.phone, text.line, session, now)
        if newcomer is not None:
            return newcomer
    contact = conversations.get_or_make_contact(tx, text.phone, now)
    thread = conversations.find_text_thread(tx, text.phone) if text.phone else None
    if thread is not None:  # the twin of this text was faster, or the thread is too old
        if _goes_on(line, tx, thread, now):
            return thread
        conversations.close_conversation(tx, thread.conversation_id, now)
    session = open_session(Channel.SMS, contact.language or Language.EN, now)
    return conversations.open_thread(tx, contact, text.line, session, now)


def _goes_on(line: ClinicLine, tx: Connection, thread: Thread, now: datetime) -> bool:
    """True while the last word, or the last question of ours, is younger than fourteen days."""
    last_at = thread.session.last_at
    since = now - CONVERSATION_LASTS
    return last_at > since or is_open(line, tx, thread.conversation_id, since)


def _after_carrier(
    tx: Connection, thread: Thread, text: InboundText, meaning: Meaning, now: datetime
) -> tuple[Thread, Meaning]:
    """What the network has already done counts: STOP is an opt-out, START and YES lift one."""
    if text.keyword is Keyword.STOP and not meaning.opt_out:
        meaning = replace(meaning, opt_out=True)
    if thread.contact.is_opted_out and text.keyword is Keyword.START:
        consent.lift(tx, thread.contact.id, Channel.SMS, now, by_carrier=True)
        thread = replace(thread, contact=replace(thread.contact, is_opted_out=False))
    elif thread.contact.is_opted_out and keyword(text.body) is Keyword.START:
        meaning = replace(meaning, intents=(Intent.OPT_IN,))
    return thread, meaning


def _audible(replies: tuple[Reply, ...], text: InboundText, meaning: Meaning, *, is_pending: bool) -> tuple[Reply, ...]:
    """Nothing is said twice: what the network has answered gets no second reply, unless it answered a question."""
    if text.keyword is None or meaning.disposition.is_emergency:
        return replies
    if text.keyword is Keyword.STOP:
        return ()
    return replies if is_pending else ()
