"""Following up: check-ins somebody agreed to, talks that fell silent, and in which edition something was told."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STEPS = """
CREATE TABLE check_ins (
    id uuid PRIMARY KEY,
    contact_id uuid NOT NULL REFERENCES contacts (id),
    began_at timestamptz NOT NULL,
    ended_at timestamptz,
    ended_by text
);
CREATE UNIQUE INDEX check_ins_running ON check_ins (contact_id) WHERE ended_at IS NULL;
ALTER TABLE sessions ADD COLUMN silence_seen_at timestamptz;
ALTER TABLE messages ADD COLUMN edition text;
CREATE INDEX messages_places ON messages USING gin (places) WHERE places <> '{}'
"""


def upgrade() -> None:
    for statement in STEPS.split(";\n"):
        if statement.strip():
            op.execute(statement)


def downgrade() -> None:
    op.execute("DROP INDEX messages_places")
    op.execute("ALTER TABLE messages DROP COLUMN edition")
    op.execute("ALTER TABLE sessions DROP COLUMN silence_seen_at")
    op.execute("DROP TABLE check_ins")
