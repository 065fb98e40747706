"""A text of ours that asks something ("1 if you come, 2 to move it") is the question that the next words answer.

It does not push itself before a question the person is just thinking about: a danger question is never left for it.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.dialogue.engine import advance
from bot.dialogue.events import Wrote
from bot.dialogue.session import Waiting
from bot.services import check_ins, moving
from bot.services.line import ClinicLine
from bot.storage import own_questions
from bot.storage.conversations import Thread
from bot.values import ConversationId

THINKING = timedelta(minutes=30)  # an open question so young is still the one that is answered


def is_open(line: ClinicLine, tx: Connection, conversation_id: ConversationId, since: datetime) -> bool:
    """True where a text of ours has asked something since then."""
    return bool(line.answered_at) and own_questions.last(tx, conversation_id, line.answered_at, since) is not None


def take_up(line: ClinicLine, tx: Connection, thread: Thread, now: datetime) -> Thread:
    """The thread, its open question being the one our last text asked, where it asked one."""
    session = thread.session
    is_thinking = session.waiting is Waiting.ANSWER and now - session.last_at < THINKING
    is_new = session.last_at == now  # nothing can have been asked since
    if not line.answered_at or is_thinking or is_new:
        return thread
    asked = own_questions.last(tx, thread.conversation_id, line.answered_at, session.last_at)
    if asked is None:
        return thread
    kind, subject = asked
    about, _, known_as = (subject or "").partition(":")
    if kind == moving.HANG_UP:
        session = moving.after_call(tx, session, known_as)
    session = check_ins.recalled(tx, subject or "", session)
    wrote = Wrote(line.answered_at[kind], {f"asked_{about}": known_as} if known_as else {})
    return replace(thread, session=advance(line.book, session, wrote, line.facts(thread, now)).session)
