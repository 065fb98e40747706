"""Handing over: ladders that are climbed until somebody takes a request, promises as rows, drills, and photos."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

STEPS = """
CREATE TABLE climbs (
    handoff_id uuid PRIMARY KEY REFERENCES handoffs (id),
    rung integer NOT NULL,
    next_at timestamptz NOT NULL,
    started_at timestamptz NOT NULL,
    nobody_at timestamptz,
    ended_at timestamptz
);
CREATE INDEX climbs_due ON climbs (next_at) WHERE ended_at IS NULL;
CREATE TABLE pages (
    id uuid PRIMARY KEY,
    handoff_id uuid NOT NULL REFERENCES handoffs (id),
    rung integer NOT NULL,
    name text NOT NULL,
    phone text NOT NULL,
    way text NOT NULL,
    status text NOT NULL,
    key text NOT NULL UNIQUE,
    paged_at timestamptz NOT NULL,
    taken_at timestamptz,
    accepted_at timestamptz
);
CREATE INDEX pages_of_handoff ON pages (handoff_id, paged_at);
CREATE INDEX pages_to_call ON pages (paged_at) WHERE status = 'due';
CREATE TABLE promises (
    id uuid PRIMARY KEY,
    handoff_id uuid NOT NULL REFERENCES handoffs (id),
    owner text NOT NULL,
    made_at timestamptz NOT NULL,
    by_at timestamptz NOT NULL,
    near_at timestamptz NOT NULL,
    warned_at timestamptz,
    ended_at timestamptz,
    ending text
);
CREATE UNIQUE INDEX promises_open ON promises (handoff_id) WHERE ended_at IS NULL;
CREATE INDEX promises_near ON promises (near_at) WHERE ended_at IS NULL AND warned_at IS NULL;
CREATE INDEX promises_due ON promises (by_at) WHERE ended_at IS NULL;
CREATE INDEX promises_made ON promises (made_at);
CREATE TABLE drills (
    handoff_id uuid PRIMARY KEY REFERENCES handoffs (id),
    started_at timestamptz NOT NULL
);
CREATE TABLE photos (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    gateway_id text NOT NULL,
    media_id text NOT NULL,
    content_type text NOT NULL,
    received_at timestamptz NOT NULL,
    deleted_at timestamptz,
    UNIQUE (gateway_id, media_id)
);
CREATE INDEX photos_of_conversation ON photos (conversation_id);
CREATE INDEX photos_kept ON photos (received_at) WHERE deleted_at IS NULL;
ALTER TABLE recordings ADD COLUMN deleted_at timestamptz;
CREATE INDEX recordings_kept ON recordings (left_at) WHERE deleted_at IS NULL;
ALTER TABLE staff_sessions ADD COLUMN reason text;
"""


def upgrade() -> None:
    for step in STEPS.split(";\n"):
        if step.strip():
            op.execute(step)


def downgrade() -> None:
    """Refused on purpose: going back would drop promises, photos and messages that people left."""
    raise RuntimeError("Restore a backup: what people left and were promised is not taken away.")
