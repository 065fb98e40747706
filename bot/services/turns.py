"""One input and everything until the conversation waits again: engine, actions and storage in one transaction.

Shared by texts and calls. The caller owns the transaction and hands in `render`, which must be pure.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.dialogue.engine import advance, resume
from bot.dialogue.events import Event, Result
from bot.dialogue.replies import Reply, Statement, Transfer, Turn
from bot.dialogue.session import Session
from bot.services.actions import perform
from bot.services.line import ClinicLine
from bot.storage import contacts, conversations, messages, worst_answers
from bot.storage.conversations import Thread
from bot.storage.messages import Line
from bot.values import Language, MessageStatus

MAX_ACTIONS_PER_TURN = 10  # a correct flow asks for three at most


@dataclass(frozen=True, slots=True)
class Written:
    """One message as it leaves: its words, the steps that said it, and its size."""

    body: str
    places: tuple[str, ...] = ()
    segments: int = 0


@dataclass(frozen=True, slots=True)
class Rendered:
    """The document for the gateway, and the same as words for the transcript."""

    answer: bytes
    written: tuple[Written, ...]


Render = Callable[[tuple[Reply, ...], Language], Rendered]


class AlreadyAnswered(Exception):
    """The gateway repeats itself: the stored answer is the answer. Read it in a transaction of its own."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn came to."""

    session: Session
    replies: tuple[Reply, ...]


def take(
    line: ClinicLine,
    tx: Connection,
    thread: Thread,
    event: Event | Result,
    now: datetime,
    *,
    by_carrier: bool = False,
) -> Outcome:
    """Walks the engine, performing what it asks for, until it waits for the person or for a phone that rings."""
    facts = line.facts(thread, now)
    if isinstance(event, Result):
        turn = resume(line.book, thread.session, event, facts)
    else:
        turn = advance(line.book, thread.session, event, facts)
    replies = turn.replies
    for _ in range(MAX_ACTIONS_PER_TURN):
        if turn.action is None:
            break
        here = replace(thread, session=turn.session)
        result = perform(line, tx, here, turn, now, by_carrier=by_carrier)
        if isinstance(result, Transfer):
            replies = (*replies, result)
            break
        turn = resume(line.book, turn.session, result, facts)
        replies = (*replies, *turn.replies)
    is_emergency = any(isinstance(reply, Statement) and reply.is_emergency for reply in replies)
    _keep(tx, thread, turn, now, is_emergency=is_emergency)
    return Outcome(turn.session, replies)


def _keep(tx: Connection, thread: Thread, turn: Turn, now: datetime, *, is_emergency: bool) -> None:
    """What a turn changes beyond its messages: the session, the language, a care lock that only grows, and what staff
    are to know of the worst that was said, also where it was said again.
    """
    is_new_language = turn.session.has_spoken and turn.session.language is not thread.contact.language
    speaker = thread.contact.id if is_new_language else None
    conversations.save_session(tx, thread.session_id, turn.session, speaker=speaker)
    worst = turn.session.disposition
    locked = thread.contact.care_lock
    if worst.acts_at_once and (locked is None or worst.urgency > locked.urgency):
        contacts.lock_care(tx, thread.contact.id, worst, now)
    if worst.acts_at_once and (is_emergency or worst is not thread.session.disposition):
        worst_answers.note(tx, thread.contact.id, worst, thread.session.channel, now)


def record(
    tx: Connection,
    thread: Thread,
    gateway_id: str,
    heard: str | None,
    rendered: Rendered,
    now: datetime,
    edition: str,
) -> None:
    """The transcript of both sides, and the answer under the gateway's id. Raises AlreadyAnswered."""
    lines = [] if heard is None else [Line(MessageStatus.RECEIVED, heard, gateway_id=gateway_id)]
    lines += [
        Line(MessageStatus.ACCEPTED, written.body, written.places, written.segments) for written in rendered.written
    ]
    answered = (gateway_id, rendered.answer)
    if not messages.record_answered(tx, thread.conversation_id, thread.session.channel, lines, now, edition, answered):
        raise AlreadyAnswered


def stored_answer(line: ClinicLine, gateway_id: str) -> bytes | None:
    """What was answered to this gateway id before."""
    with line.database.begin() as tx:
        return messages.find_answer(tx, gateway_id)
