"""The job engine's own tables and functions, as Procrastinate 3.10 ships them.

`SCHEMA_DIGEST` pins that text: a later Procrastinate with another schema comes as a step of its own, which
applies the package's migration files between the two versions. A test compares the digest with the package.
"""

import hashlib

from alembic import op
from procrastinate.schema import SchemaManager

from bot.storage.database import raw

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SCHEMA_DIGEST = "c70ec4b400a60ad9592787653aae5ae77ae41bf801d56b5bd2712751a07f2009"


def upgrade() -> None:
    schema = SchemaManager.get_schema()
    if hashlib.sha256(schema.encode()).hexdigest() != SCHEMA_DIGEST:
        raise RuntimeError("This Procrastinate ships another schema: install the one in requirements.txt.")
    raw(op.get_bind()).execute(schema)  # many statements at once, without parameters
