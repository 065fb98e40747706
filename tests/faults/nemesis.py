"""What is done to the database in the middle of a campaign: its connections end, or the whole server dies."""

import os
import signal
from contextlib import suppress

from sqlalchemy import text

from bot.storage.database import Database, DatabaseUnavailable

_CUT = text("""
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
""")


def cut_connections(database: Database) -> int:
    """Ends every other connection to this database. Returns how many."""
    with database.begin() as tx:
        cut: int = tx.scalar(_CUT) or 0
        return cut


def survive_crashes(database: Database) -> None:
    """What is committed stays: the tests' servers are forgetful otherwise."""
    with database.begin() as tx:
        name = tx.scalar(text("SELECT quote_ident(current_database())"))
        tx.exec_driver_sql(f"ALTER DATABASE {name} SET synchronous_commit = on")
    database.close()  # its next connections know


def restart_server(database: Database) -> int:
    """Kills a process of the server, upon which it ends all others and recovers from its log, as after a crash.

    The campaign must own the server. Returns how often that was done: once.
    """
    with suppress(DatabaseUnavailable), database.begin() as tx:
        os.kill(tx.scalar(text("SELECT pg_backend_pid()")) or 0, signal.SIGKILL)
        tx.scalar(text("SELECT true"))  # not any more
    return 1
