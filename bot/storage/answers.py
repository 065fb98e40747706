"""What a turn leaves behind, in one statement: the session, the words of both sides, the answer for a repeat."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, bindparam, select
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.dialogue.session import Session
from bot.storage.contacts import SET_LANGUAGE
from bot.storage.conversations import SAVE, Thread, saved
from bot.storage.messages import ADD, Line, rows
from bot.storage.tables import answers

_FIND = select(answers.c.answer).where(answers.c.gateway_id == bindparam("id"))
# No parameter has a column's name: each part of the statement would take it for a value to set.
_ANSWER = (
    upsert(answers)
    .values(gateway_id=bindparam("of"), answer=bindparam("bytes"), answered_at=bindparam("now"))
    .on_conflict_do_nothing()
    .returning(answers.c.gateway_id)
)
_KEEP = _ANSWER.add_cte(ADD.cte("told"), SAVE.cte("saved"))
_KEEP_WITH_LANGUAGE = _KEEP.add_cte(SET_LANGUAGE.cte("speaks"))


def keep(
    tx: Connection,
    thread: Thread,
    after: Session,
    lines: Sequence[Line],
    now: datetime,
    edition: str,
    answered: tuple[str, bytes],
    *,
    speaks_anew: bool,
) -> bool:
    """False where this gateway id has been answered before: then nothing of this turn may stay.

    `speaks_anew`: the contact is spoken to first in this session's language from now on.
    """
    gateway_id, answer = answered
    values = {
        **rows(thread.conversation_id, thread.session.channel, lines, now, edition),
        **saved(thread.session_id, after),
        "of": gateway_id,
        "bytes": answer,
    }
    if not speaks_anew:
        return tx.execute(_KEEP, values).first() is not None
    values |= {"contact": thread.contact.id, "spoken": after.language.value}
    return tx.execute(_KEEP_WITH_LANGUAGE, values).first() is not None


def find(tx: Connection, gateway_id: str) -> bytes | None:
    """What was answered to this id, or None."""
    found: bytes | None = tx.scalar(_FIND, {"id": gateway_id})
    return found
