"""Which voicemails and photos there are, and which are gone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from bot.values import ConversationId


@dataclass(frozen=True, slots=True)
class Kept:
    """A sound or picture at the gateway, by the ids it goes by there. A voicemail belongs to no text."""

    conversation_id: ConversationId
    media_id: str
    text_id: str = ""


def add_photos(
    tx: Connection, conversation_id: ConversationId, text_id: str, pictures: Iterable[tuple[str, str]], now: datetime
) -> None:
    """The pictures of one text, each with its kind; told twice they are kept once."""
    for media_id, content_type in pictures:
        tx.execute(
            text("""
                INSERT INTO photos (id, conversation_id, gateway_id, media_id, content_type, received_at)
                VALUES (:id, :conversation, :text, :media, :kind, :now) ON CONFLICT DO NOTHING
            """),
            {
                "id": uuid4(), "conversation": conversation_id, "text": text_id, "media": media_id,
                "kind": content_type, "now": now,
            },
        )  # fmt: skip


def recording(tx: Connection, recording_id: str) -> Kept | None:
    """A voicemail that is still there."""
    query = text("SELECT conversation_id, id FROM recordings WHERE id = :id AND deleted_at IS NULL")
    row = tx.execute(query, {"id": recording_id}).first()
    return Kept(ConversationId(row[0]), row[1]) if row else None


def photo(tx: Connection, photo_id: UUID) -> Kept | None:
    """A photo that is still there."""
    query = text("SELECT conversation_id, media_id, gateway_id FROM photos WHERE id = :id AND deleted_at IS NULL")
    row = tx.execute(query, {"id": photo_id}).first()
    return Kept(ConversationId(row[0]), row[1], row[2]) if row else None


def older_than(tx: Connection, at: datetime, most: int) -> list[Kept]:
    """What was left before this instant and is still there, the oldest first."""
    rows = tx.execute(
        text("""
            SELECT conversation_id, id, '' FROM recordings WHERE deleted_at IS NULL AND left_at < :at
            UNION ALL
            SELECT conversation_id, media_id, gateway_id FROM photos WHERE deleted_at IS NULL AND received_at < :at
            LIMIT :most
        """),
        {"at": at, "most": most},
    )
    return [Kept(ConversationId(row[0]), row[1], row[2]) for row in rows]


def mark_deleted(tx: Connection, kept: Kept, now: datetime) -> None:
    """It is gone at the gateway."""
    table, name = ("photos", "media_id") if kept.text_id else ("recordings", "id")
    tx.execute(text(f"UPDATE {table} SET deleted_at = :now WHERE {name} = :id"), {"id": kept.media_id, "now": now})  # noqa: S608
