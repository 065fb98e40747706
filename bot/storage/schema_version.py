"""Which version of the tables the database has, and how it gets the newest.

Web and worker refuse a version they do not know: old code on new tables loses data quietly.
"""

from functools import cache
from pathlib import Path

from sqlalchemy import Connection, func, select, text

from bot.storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
_UPGRADE_LOCK = 7_301_911  # any number, the same in every process and for nothing else


def upgrade(database: Database) -> None:
    """Apply every missing step in one transaction. Processes that start at once take turns."""
    # Imported here: a web worker never upgrades, and Alembic is 8 MB in each.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    with database.begin() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '60s'"))
        connection.execute(text("SET LOCAL statement_timeout = '10min'"))
        connection.execute(select(func.pg_advisory_xact_lock(_UPGRADE_LOCK)))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(database: Database) -> bool:
    """True when the database has exactly the version this code was written for."""
    with database.begin() as connection:
        return version(connection) == newest()


def version(connection: Connection) -> str | None:
    """The version of the tables, or None where there are none yet."""
    if connection.scalar(text("SELECT to_regclass('alembic_version')")) is None:
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


@cache
def newest() -> str:
    """The version this code was written for: its steps are numbered files, one after the other."""
    return max(step.name.partition("_")[0] for step in (_MIGRATIONS / "versions").glob("[0-9]*_*.py"))
