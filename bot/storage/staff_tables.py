"""The tables of staff and of what they did. The truth about their making is in `migrations/`.

Secrets lie here as digests only; the one exception is the shared secret of the one-time codes.
Words of people stand in `staff_notes.body` alone, so that one rule of keeping and deleting finds them.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    Table,
    Text,
    Uuid,
)
from sqlalchemy.dialects.postgresql import JSONB

from bot.storage.tables import METADATA

_INSTANT = DateTime(timezone=True)

# One account for each person. Without a password it waits for its invite to be accepted.
staff = Table(
    "staff",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("email", Text, nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("is_break_glass", Boolean, nullable=False),  # for the day when nobody can log in
    Column("password", Text),  # argon2id
    Column("totp_secret", Text),
    Column("totp_step", BigInteger, nullable=False),  # the newest half minute whose code was used
    Column("created_at", _INSTANT, nullable=False),
    Column("last_login_at", _INSTANT),
    Column("disabled_at", _INSTANT),
)

# Links that let somebody set a password: once, and not for long.
staff_invites = Table(
    "staff_invites",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("issued_by", ForeignKey("staff.id")),
    Column("issued_at", _INSTANT, nullable=False),
    Column("expires_at", _INSTANT, nullable=False),
    Column("used_at", _INSTANT),
)

# Printed codes that stand in for a lost phone, each once.
staff_recovery_codes = Table(
    "staff_recovery_codes",
    METADATA,
    Column("staff_id", ForeignKey("staff.id"), primary_key=True),
    Column("digest", LargeBinary, primary_key=True),
    Column("used_at", _INSTANT),
)

# Who is logged in. The cookie holds a random text; only its digest is kept.
staff_sessions = Table(
    "staff_sessions",
    METADATA,
    Column("digest", LargeBinary, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("stage", Text, nullable=False),  # password, full, or wall
    Column("tries", Integer, nullable=False),  # one-time codes tried
    Column("opened_at", _INSTANT, nullable=False),
    Column("seen_at", _INSTANT, nullable=False),
    Column("ended_at", _INSTANT),
    Column("reason", Text),  # why the break-glass account is used
)

# Logins that failed or are being tried; a success takes its own away.
login_attempts = Table(
    "login_attempts",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("account", LargeBinary, nullable=False),
    Column("address", LargeBinary, nullable=False),
    Column("tried_at", _INSTANT, nullable=False),
)

# Every read of a conversation and every act, never altered: a trigger refuses it.
audit = Table(
    "audit",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("at", _INSTANT, nullable=False),
    Column("staff_id", Uuid),
    Column("act", Text, nullable=False),
    Column("subject", Text),  # an id, never a name or a number
    Column("address", Text, nullable=False),
    Column("detail", JSONB, nullable=False),
)

# The hash chain over the audit: each seal covers the lines since the one before.
audit_seals = Table(
    "audit_seals",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("last_id", BigInteger, nullable=False),
    Column("lines", Integer, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("sealed_at", _INSTANT, nullable=False),
)

# What staff wrote or did, as the timeline shows it.
staff_notes = Table(
    "staff_notes",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("kind", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("created_at", _INSTANT, nullable=False),
    Column("number", BigInteger, Identity(always=True), nullable=False),  # in the order of their writing
)

# Which messages a person wrote, and who.
staff_messages = Table(
    "staff_messages",
    METADATA,
    Column("message_id", ForeignKey("messages.id"), primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
)

# The worst that was said on any channel; staff see it for three days, or until one of them lowers it.
worst_answers = Table(
    "worst_answers",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("contact_id", ForeignKey("contacts.id"), nullable=False),
    Column("disposition", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("said_at", _INSTANT, nullable=False),
    Column("lowered_at", _INSTANT),
    Column("lowered_by", ForeignKey("staff.id")),
    Column("reason", Text),
)

# Calls that staff make to patients; their own phone rings first.
patient_calls = Table(
    "patient_calls",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("conversation_id", ForeignKey("conversations.id"), nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("phone", Text, nullable=False),
    Column("key", Text, nullable=False, unique=True),  # what webhooks name it by
    Column("status", Text, nullable=False),
    Column("asked_at", _INSTANT, nullable=False),
    Column("ended_at", _INSTANT),
)

# Forms that were taken: pressed twice, a form acts once.
staff_forms = Table(
    "staff_forms",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("taken_at", _INSTANT, nullable=False),
)

# How a handoff ended.
handoff_outcomes = Table(
    "handoff_outcomes",
    METADATA,
    Column("handoff_id", ForeignKey("handoffs.id"), primary_key=True),
    Column("outcome", Text, nullable=False),
    Column("closed_by", ForeignKey("staff.id"), nullable=False),
)

# Handoffs that rest until an hour, for example until somebody can be reached.
handoff_snoozes = Table(
    "handoff_snoozes",
    METADATA,
    Column("handoff_id", ForeignKey("handoffs.id"), primary_key=True),
    Column("until_at", _INSTANT, nullable=False),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
)

# What staff know of a number beyond the contact's own columns: needs an interpreter, is a nuisance.
contact_marks = Table(
    "contact_marks",
    METADATA,
    Column("contact_id", ForeignKey("contacts.id"), primary_key=True),
    Column("mark", Text, primary_key=True),
    Column("staff_id", ForeignKey("staff.id"), nullable=False),
    Column("marked_at", _INSTANT, nullable=False),
)

# What the clinic changed of the facts in its file, by name: hours, closed days, canned replies.
clinic_changes = Table(
    "clinic_changes",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
    Column("version", Integer, nullable=False),
    Column("changed_by", ForeignKey("staff.id")),
    Column("changed_at", _INSTANT, nullable=False),
)
