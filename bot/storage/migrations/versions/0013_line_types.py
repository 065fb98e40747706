"""What kind of line a number is, as the gateway told it: asked before the first text, and kept."""

from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE line_types (
            contact_id uuid PRIMARY KEY REFERENCES contacts (id),
            kind text NOT NULL,
            told_at timestamptz NOT NULL
        )
    """)


def downgrade() -> None:
    op.execute("DROP TABLE line_types")
