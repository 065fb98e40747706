"""The record of every word, and the answers given to the gateway."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.storage.tables import answers, messages
from bot.values import Channel, ConversationId, MessageStatus


@dataclass(frozen=True, slots=True)
class Line:
    """One message to be recorded. `places` are the steps that said it."""

    status: MessageStatus
    body: str
    places: tuple[str, ...] = ()
    segments: int = 0
    gateway_id: str | None = None


_ANSWER = (
    upsert(answers)
    .values(gateway_id=bindparam("id"), answer=bindparam("bytes"), answered_at=bindparam("at"))
    .on_conflict_do_nothing()
    .returning(answers.c.gateway_id)
)
_FIND = select(answers.c.answer).where(answers.c.gateway_id == bindparam("id"))
_ADD = insert(messages)


def record(
    tx: Connection,
    conversation_id: ConversationId,
    channel: Channel,
    lines: Sequence[Line],
    now: datetime,
    edition: str | None = None,
) -> None:
    """Adds messages to the transcript, in their order. `edition`: of the content their words came from."""
    rows = [
        {
            "id": uuid4(),
            "conversation_id": conversation_id,
            "channel": channel.value,
            "status": line.status.value,
            "body": line.body,
            "places": list(line.places),
            "segments": line.segments,
            "gateway_id": line.gateway_id,
            "created_at": now,
            "edition": edition if line.places else None,
        }
        for line in lines
    ]
    if rows:
        tx.execute(_ADD, rows)


def store_answer(tx: Connection, gateway_id: str, answer: bytes, now: datetime) -> bool:
    """Keeps the answer under the gateway's id. False when that id has been answered before."""
    row = tx.execute(_ANSWER, {"id": gateway_id, "bytes": answer, "at": now}).first()
    return row is not None


def find_answer(tx: Connection, gateway_id: str) -> bytes | None:
    """What was answered to this id, or None."""
    found: bytes | None = tx.scalar(_FIND, {"id": gateway_id})
    return found
