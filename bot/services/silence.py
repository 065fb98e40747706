"""What follows when somebody stops answering: silence on a danger question is never a "no" (clinical.md 2.1).

The safety net goes out once; silence after a worrying answer, or about a danger that was hinted at, is told to staff.
"""

from datetime import datetime, timedelta

from sqlalchemy import Connection

from bot.dialogue.book import AMBER, RED_FLAGS
from bot.dialogue.engine import waiting_step
from bot.dialogue.session import Session
from bot.services import handoff
from bot.services.line import ClinicLine
from bot.services.outbound import Order, plan
from bot.storage import conversations, silence
from bot.storage.conversations import Thread
from bot.values import HandoffReason, SessionId, Team, Urgency

QUIET = timedelta(minutes=10)
TOO_OLD = timedelta(hours=2)  # then the talk is over: what is sent now would be no continuation of it
NET = "safety_net"


def look_after(line: ClinicLine) -> int:
    """Every talk that has just been silent for too long. Returns how many."""
    now = line.now()
    with line.database.begin() as tx:
        found = silence.find(tx, now - TOO_OLD, now - QUIET)
    for session_id in found:
        _look_after(line, session_id)
    return len(found)


def _look_after(line: ClinicLine, session_id: SessionId) -> None:
    with line.database.begin() as tx:
        now = line.now()
        thread = conversations.find_thread(tx, session_id)
        if thread is None or now - thread.session.last_at < QUIET:  # answered just now
            return
        silence.mark_seen(tx, session_id, now)
        if not (thread.is_claimed or thread.is_nuisance):
            _act(line, tx, thread, now)


def _act(line: ClinicLine, tx: Connection, thread: Thread, now: datetime) -> None:
    step = waiting_step(line.book, thread.session)
    if step is not None and step.unsafe:
        out, about = line.outbound, f"silence:{thread.session_id}"
        words = out.words(out.kinds.of(NET), thread.session.language)
        since = int(thread.session.last_at.timestamp())
        plan(out, tx, Order(thread.conversation_id, NET, words, now, about, since), now)
    if is_amber(thread.session):
        reason = HandoffReason.SILENT_AFTER_AMBER
        handoff.open_or_raise(line, tx, thread, reason, Urgency.SAME_DAY, Team.NURSE, now)


def is_amber(session: Session) -> bool:
    """True while a worrying answer, or a danger that was hinted at, waits for more to be said."""
    return session.stack.holds(RED_FLAGS) or any(session.stack.has(place) for place in AMBER)
