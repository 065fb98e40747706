"""The worst that was said on any channel, kept for staff until a named person lowers it with a reason."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

STEPS = """
CREATE TABLE worst_answers (
    id uuid PRIMARY KEY,
    contact_id uuid NOT NULL REFERENCES contacts (id),
    disposition text NOT NULL,
    channel text NOT NULL,
    said_at timestamptz NOT NULL,
    lowered_at timestamptz,
    lowered_by uuid REFERENCES staff (id),
    reason text
);
CREATE INDEX worst_answers_standing ON worst_answers (contact_id, said_at) WHERE lowered_at IS NULL
"""


def upgrade() -> None:
    for step in STEPS.split(";\n"):
        op.execute(step)


def downgrade() -> None:
    op.execute("DROP TABLE worst_answers")
