"""The order in which words were written and staff acted, as a number: an instant can be that of two, and a row moves.
And an index of who waits, in the order in which staff take them.

CLUSTER lays the old rows in the order of their time; the new column numbers them as they lie.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STEPS = """
CLUSTER messages USING messages_by_time;
ALTER TABLE messages ADD COLUMN number bigint NOT NULL GENERATED ALWAYS AS IDENTITY;
CREATE INDEX messages_in_order ON messages (conversation_id, number);
DROP INDEX messages_of_conversation;
CLUSTER staff_notes USING staff_notes_of_conversation;
ALTER TABLE staff_notes ADD COLUMN number bigint NOT NULL GENERATED ALWAYS AS IDENTITY;
CREATE INDEX handoffs_in_turn ON handoffs
    ((CASE urgency WHEN 'emergency' THEN 0 WHEN 'same_day' THEN 1 ELSE 2 END), opened_at, code)
    WHERE status <> 'closed'
"""


def upgrade() -> None:
    for step in STEPS.split(";\n"):
        op.execute(step)


def downgrade() -> None:
    op.execute("DROP INDEX handoffs_in_turn")
    op.execute("CREATE INDEX messages_of_conversation ON messages (conversation_id, created_at)")
    op.execute("ALTER TABLE messages DROP COLUMN number")
    op.execute("ALTER TABLE staff_notes DROP COLUMN number")
