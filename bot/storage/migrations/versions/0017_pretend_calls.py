"""Calls that ring at the pretend phones of local mode."""

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE TABLE pretend_calls (id text PRIMARY KEY, phone text NOT NULL, line text NOT NULL, path text NOT NULL,"
        " is_person boolean NOT NULL, rung_at timestamptz NOT NULL DEFAULT clock_timestamp())"
    )


def downgrade() -> None:
    op.execute("DROP TABLE pretend_calls")
