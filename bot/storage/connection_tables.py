"""The tables of callers who wait in line for a person. The truth about their making is in `migrations/`."""

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, Table, Text, UniqueConstraint, Uuid

from bot.storage.tables import METADATA

_INSTANT = DateTime(timezone=True)

# One wait of one caller, from the prompt that put them in line.
connections = Table(
    "connections",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("call_id", ForeignKey("calls.id"), nullable=False),
    Column("prompt", Integer, nullable=False),
    Column("ladder", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("may_call_back", Boolean, nullable=False),  # we know a number to call back
    Column("rung", Integer, nullable=False),  # the next one; 0 is the first
    Column("started_at", _INSTANT, nullable=False),
    Column("next_at", _INSTANT, nullable=False),
    Column("deadline_at", _INSTANT, nullable=False),
    Column("taken_by", Uuid),  # the leg whose person pressed 1
    Column("joined_at", _INSTANT),  # the two hear each other
    Column("ended_at", _INSTANT),  # the caller waits no longer
    Column("outcome", Text),
    UniqueConstraint("call_id", "prompt"),
)

# One call to one staff phone, made for a waiting caller.
legs = Table(
    "legs",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("connection_id", ForeignKey("connections.id"), nullable=False),
    Column("rung", Integer, nullable=False),
    Column("phone", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),  # what webhooks name it by
    Column("status", Text, nullable=False),
    Column("gateway_id", Text),
    Column("made_at", _INSTANT, nullable=False),
    Column("picked_up_at", _INSTANT),  # by a person or a machine
    Column("end_at", _INSTANT),  # the gateway is to end it; empty again once it was asked to
)
