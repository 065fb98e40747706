"""What sending must know of a visit. Read without a lock: whoever changes a visit locks contacts after it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, select, text

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


def has_coming_visit(tx: Connection, phone: str, now: datetime, standing: list[str]) -> bool:
    """True where a visit stands ahead for a patient this number speaks for."""
    query = text("""
        SELECT true FROM patient_numbers n JOIN appointments a ON a.patient_id = n.patient_id
        JOIN slots s ON s.id = a.slot_id
        WHERE n.phone = :phone AND n.wrong_at IS NULL AND a.status = ANY(:standing) AND s.starts_at > :now LIMIT 1
    """)
    return bool(tx.scalar(query, {"phone": phone, "now": now, "standing": standing}))
