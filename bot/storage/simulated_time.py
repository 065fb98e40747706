"""How far local mode's clock has been moved: one row that every process reads."""

from datetime import timedelta

from sqlalchemy import Connection, delete, insert, select

from bot.storage.tables import clock_offset


def read_offset(tx: Connection) -> timedelta:
    """The offset; nothing where nobody moved the clock."""
    return timedelta(seconds=tx.scalar(select(clock_offset.c.seconds)) or 0)


def set_offset(tx: Connection, offset: timedelta) -> None:
    """Moves the clock, to whole seconds."""
    tx.execute(delete(clock_offset))
    tx.execute(insert(clock_offset).values(id=1, seconds=round(offset.total_seconds())))
