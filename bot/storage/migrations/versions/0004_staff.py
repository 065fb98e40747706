"""Staff: accounts and their sessions, what they did, and the audit that nobody can alter unseen."""

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TABLES = """
CREATE TABLE staff (
    id uuid PRIMARY KEY,
    email text NOT NULL UNIQUE,
    name text NOT NULL,
    role text NOT NULL,
    language text NOT NULL,
    is_break_glass boolean NOT NULL,
    password text,
    totp_secret text,
    totp_step bigint NOT NULL,
    created_at timestamptz NOT NULL,
    last_login_at timestamptz,
    disabled_at timestamptz
);
CREATE TABLE staff_invites (
    digest bytea PRIMARY KEY,
    staff_id uuid NOT NULL REFERENCES staff (id),
    issued_by uuid REFERENCES staff (id),
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE TABLE staff_recovery_codes (
    staff_id uuid NOT NULL REFERENCES staff (id),
    digest bytea NOT NULL,
    used_at timestamptz,
    PRIMARY KEY (staff_id, digest)
);
CREATE TABLE staff_sessions (
    digest bytea PRIMARY KEY,
    staff_id uuid NOT NULL REFERENCES staff (id),
    stage text NOT NULL,
    tries integer NOT NULL,
    opened_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX sessions_of_staff ON staff_sessions (staff_id) WHERE ended_at IS NULL;
CREATE TABLE login_attempts (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    account bytea NOT NULL,
    address bytea NOT NULL,
    tried_at timestamptz NOT NULL
);
CREATE INDEX login_attempts_of_account ON login_attempts (account, tried_at);
CREATE INDEX login_attempts_of_address ON login_attempts (address, tried_at);
CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    at timestamptz NOT NULL,
    staff_id uuid,
    act text NOT NULL,
    subject text,
    address text NOT NULL,
    detail jsonb NOT NULL
);
CREATE INDEX audit_of_subject ON audit (subject, id);
CREATE INDEX audit_of_staff ON audit (staff_id, id);
CREATE TABLE audit_seals (
    id integer PRIMARY KEY,
    last_id bigint NOT NULL,
    lines integer NOT NULL,
    digest bytea NOT NULL,
    sealed_at timestamptz NOT NULL
);
CREATE FUNCTION audit_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
'BEGIN RAISE EXCEPTION ''an audit line is never altered''; END';
CREATE TRIGGER audit_stands BEFORE UPDATE OR DELETE OR TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TRIGGER audit_seals_stand BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_seals
    FOR EACH STATEMENT EXECUTE FUNCTION audit_is_append_only();
CREATE TABLE staff_notes (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    staff_id uuid NOT NULL REFERENCES staff (id),
    kind text NOT NULL,
    body text NOT NULL,
    created_at timestamptz NOT NULL
);
CREATE INDEX staff_notes_of_conversation ON staff_notes (conversation_id, created_at);
CREATE TABLE staff_messages (
    message_id uuid PRIMARY KEY REFERENCES messages (id),
    staff_id uuid NOT NULL REFERENCES staff (id)
);
CREATE TABLE staff_forms (
    id uuid PRIMARY KEY,
    taken_at timestamptz NOT NULL
);
CREATE TABLE handoff_outcomes (
    handoff_id uuid PRIMARY KEY REFERENCES handoffs (id),
    outcome text NOT NULL,
    closed_by uuid NOT NULL REFERENCES staff (id)
);
CREATE TABLE handoff_snoozes (
    handoff_id uuid PRIMARY KEY REFERENCES handoffs (id),
    until_at timestamptz NOT NULL,
    staff_id uuid NOT NULL REFERENCES staff (id)
);
CREATE TABLE contact_marks (
    contact_id uuid NOT NULL REFERENCES contacts (id),
    mark text NOT NULL,
    staff_id uuid NOT NULL REFERENCES staff (id),
    marked_at timestamptz NOT NULL,
    PRIMARY KEY (contact_id, mark)
);
CREATE TABLE clinic_changes (
    name text PRIMARY KEY,
    value jsonb NOT NULL,
    version integer NOT NULL,
    changed_by uuid REFERENCES staff (id),
    changed_at timestamptz NOT NULL
);
CREATE INDEX conversations_of_contact ON conversations (contact_id);
CREATE INDEX conversations_by_opening ON conversations (opened_at);
CREATE INDEX handoffs_of_conversation ON handoffs (conversation_id);
CREATE INDEX handoffs_by_opening ON handoffs (opened_at);
CREATE INDEX recordings_of_conversation ON recordings (conversation_id);
CREATE INDEX messages_by_time ON messages (created_at);
CREATE INDEX calls_by_start ON calls (started_at);
CREATE INDEX contacts_by_last_digits ON contacts (reverse(phone) text_pattern_ops)
"""


def upgrade() -> None:
    for statement in TABLES.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    for index in (
        "contacts_by_last_digits", "calls_by_start", "messages_by_time", "recordings_of_conversation",
        "handoffs_by_opening", "handoffs_of_conversation", "conversations_by_opening", "conversations_of_contact",
    ):  # fmt: skip
        op.execute(f"DROP INDEX {index}")
    for table in (
        "clinic_changes", "contact_marks", "handoff_snoozes", "handoff_outcomes", "staff_forms", "staff_messages",
        "staff_notes", "audit_seals", "audit", "login_attempts", "staff_sessions", "staff_recovery_codes",
        "staff_invites", "staff",
    ):  # fmt: skip
        op.execute(f"DROP TABLE {table}")
    op.execute("DROP FUNCTION audit_is_append_only")
