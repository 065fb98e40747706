"""What the network said of a caller's number: shown to staff, and believed by nobody."""

from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE calls ADD COLUMN number_check text")


def downgrade() -> None:
    op.execute("ALTER TABLE calls DROP COLUMN number_check")
