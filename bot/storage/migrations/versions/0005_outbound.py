"""Outbound: messages that wait for their time, their receipts, what people agreed to, and the money brakes.

The partial indexes hold only what is still to be done: a hundred thousand sent messages cost the waking nothing.
"""

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

STEPS = """
ALTER TABLE contacts ADD COLUMN zone text;
ALTER TABLE messages
    ADD COLUMN kind text,
    ADD COLUMN lane text,
    ADD COLUMN subject text,
    ADD COLUMN version integer,
    ADD COLUMN natural_key text,
    ADD COLUMN due_at timestamptz,
    ADD COLUMN deadline_at timestamptz,
    ADD COLUMN sent_at timestamptz,
    ADD COLUMN ended_by text,
    ADD COLUMN error_code text,
    ADD COLUMN receipt_key text,
    ADD COLUMN arrival bigint,
    ADD COLUMN attempts integer NOT NULL DEFAULT 0,
    ADD COLUMN fence integer NOT NULL DEFAULT 0,
    ADD COLUMN taken_at timestamptz,
    ADD COLUMN lease_until timestamptz,
    ADD COLUMN looks integer NOT NULL DEFAULT 0,
    ADD COLUMN look_at timestamptz,
    ADD COLUMN woken_at timestamptz;
CREATE UNIQUE INDEX messages_natural_key ON messages (natural_key) WHERE natural_key IS NOT NULL;
CREATE UNIQUE INDEX messages_receipt_key ON messages (receipt_key) WHERE receipt_key IS NOT NULL;
CREATE INDEX messages_at_gateway ON messages (gateway_id) WHERE receipt_key IS NOT NULL;
CREATE INDEX messages_due ON messages ((coalesce(due_at, created_at))) WHERE status = 'due';
CREATE INDEX messages_due_of_subject ON messages (subject) WHERE status = 'due';
CREATE INDEX messages_due_of_conversation ON messages (conversation_id) WHERE status IN ('due', 'sending');
CREATE INDEX messages_in_hand ON messages (status) WHERE status IN ('sending', 'unknown');
CREATE INDEX messages_arrived ON messages (conversation_id, arrival) WHERE arrival IS NOT NULL;
CREATE SEQUENCE message_arrivals;
CREATE TABLE receipts (
    gateway_id text NOT NULL,
    status text NOT NULL,
    message_id uuid REFERENCES messages (id),
    error_code text,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (gateway_id, status)
);
CREATE TABLE sending_counts (
    scope text NOT NULL,
    began_at timestamptz NOT NULL,
    sent integer NOT NULL,
    PRIMARY KEY (scope, began_at)
);
CREATE TABLE sending_pace (
    id integer PRIMARY KEY CHECK (id = 1),
    next_at timestamptz NOT NULL,
    paused_until timestamptz
);
CREATE TABLE agreements (
    id uuid PRIMARY KEY,
    contact_id uuid NOT NULL REFERENCES contacts (id),
    purpose text NOT NULL,
    wording text NOT NULL,
    how text NOT NULL,
    agreed_at timestamptz NOT NULL,
    revoked_at timestamptz,
    revoked_how text
);
CREATE UNIQUE INDEX one_agreement_a_purpose ON agreements (contact_id, purpose) WHERE revoked_at IS NULL
"""
COLUMNS = (
    "kind", "lane", "subject", "version", "natural_key", "due_at", "deadline_at", "sent_at", "ended_by", "error_code",
    "receipt_key", "arrival", "attempts", "fence", "taken_at", "lease_until", "looks", "look_at", "woken_at",
)  # fmt: skip


def upgrade() -> None:
    for statement in STEPS.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for table in ("agreements", "sending_pace", "sending_counts", "receipts"):
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP SEQUENCE message_arrivals")
    for column in COLUMNS:
        op.execute(f"ALTER TABLE messages DROP COLUMN {column} CASCADE")
    op.execute("DROP INDEX IF EXISTS messages_in_hand, messages_due_of_conversation")
    op.execute("ALTER TABLE contacts DROP COLUMN zone")
