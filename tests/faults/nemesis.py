"""What is done to the database in the middle of a campaign: every connection ends, as by its restart."""

from sqlalchemy import text

from bot.storage.database import Database

_CUT = text("""
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid()
""")


def cut_connections(database: Database) -> int:
    """Ends every other connection to this database. Returns how many."""
    with database.begin() as tx:
        cut: int = tx.scalar(_CUT) or 0
        return cut
