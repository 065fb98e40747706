"""Real PostgreSQL for the tests: one throw-away server a run, the migrations applied once to a template.

Every test process clones that template once and empties it between tests (3 ms). A test that changes the
shape of its database, or must be alone on it, clones one of its own (50 ms). Runs share nothing.
"""

import os
import re
from pathlib import Path

import psycopg
from sqlalchemy import text

from bot.storage import embedded, schema_version
from bot.storage.database import Database

TEMPLATE = "template_of_tests"
_TEMPLATE_LOCK = 40_417

# Nothing of a test run needs to survive a power cut.
_FORGETFUL = ("fsync", "full_page_writes", "synchronous_commit")


def start_server() -> str:
    """Start or join this run's server; an xdist run's processes share it, the last one removes it."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    url = embedded.start(Path(".data") / "tests" / run, throw_away=True)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_TEMPLATE_LOCK,))
        if not _exists(connection, TEMPLATE):
            for name in _FORGETFUL:
                connection.execute(f"ALTER SYSTEM SET {name} = off")
            connection.execute("SELECT pg_reload_conf()")
            _make_template(connection, url)
    return url


def clone(server_url: str, name: str) -> str:
    """A migrated, empty database of this name; returns its URL."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", (_TEMPLATE_LOCK,))
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE {TEMPLATE} STRATEGY file_copy')
    return url_of(server_url, name)


def drop(server_url: str, name: str) -> None:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def empty(database: Database) -> None:
    """Remove every row. Foreign keys sleep meanwhile, so the order of the tables does not matter.

    A lock time-out here means that the test before left a transaction open.
    """
    with database.begin() as connection:
        names = connection.scalars(text(TABLES)).all()
        deletes = "; ".join(f'DELETE FROM "{name}"' for name in names)
        connection.exec_driver_sql(f"SET LOCAL session_replication_role = replica; {deletes}")


def url_of(server_url: str, name: str) -> str:
    return re.sub(r"/postgres\?", f"/{name}?", server_url)


TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'"


def _exists(connection: psycopg.Connection[tuple[object, ...]], name: str) -> bool:
    return connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone() is not None


def _make_template(connection: psycopg.Connection[tuple[object, ...]], server_url: str) -> None:
    """Built under another name, so that a run that dies half-way leaves no half-made template."""
    connection.execute("DROP DATABASE IF EXISTS unfinished")
    connection.execute("CREATE DATABASE unfinished")
    database = Database(url_of(server_url, "unfinished"), pool_size=1)
    schema_version.upgrade(database)
    database.close()
    connection.execute(f"ALTER DATABASE unfinished RENAME TO {TEMPLATE}")
