"""Real PostgreSQL for the tests: one throw-away server a run. Runs share nothing.

Every test process clones the template once and empties its database between tests (3 ms). A test that changes the
shape of its database, or must be alone on it, clones one of its own (50 ms).
"""

import os
from pathlib import Path

from sqlalchemy import text

from bot.storage import scratch
from bot.storage.database import Database

clone, drop, url_of = scratch.clone, scratch.drop, scratch.url_of
TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


def start_server() -> str:
    """Start or join this run's server; an xdist run's processes share it, the last one removes it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    return scratch.start_server(Path(".data") / "tests" / run)


def empty(database: Database) -> None:
    """Remove every row. Foreign keys sleep meanwhile, so the order of the tables does not matter.

    A lock time-out here means that the test before left a transaction open.
    """
    with database.begin() as connection:
        names = connection.scalars(text(TABLES)).all()
        deletes = "; ".join(f'DELETE FROM "{name}"' for name in names)
        connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {deletes}")
