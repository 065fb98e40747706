"""Callers who wait in line for a person: how far the ladder was climbed for them, and each staff phone that rang.

The ladder was kept on the call before, as the call itself rang the phones.
"""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

STEPS = """
CREATE TABLE connections (
    id uuid PRIMARY KEY,
    call_id text NOT NULL REFERENCES calls (id),
    prompt integer NOT NULL,
    ladder text NOT NULL,
    language text NOT NULL,
    may_call_back boolean NOT NULL,
    rung integer NOT NULL,
    started_at timestamptz NOT NULL,
    next_at timestamptz NOT NULL,
    deadline_at timestamptz NOT NULL,
    taken_by uuid,
    joined_at timestamptz,
    ended_at timestamptz,
    outcome text,
    UNIQUE (call_id, prompt)
);
CREATE INDEX connections_due ON connections (next_at) WHERE ended_at IS NULL AND taken_by IS NULL;
CREATE TABLE legs (
    id uuid PRIMARY KEY,
    connection_id uuid NOT NULL REFERENCES connections (id),
    rung integer NOT NULL,
    phone text NOT NULL,
    key text NOT NULL UNIQUE,
    status text NOT NULL,
    gateway_id text,
    made_at timestamptz NOT NULL,
    picked_up_at timestamptz,
    end_at timestamptz
);
CREATE INDEX legs_of_connection ON legs (connection_id);
CREATE INDEX legs_due ON legs (made_at) WHERE status = 'due';
CREATE INDEX legs_to_end ON legs (end_at) WHERE end_at IS NOT NULL;
ALTER TABLE calls DROP COLUMN ladder;
ALTER TABLE calls DROP COLUMN rung
"""


def upgrade() -> None:
    for step in STEPS.split(";\n"):
        op.execute(step)


def downgrade() -> None:
    op.execute("ALTER TABLE calls ADD COLUMN ladder text")
    op.execute("ALTER TABLE calls ADD COLUMN rung integer NOT NULL DEFAULT 0")
    op.execute("DROP TABLE legs")
    op.execute("DROP TABLE connections")
