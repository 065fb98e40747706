"""Practitioners and rooms as the schedule names them, so that slots can refer to them.

What is no longer in the schedule keeps its row: old visits point to it.
"""

from sqlalchemy import Connection, Table, func, select
from sqlalchemy.dialects.postgresql import insert

from bot.clinic.schedule import Schedule
from bot.storage.visit_tables import practitioners, rooms


def seed(tx: Connection, schedule: Schedule) -> None:
    """Brings both tables to what the schedule says. Any number of processes may do it at once."""
    _write(
        tx,
        practitioners,
        [
            {"id": one.number, "key": one.key, "name": one.name, "daily_cap": one.daily_cap}
            for one in schedule.practitioners
        ],
    )
    _write(
        tx,
        rooms,
        [
            {"id": room.number, "key": room.key, "location": place.key}
            for place in schedule.locations
            for room in place.rooms
        ],
    )


def highest_number(tx: Connection) -> int:
    """The highest number that was ever given; 0 where there was none."""
    return tx.scalar(select(func.coalesce(func.max(practitioners.c.id), 0))) or 0


def _write(tx: Connection, table: Table, rows: list[dict[str, object]]) -> None:
    wanted = insert(table).values(sorted(rows, key=lambda row: str(row["id"])))
    changed = {column.name: wanted.excluded[column.name] for column in table.c if column.name != "id"}
    tx.execute(wanted.on_conflict_do_update(index_elements=["id"], set_=changed))
