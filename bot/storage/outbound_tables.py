"""The tables of outbound messages beside the message rows. The truth about their making is in `migrations/`."""

from sqlalchemy import Column, DateTime, ForeignKey, Integer, Sequence, Table, Text, Uuid

from bot.storage.tables import METADATA

_INSTANT = DateTime(timezone=True)

# What the gateway told of a message, each status once; it may come before our own record of the message's id there.
receipts = Table(
    "receipts",
    METADATA,
    Column("gateway_id", Text, primary_key=True),
    Column("status", Text, primary_key=True),
    Column("message_id", ForeignKey("messages.id")),
    Column("error_code", Text),
    Column("received_at", _INSTANT, nullable=False),
)

# How much has been sent to whom, by hour and day: the money brakes.
sending_counts = Table(
    "sending_counts",
    METADATA,
    Column("scope", Text, primary_key=True),
    Column("began_at", _INSTANT, primary_key=True),
    Column("sent", Integer, nullable=False),
)

# One row: how far the paced lanes have used their pace, and until when the gateway wants quiet. By the server's clock.
sending_pace = Table(
    "sending_pace",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("next_at", _INSTANT, nullable=False),
    Column("paused_until", _INSTANT),
)

# Who agreed to what, in which words, and when they took it back.
agreements = Table(
    "agreements",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("purpose", Text, nullable=False),
    Column("wording", Text, nullable=False),  # what the person was shown or told
    Column("how", Text, nullable=False),  # the channel, or the staff member's id
    Column("agreed_at", _INSTANT, nullable=False),
    Column("revoked_at", _INSTANT),
    Column("revoked_how", Text),
)

# Somebody agreed to be asked how they are: one series at a time.
check_ins = Table(
    "check_ins",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("session_id", ForeignKey("sessions.id", ondelete="SET NULL")),  # where it was agreed to
    Column("began_at", _INSTANT, nullable=False),
    Column("ended_at", _INSTANT),
    Column("ended_by", Text),
)

# What kind of line a number is, in the gateway's own word: asked before the first text, and kept for a while.
line_types = Table(
    "line_types",
    METADATA,
    Column("contact_id", ForeignKey("contacts.id"), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("told_at", _INSTANT, nullable=False),
)

arrivals = Sequence("message_arrivals", metadata=METADATA)  # the order in which texts reach the browser phone
