"""Phone calls: the session behind each, and where its numbered prompts stand."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, insert, select, update

from bot.dialogue.session import Session, from_json
from bot.storage.conversations import THREAD, Thread, thread_of
from bot.storage.tables import calls, contacts, conversations, recordings, sessions
from bot.values import ConversationId, NumberCheck, SessionId


@dataclass(frozen=True, slots=True)
class Call:
    """One call, locked with its thread until the transaction ends."""

    id: str
    thread: Thread
    line: str
    prompt: int


_CALL = (
    select(*THREAD, calls.c.line, calls.c.prompt)
    .select_from(
        calls.join(sessions, sessions.c.id == calls.c.session_id)
        .join(conversations, conversations.c.id == sessions.c.conversation_id)
        .join(contacts, contacts.c.id == conversations.c.contact_id)
    )
    .where(calls.c.id == bindparam("call"))
    .with_for_update(of=(calls, sessions, contacts))
)
_STEP = update(calls).where(calls.c.id == bindparam("call")).values(prompt=bindparam("to_prompt"))


def find_call(tx: Connection, call_id: str) -> Call | None:
    """The call and its thread, locked; None for a call we never answered."""
    row = tx.execute(_CALL, {"call": call_id}).first()
    if row is None:
        return None
    line, prompt = row[len(THREAD) :]
    return Call(call_id, thread_of(row), line, prompt)


def add_call(
    tx: Connection, call_id: str, session_id: SessionId, line: str, now: datetime, check: NumberCheck | None = None
) -> None:
    """A call that has just come in; `check`: what the network said of its number."""
    values = {"id": call_id, "session_id": session_id, "line": line, "prompt": 0, "started_at": now}
    tx.execute(insert(calls).values(**values, number_check=check))


def step_call(tx: Connection, call_id: str, prompt: int) -> None:
    """The call has been given its next prompt."""
    tx.execute(_STEP, {"call": call_id, "to_prompt": prompt})


def session_of(tx: Connection, call_id: str) -> Session | None:
    """The state a call ended in, not locked; None for a call we do not know."""
    query = select(sessions.c.state).join(calls, calls.c.session_id == sessions.c.id).where(calls.c.id == call_id)
    state = tx.scalar(query)
    return from_json(state) if state is not None else None


def accept(tx: Connection, call_id: str, now: datetime) -> None:
    """The caller was joined with a member of staff."""
    tx.execute(update(calls).where(calls.c.id == call_id, calls.c.accepted_at.is_(None)).values(accepted_at=now))


def end_call(tx: Connection, call_id: str, now: datetime) -> None:
    """The line went dead, whoever hung up."""
    tx.execute(update(calls).where(calls.c.id == call_id, calls.c.ended_at.is_(None)).values(ended_at=now))


def add_recording(
    tx: Connection, recording_id: str, conversation_id: ConversationId, seconds: int, now: datetime
) -> None:
    """A voicemail; told twice it is kept once."""
    known = tx.scalar(select(recordings.c.id).where(recordings.c.id == recording_id))
    if known is None:
        tx.execute(
            insert(recordings).values(id=recording_id, conversation_id=conversation_id, seconds=seconds, left_at=now)
        )


def end_older_than(tx: Connection, started: datetime, now: datetime) -> int:
    """Ends calls that began before `started` and whose end was never told. Returns how many."""
    return tx.execute(
        update(calls).where(calls.c.ended_at.is_(None), calls.c.started_at <= started).values(ended_at=now)
    ).rowcount
