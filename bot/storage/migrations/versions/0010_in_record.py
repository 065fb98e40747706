"""Which visits the health record holds: what is dropped or moved here must leave it there."""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("ALTER TABLE appointments ADD COLUMN in_record boolean NOT NULL DEFAULT false")
    op.execute("CREATE INDEX appointments_to_leave ON appointments (id) WHERE in_record AND status = 'cancelled'")
    op.execute("CREATE INDEX appointments_asked ON appointments (booked_at) WHERE change_asked IS NOT NULL")


def downgrade() -> None:
    op.execute("DROP INDEX appointments_asked")
    op.execute("DROP INDEX appointments_to_leave")
    op.execute("ALTER TABLE appointments DROP COLUMN in_record")
