"""Calls that a member of staff makes to a patient through the line: their own phone rings first."""

from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

STEPS = """
CREATE TABLE patient_calls (
    id uuid PRIMARY KEY,
    conversation_id uuid NOT NULL REFERENCES conversations (id),
    staff_id uuid NOT NULL REFERENCES staff (id),
    phone text NOT NULL,
    key text NOT NULL UNIQUE,
    status text NOT NULL,
    asked_at timestamptz NOT NULL,
    ended_at timestamptz
);
CREATE INDEX patient_calls_due ON patient_calls (asked_at) WHERE status = 'due';
CREATE INDEX patient_calls_of_conversation ON patient_calls (conversation_id)
"""


def upgrade() -> None:
    for step in STEPS.split(";\n"):
        op.execute(step)


def downgrade() -> None:
    op.execute("DROP TABLE patient_calls")
