"""The tables of handing over: ladders, whom they reached, promises, drills, and photos.

The truth about their making is in `migrations/`.
"""

from sqlalchemy import Column, DateTime, ForeignKey, Integer, Table, Text, Uuid

from bot.storage.tables import METADATA

_INSTANT = DateTime(timezone=True)

# The ladder that is climbed for a request until somebody takes it.
climbs = Table(
    "climbs",
    METADATA,
    Column("handoff_id", ForeignKey("handoffs.id"), primary_key=True),
    Column("rung", Integer, nullable=False),  # the next one; 0 is the first
    Column("next_at", _INSTANT, nullable=False),
    Column("started_at", _INSTANT, nullable=False),
    Column("nobody_at", _INSTANT),  # the person was told that nobody came
    Column("ended_at", _INSTANT),
)

# Each phone that was reached for a request.
pages = Table(
    "pages",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("handoff_id", ForeignKey("handoffs.id"), nullable=False),
    Column("rung", Integer, nullable=False),
    Column("name", Text, nullable=False),  # whose phone it was then
    Column("phone", Text, nullable=False),
    Column("way", Text, nullable=False),  # text or call
    Column("status", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),  # what webhooks name it by
    Column("paged_at", _INSTANT, nullable=False),
    Column("taken_at", _INSTANT),  # a worker began to ring it
    Column("accepted_at", _INSTANT),  # 1 was pressed
)

# What people were promised: by when somebody looks at their request.
promises = Table(
    "promises",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("handoff_id", ForeignKey("handoffs.id"), nullable=False),
    Column("owner", Text, nullable=False),  # the team
    Column("made_at", _INSTANT, nullable=False),
    Column("by_at", _INSTANT, nullable=False),
    Column("near_at", _INSTANT, nullable=False),  # when staff are warned
    Column("warned_at", _INSTANT),
    Column("ended_at", _INSTANT),
    Column("ending", Text),  # kept, broken or replaced
)

# Requests that were made up to see whether people come.
drills = Table(
    "drills",
    METADATA,
    Column("handoff_id", ForeignKey("handoffs.id"), primary_key=True),
    Column("started_at", _INSTANT, nullable=False),
)

# Pictures people sent; the picture itself stays at the gateway until its time is over.
photos = Table(
    "photos",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("gateway_id", Text, nullable=False),  # of the text it came with
    Column("media_id", Text, nullable=False),
    Column("content_type", Text, nullable=False),
    Column("received_at", _INSTANT, nullable=False),
    Column("deleted_at", _INSTANT),
)
