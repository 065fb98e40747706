"""The line: contacts, conversations, calls, messages, handoffs."""

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE contacts (
    id uuid PRIMARY KEY,
    phone text UNIQUE,
    language text,
    opted_out_at timestamptz,
    do_not_contact_at timestamptz,
    is_text_only boolean NOT NULL DEFAULT false,
    care_lock text,
    care_locked_at timestamptz,
    created_at timestamptz NOT NULL
);
CREATE TABLE consents (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    contact_id uuid NOT NULL REFERENCES contacts (id),
    change text NOT NULL,
    channel text NOT NULL,
    by_carrier boolean NOT NULL,
    changed_at timestamptz NOT NULL
);
CREATE INDEX ix_consents_contact_id ON consents (contact_id);
CREATE TABLE conversations (
    id uuid PRIMARY KEY,
    contact_id uuid NOT NULL REFERENCES contacts (id),
    line text NOT NULL,
    opened_at timestamptz NOT NULL,
    closed_at timestamptz
);
CREATE UNIQUE INDEX one_open_conversation ON conversations (contact_id) WHERE closed_at IS NULL;
CREATE TABLE sessions (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    channel text NOT NULL,
    state json NOT NULL,
    last_at timestamptz NOT NULL
);
CREATE UNIQUE INDEX one_text_session ON sessions (conversation_id) WHERE channel = 'sms';
CREATE INDEX sessions_of_conversation ON sessions (conversation_id);
CREATE TABLE calls (
    id text PRIMARY KEY,
    session_id uuid NOT NULL UNIQUE REFERENCES sessions (id),
    line text NOT NULL,
    prompt integer NOT NULL DEFAULT 0,
    ladder text,
    rung integer NOT NULL DEFAULT 0,
    accepted_at timestamptz,
    started_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE TABLE answers (
    gateway_id text PRIMARY KEY,
    answer bytea NOT NULL,
    answered_at timestamptz NOT NULL
);
CREATE TABLE messages (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    channel text NOT NULL,
    status text NOT NULL,
    body text NOT NULL,
    places text[] NOT NULL,
    segments integer NOT NULL,
    gateway_id text,
    created_at timestamptz NOT NULL
);
CREATE INDEX messages_of_conversation ON messages (conversation_id, created_at);
CREATE TABLE handoffs (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    code text NOT NULL UNIQUE,
    reason text NOT NULL,
    urgency text NOT NULL,
    team text NOT NULL,
    status text NOT NULL,
    summary text NOT NULL,
    requests integer NOT NULL DEFAULT 1,
    by_at timestamptz NOT NULL,
    opened_at timestamptz NOT NULL,
    raised_at timestamptz NOT NULL,
    claimed_by text,
    claimed_at timestamptz,
    closed_at timestamptz
);
CREATE UNIQUE INDEX one_open_handoff ON handoffs (conversation_id) WHERE status <> 'closed';
CREATE TABLE recordings (
    id text PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    seconds integer NOT NULL,
    left_at timestamptz NOT NULL
);
CREATE TABLE clock_offset (
    id integer PRIMARY KEY CHECK (id = 1),
    seconds integer NOT NULL
);
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for table in (
        "clock_offset", "recordings", "handoffs", "messages", "answers", "calls", "sessions",
        "conversations", "consents", "contacts",
    ):  # fmt: skip
        op.execute(f"DROP TABLE {table}")
