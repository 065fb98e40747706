"""What the clinic changed of its own facts in the console: one row a name, with a version against two at once."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from bot.storage.staff_tables import clinic_changes


@dataclass(frozen=True, slots=True)
class Change:
    """The newest value under a name."""

    value: Any
    version: int


def find(tx: Connection, name: str) -> Change | None:
    """What was changed under this name, or None where the file's own value still stands."""
    row = tx.execute(
        select(clinic_changes.c.value, clinic_changes.c.version).where(clinic_changes.c.name == name)
    ).first()
    return Change(row[0], row[1]) if row else None


def everything(tx: Connection) -> dict[str, Change]:
    """All that was changed, by name."""
    rows = tx.execute(select(clinic_changes.c.name, clinic_changes.c.value, clinic_changes.c.version))
    return {name: Change(value, version) for name, value, version in rows}


def seed(tx: Connection, name: str, value: Any, now: datetime) -> None:
    """What the clinic begins with, unless there is something under this name already."""
    query = upsert(clinic_changes).values(name=name, value=value, version=1, changed_at=now)
    tx.execute(query.on_conflict_do_nothing())


def put(tx: Connection, name: str, value: Any, seen: int, by: UUID, now: datetime) -> bool:
    """The new value; `seen` is the version the change was made on, 0 for the file's. False when another was faster."""
    values = {"value": value, "version": seen + 1, "changed_by": by, "changed_at": now}
    if seen == 0:
        if find(tx, name) is not None:
            return False
        tx.execute(insert(clinic_changes).values(name=name, **values))
        return True
    query = update(clinic_changes).where(clinic_changes.c.name == name, clinic_changes.c.version == seen)
    return tx.execute(query.values(**values)).rowcount == 1
