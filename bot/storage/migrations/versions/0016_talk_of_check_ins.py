"""The talk in which somebody agreed to check-ins: what was screened there is asked about again, not from the start."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE check_ins ADD COLUMN session_id uuid REFERENCES sessions (id) ON DELETE SET NULL")


def downgrade() -> None:
    op.execute("ALTER TABLE check_ins DROP COLUMN session_id")
