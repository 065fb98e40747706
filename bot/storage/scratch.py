"""Throw-away databases: the migrations are applied once to a template, and each use clones it in 50 ms.

For tests and reports alone. Nothing in them needs to survive a power cut.
"""

import re
from pathlib import Path

import psycopg
from sqlalchemy import text

from bot.storage import embedded, schema_version
from bot.storage.database import Database

TEMPLATE = "template_of_tests"
_TEMPLATE_LOCK = 40_417
_FORGETFUL = ("fsync", "full_page_writes", "synchronous_commit")


def start_server(folder: Path) -> str:
    """Start or join the throw-away server of this folder, the template in it; the last process removes both."""
    url = embedded.start(folder, throw_away=True)
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
    """Removes a database, whoever is still connected to it."""
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def url_of(server_url: str, name: str) -> str:
    """The address of another database on this server."""
    return re.sub(r"/postgres\?", f"/{name}?", server_url)


def claim_all(database: Database) -> None:
    """A staff member takes all that waits, without the console's questions."""
    with database.begin() as tx:
        tx.execute(text("UPDATE handoffs SET status = 'claimed', claimed_by = 'A. Nurse' WHERE status = 'waiting'"))


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
