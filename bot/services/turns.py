"""One input and everything until the conversation waits again: engine, actions and storage in one transaction.

Shared by texts and calls. The caller owns the transaction and hands in `render`, which must be pure.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from bot.dialogue.engine import advance, resume
from bot.dialogue.events import Event, Result
from bot.dialogue.replies import Reply, Statement, Transfer
from bot.dialogue.session import Session
from bot.services.actions import perform
from bot.services.line import ClinicLine
from bot.storage import answers, contacts, worst_answers
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
    """What a turn came to. The session is not stored yet: `record` does, with the words of the turn."""

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
    _note_worst(tx, thread, turn.session, now, is_emergency=is_emergency)
    return Outcome(turn.session, replies)


def _note_worst(tx: Connection, thread: Thread, after: Session, now: datetime, *, is_emergency: bool) -> None:
    """A care lock that only grows, and what staff are to know of the worst that was said, once or again."""
    worst = after.disposition
    if not worst.acts_at_once:
        return
    locked = thread.contact.care_lock
    if locked is None or worst.urgency > locked.urgency:
        contacts.lock_care(tx, thread.contact.id, worst, now)
    if is_emergency or worst is not thread.session.disposition:
        worst_answers.note(tx, thread.contact.id, worst, thread.session.channel, now)


def record(
    tx: Connection,
    thread: Thread,
    after: Session,
    gateway_id: str,
    heard: str | None,
    rendered: Rendered,
    now: datetime,
    edition: str,
) -> None:
    """The session, the transcript of both sides, and the answer under the gateway's id. Raises AlreadyAnswered.

    `thread` is as the turn found it; a language that the person has spoken since is the contact's from now on.
    """
    lines = [] if heard is None else [Line(MessageStatus.RECEIVED, heard, gateway_id=gateway_id)]
    lines += [
        Line(MessageStatus.ACCEPTED, written.body, written.places, written.segments) for written in rendered.written
    ]
    speaks_anew = after.has_spoken and after.language is not thread.contact.language
    answered = (gateway_id, rendered.answer)
    if not answers.keep(tx, thread, after, lines, now, edition, answered, speaks_anew=speaks_anew):
        raise AlreadyAnswered


def stored_answer(line: ClinicLine, gateway_id: str) -> bytes | None:
    """What was answered to this gateway id before."""
    with line.database.begin() as tx:
        return answers.find(tx, gateway_id)
