"""Calls whose end was never told are looked for every minute: without reading every message."""

from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        "CREATE INDEX messages_calls_on_their_way ON messages (taken_at)"
        " WHERE channel = 'voice' AND status = 'accepted' AND receipt_key IS NOT NULL"
    )


def downgrade() -> None:
    op.execute("DROP INDEX messages_calls_on_their_way")
