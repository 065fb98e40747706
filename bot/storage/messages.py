"""The record of every word, and the answers given to the gateway."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import (
    ARRAY,
    Connection,
    DateTime,
    Integer,
    String,
    Text,
    Uuid,
    bindparam,
    column,
    func,
    insert,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
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


_FIND = select(answers.c.answer).where(answers.c.gateway_id == bindparam("id"))
_LINES = (
    func.jsonb_to_recordset(bindparam("lines", type_=JSONB))
    .table_valued(
        column("id", Uuid),
        column("status", String),
        column("body", String),
        column("places", ARRAY(Text)),
        column("segments", Integer),
        column("gateway_id", String),
        column("edition", String),
        name="line",
    )
    .render_derived(with_types=True)
)
_OF_ALL = {
    "conversation_id": bindparam("conversation", type_=Uuid),
    "channel": bindparam("channel", type_=String),
    "created_at": bindparam("now", type_=DateTime(timezone=True)),
}
_ADD = insert(messages).from_select([*_LINES.c.keys(), *_OF_ALL], select(*_LINES.c, *_OF_ALL.values()))
_ANSWER = (
    upsert(answers)
    .values(gateway_id=bindparam("id"), answer=bindparam("bytes"), answered_at=bindparam("at"))
    .on_conflict_do_nothing()
    .returning(answers.c.gateway_id)
    .add_cte(_ADD.cte("told"))
)


def record(
    tx: Connection,
    conversation_id: ConversationId,
    channel: Channel,
    lines: Sequence[Line],
    now: datetime,
    edition: str | None = None,
) -> None:
    """Adds messages to the transcript, in their order. `edition`: of the content their words came from."""
    if lines:
        tx.execute(_ADD, _rows(conversation_id, channel, lines, now, edition))


def record_answered(
    tx: Connection,
    conversation_id: ConversationId,
    channel: Channel,
    lines: Sequence[Line],
    now: datetime,
    edition: str,
    answered: tuple[str, bytes],
) -> bool:
    """The same, and keeps the answer under the gateway's id; False when that id has been answered before."""
    gateway_id, answer = answered
    rows = _rows(conversation_id, channel, lines, now, edition)
    return tx.execute(_ANSWER, {**rows, "id": gateway_id, "bytes": answer, "at": now}).first() is not None


def _rows(
    conversation_id: ConversationId, channel: Channel, lines: Sequence[Line], now: datetime, edition: str | None
) -> dict[str, Any]:
    """All lines in one parameter: one statement, however many there are."""
    rows = [
        {
            "id": str(uuid4()),
            "status": line.status.value,
            "body": line.body,
            "places": line.places,
            "segments": line.segments,
            "gateway_id": line.gateway_id,
            "edition": edition if line.places else None,
        }
        for line in lines
    ]
    return {"lines": rows, "conversation": conversation_id, "channel": channel.value, "now": now}


def find_answer(tx: Connection, gateway_id: str) -> bytes | None:
    """What was answered to this id, or None."""
    found: bytes | None = tx.scalar(_FIND, {"id": gateway_id})
    return found
