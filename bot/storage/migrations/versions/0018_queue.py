"""How many wait for a team, and what somebody has taken, told from an index."""

from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

STEPS = """
CREATE INDEX handoffs_waiting ON handoffs (team) WHERE status = 'waiting';
CREATE INDEX handoffs_of_staff ON handoffs (claimed_by) WHERE status = 'claimed'
"""


def upgrade() -> None:
    for step in STEPS.split(";\n"):
        op.execute(step)


def downgrade() -> None:
    op.execute("DROP INDEX handoffs_waiting, handoffs_of_staff")
