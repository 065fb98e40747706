"""The record of every word."""

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

from bot.storage.tables import messages
from bot.values import Channel, ConversationId, MessageStatus


@dataclass(frozen=True, slots=True)
class Line:
    """One message to be recorded. `places` are the steps that said it."""

    status: MessageStatus
    body: str
    places: tuple[str, ...] = ()
    segments: int = 0
    gateway_id: str | None = None


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
    "channel": bindparam("by_channel", type_=String),
    "created_at": bindparam("now", type_=DateTime(timezone=True)),
}
ADD = insert(messages).from_select([*_LINES.c.keys(), *_OF_ALL], select(*_LINES.c, *_OF_ALL.values()))


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
        tx.execute(ADD, rows(conversation_id, channel, lines, now, edition))


def rows(
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
    return {"lines": rows, "conversation": conversation_id, "by_channel": channel.value, "now": now}
