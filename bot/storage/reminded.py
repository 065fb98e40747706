"""What sending must know of a visit. Read without a lock: whoever changes a visit locks contacts after it."""

from uuid import UUID

from sqlalchemy import Connection, select

from bot.clinic.appointments import STANDING
from bot.storage.visit_tables import appointments


def standing_version(tx: Connection, visit_id: UUID) -> int | None:
    """The version of a visit that stands; None for one that does not."""
    found: int | None = tx.scalar(
        select(appointments.c.version).where(
            appointments.c.id == visit_id, appointments.c.status.in_([status.value for status in STANDING])
        )
    )
    return found
