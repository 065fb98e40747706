"""Calls are stopped by themselves, and wanted by themselves: who cannot read a text is called."""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE contacts ADD COLUMN calls_stopped_at timestamptz")
    op.execute("ALTER TABLE contacts ADD COLUMN prefers_calls boolean NOT NULL DEFAULT false")
    op.execute("UPDATE contacts SET calls_stopped_at = opted_out_at")


def downgrade() -> None:
    op.execute("ALTER TABLE contacts DROP COLUMN prefers_calls")
    op.execute("ALTER TABLE contacts DROP COLUMN calls_stopped_at")
