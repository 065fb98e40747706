"""The tables, as SQLAlchemy sees them. The truth about their making is in `migrations/`.

Instants are `timestamptz`, stored in UTC. Words of people stand in `messages.body`, `handoffs.summary`
and `sessions.state` only, so that one rule of keeping and deleting finds them all.
"""

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    Uuid,
)  # fmt: skip
from sqlalchemy.dialects.postgresql import JSON

METADATA = MetaData()
_INSTANT = DateTime(timezone=True)

# A phone number, its language and consent. A caller without a usable number has a contact without one.
contacts = Table(
    "contacts",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("phone", Text, unique=True),  # E.164
    Column("language", Text),
    Column("opted_out_at", _INSTANT),  # of automated texts
    Column("calls_stopped_at", _INSTANT),  # and of calls: the same moment, unless one of them alone was meant
    Column("do_not_contact_at", _INSTANT),
    Column("is_text_only", Boolean, nullable=False),
    Column("care_lock", Text),  # the disposition that set it; only a named nurse clears it
    Column("care_locked_at", _INSTANT),
    Column("created_at", _INSTANT, nullable=False),
    Column("prefers_calls", Boolean, nullable=False, server_default="false"),  # told by phone what others read
    Column("zone", Text),  # where the person lives; the clinic's zone unless told
)

# Who agreed to what, and who took it back: a line for each change, never altered.
consents = Table(
    "consents",
    METADATA,
    Column("id", Integer, Identity(), primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False, index=True),
    Column("change", Text, nullable=False),  # opted_out, opted_in, meant_…, do_not_contact
    Column("channel", Text, nullable=False),
    Column("by_carrier", Boolean, nullable=False),  # the network itself told the person
    Column("changed_at", _INSTANT, nullable=False),
)

# The whole thread with one contact, as staff see it.
conversations = Table(
    "conversations",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("line", Text, nullable=False),  # the clinic number it came in on first
    Column("opened_at", _INSTANT, nullable=False),
    Column("closed_at", _INSTANT),
)

# The engine's state: one for the texts of a conversation, one for each call.
sessions = Table(
    "sessions",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("state", JSON, nullable=False),  # json, not jsonb: answers stay in the order they were given
    Column("last_at", _INSTANT, nullable=False),
    Column("silence_seen_at", _INSTANT),  # what followed from silence is done up to here
)

# One phone call: where its numbered prompts stand.
calls = Table(
    "calls",
    METADATA,
    Column("id", Text, primary_key=True),  # the gateway's id
    Column("session_id", ForeignKey("sessions.id"), nullable=False, unique=True),
    Column("line", Text, nullable=False),
    Column("prompt", Integer, nullable=False),  # the number of the newest prompt
    Column("accepted_at", _INSTANT),  # joined with a staff member
    Column("started_at", _INSTANT, nullable=False),
    Column("ended_at", _INSTANT),
    Column("number_check", Text),  # what the network said of the caller's number; never a proof of who calls
)

# What was answered to the gateway, byte for byte, under its own id: a repeat gets the same.
answers = Table(
    "answers",
    METADATA,
    Column("gateway_id", Text, primary_key=True),
    Column("answer", LargeBinary, nullable=False),
    Column("answered_at", _INSTANT, nullable=False),
)

# Every word in either direction, on either channel.
messages = Table(
    "messages",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("places", ARRAY(Text), nullable=False),  # the steps that said it: what was advised, and when
    Column("segments", Integer, nullable=False),
    Column("gateway_id", Text),
    Column("created_at", _INSTANT, nullable=False),
    # What follows belongs to messages nobody is waiting for; instants up to sent_at are of the line's clock,
    # the later ones of the server's, so that no moved clock ever shortens a lease.
    Column("kind", Text),
    Column("lane", Text),
    Column("subject", Text),  # what it is about, such as visit:<id>
    Column("version", Integer),  # of the subject, when it was written
    Column("natural_key", Text),  # kind, subject and version: written once
    Column("due_at", _INSTANT),
    Column("deadline_at", _INSTANT),
    Column("sent_at", _INSTANT),
    Column("ended_by", Text),  # why it was withdrawn, expired or suppressed
    Column("error_code", Text),  # the gateway's
    Column("receipt_key", Text),  # what receipts name it by
    Column("arrival", BigInteger),  # in the order of the browser phone
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("fence", Integer, nullable=False, server_default="0"),  # grows with each claim
    Column("taken_at", _INSTANT),
    Column("lease_until", _INSTANT),
    Column("looks", Integer, nullable=False, server_default="0"),  # how often the gateway was asked what became of it
    Column("look_at", _INSTANT),  # when it will be asked next
    Column("woken_at", _INSTANT),  # a job for it was deferred
    Column("edition", Text),  # of all content, when these words were told
    Column("number", BigInteger, Identity(always=True), nullable=False),  # in the order of their writing
)

# What staff must do. One that is not closed for each conversation: a second request raises it.
handoffs = Table(
    "handoffs",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("code", Text, nullable=False, unique=True),  # what staff read to each other
    Column("reason", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("team", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("requests", Integer, nullable=False),
    Column("by_at", _INSTANT, nullable=False),  # the promise
    Column("opened_at", _INSTANT, nullable=False),
    Column("raised_at", _INSTANT, nullable=False),
    Column("claimed_by", Text),
    Column("claimed_at", _INSTANT),
    Column("closed_at", _INSTANT),
)

# Messages left by voice.
recordings = Table(
    "recordings",
    METADATA,
    Column("id", Text, primary_key=True),  # the gateway's id
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("seconds", Integer, nullable=False),
    Column("left_at", _INSTANT, nullable=False),
    Column("deleted_at", _INSTANT),  # its time was over; nobody can hear it any more
)

# Local mode's clock: how far it has been moved. One row at most.
# Local mode: what rings at the browser phones.
pretend_calls = Table(
    "pretend_calls",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("phone", Text, nullable=False),
    Column("line", Text, nullable=False),
    Column("path", Text, nullable=False),
    Column("is_person", Boolean, nullable=False),
    Column("rung_at", _INSTANT, nullable=False),
)

clock_offset = Table(
    "clock_offset",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("seconds", Integer, nullable=False),
)
