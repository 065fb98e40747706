"""Texts that the gateway took while we could not be reached: found in its list, and taken late but never lost.

A danger and a wish for silence act as if they had just come. Nobody is answered hours late with a menu: anything
else is shown to staff, who call.
"""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

import structlog
from sqlalchemy import Connection

from bot.dialogue.events import Said
from bot.dialogue.session import Session
from bot.services import handoff
from bot.services.delivery import Post
from bot.services.gateway import GatewaySilent, Received
from bot.services.line import ClinicLine, known_language
from bot.services.outbound import Order, plan
from bot.services.texts import InboundText, thread_of
from bot.services.turns import AlreadyAnswered, Render, Rendered, record, take
from bot.storage import recovery
from bot.storage.conversations import Thread
from bot.storage.database import DatabaseUnavailable, TransactionLost
from bot.values import ConversationId, HandoffReason, Team, Urgency

UNDER_WAY = timedelta(minutes=2)  # its own webhook may still be coming
OVERLAP = timedelta(hours=2)  # one that was lost among others that came, and the workers may have been away meanwhile
FURTHEST = timedelta(days=2)
EMERGENCY, CONFIRMATION = "emergency", "opt_out_confirmation"

_log = structlog.get_logger(__name__)


def catch_up(post: Post, render: Render) -> int:
    """Takes every text we never answered since the last one that came. Returns how many."""
    now = post.line.now()
    with post.line.database.begin() as tx:
        last_at = recovery.last_received(tx)
    if last_at is None:
        return 0  # nothing has ever come: nothing can be missing
    try:
        listed = post.gateway.received(max(last_at - OVERLAP, now - FURTHEST))
    except GatewaySilent:
        return 0
    missed = _missed(post.line, [text for text in listed if text.at <= now - UNDER_WAY])
    for text in missed:
        _take_late(post.line, text, render)
    if missed:
        _log.warning("texts_taken_late", texts=len(missed))
    return len(missed)


def _missed(line: ClinicLine, listed: Sequence[Received]) -> list[Received]:
    """Those without an answer of ours, in the order in which they were written."""
    with line.database.begin() as tx:
        known = recovery.answered(tx, [text.gateway_id for text in listed])
    return sorted((text for text in listed if text.gateway_id not in known), key=lambda text: text.at)


def _take_late(line: ClinicLine, text: Received, render: Render) -> None:
    try:
        line.database.run(lambda tx: _take(line, tx, text, render))
    except AlreadyAnswered:
        _log.info("came_after_all")  # its own webhook was faster
    except (DatabaseUnavailable, TransactionLost):
        _log.warning("late_text_waits_for_the_database")  # the next look finds it again
    except Exception as error:  # noqa: BLE001  one text that breaks its turn must not keep the others from being taken
        _log.error("late_turn_broke", error=type(error).__name__)
        with suppress(AlreadyAnswered, DatabaseUnavailable, TransactionLost):
            line.database.run(lambda tx: _hand_over(line, tx, text, render))


def _take(line: ClinicLine, tx: Connection, text: Received, render: Render) -> None:
    now = line.now()
    thread = _thread(line, tx, text, now)
    language = known_language(thread.session, thread)
    meaning = line.heard(thread.session, text.body, now, language, None)
    acts = meaning.disposition.acts_at_once
    if not (acts or meaning.opt_out):
        _to_staff(line, tx, thread, text, render, now)
        return
    outcome = take(line, tx, thread, Said(text.body, meaning, text.photos), now)
    rendered = render(outcome.replies, outcome.session.language)
    kind = EMERGENCY if acts else CONFIRMATION
    for number, written in enumerate(rendered.written):
        _answer(line, tx, thread.conversation_id, kind, written.body, text, number, now)
    _note(line, tx, thread, outcome.session, text, render, now)


def _hand_over(line: ClinicLine, tx: Connection, text: Received, render: Render) -> None:
    """To staff as it was written, without a turn."""
    now = line.now()
    _to_staff(line, tx, _thread(line, tx, text, now), text, render, now)


def _thread(line: ClinicLine, tx: Connection, text: Received, now: datetime) -> Thread:
    return thread_of(line, tx, InboundText(text.gateway_id, text.phone, text.line, text.body, text.photos), now)


def _to_staff(line: ClinicLine, tx: Connection, thread: Thread, text: Received, render: Render, now: datetime) -> None:
    reason = HandoffReason.FAILED_TURN
    handoff.open_or_raise(line, tx, thread, reason, Urgency.SAME_DAY, Team.FRONT_DESK, now)
    _note(line, tx, thread, thread.session, text, render, now)


def _note(
    line: ClinicLine, tx: Connection, thread: Thread, after: Session, text: Received, render: Render, now: datetime
) -> None:
    """It has been taken; whoever brings it again gets nothing more."""
    nothing = render((), thread.session.language)
    record(tx, thread, after, text.gateway_id, text.body, Rendered(nothing.answer, ()), now, line.edition)


def _answer(
    line: ClinicLine,
    tx: Connection,
    conversation_id: ConversationId,
    kind: str,
    body: str,
    text: Received,
    number: int,
    now: datetime,
) -> None:
    """By a message of its own; the confirmation of an opt-out only while it is lawful."""
    at = text.at if kind == CONFIRMATION else now
    plan(line.outbound, tx, Order(conversation_id, kind, body, at, f"late:{text.gateway_id}", number), now)
