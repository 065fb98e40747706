"""Series of check-ins: who agreed to be asked, since when, and what ended it."""

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import Connection, text

from bot.dialogue.session import Session, from_json
from bot.values import ContactId, SessionId

_BEGIN = text("""
    INSERT INTO check_ins (id, contact_id, session_id, began_at) VALUES (:id, :contact, :session, :now)
    ON CONFLICT (contact_id) WHERE ended_at IS NULL DO NOTHING RETURNING id
""")
# Read without a lock at the moment of sending: whatever ends a series by itself is a fact that stands elsewhere.
_WANTED = text("""
    SELECT true FROM check_ins s JOIN contacts c ON c.id = s.contact_id
    WHERE s.id = :id AND s.ended_at IS NULL AND c.care_lock IS NULL
      AND NOT EXISTS (SELECT 1 FROM handoffs h JOIN conversations v ON v.id = h.conversation_id
                      WHERE v.contact_id = c.id AND h.claimed_at >= s.began_at)
      AND NOT EXISTS (SELECT 1 FROM patient_numbers n JOIN appointments a ON a.patient_id = n.patient_id
                      WHERE n.phone = c.phone AND n.wrong_at IS NULL AND n.verified_at IS NOT NULL
                        AND a.status = ANY(:standing) AND a.booked_at >= s.began_at)
""")


def begin(tx: Connection, contact_id: ContactId, session_id: SessionId, now: datetime) -> UUID | None:
    """A new series, agreed to in this talk; None where one is running."""
    values = {"id": uuid4(), "contact": contact_id, "session": session_id, "now": now}
    found: UUID | None = tx.scalar(_BEGIN, values)
    return found


def talk_of(tx: Connection, series_id: UUID) -> Session | None:
    """The talk in which this series was agreed to, as it stands now."""
    query = text("SELECT s.state FROM check_ins c JOIN sessions s ON s.id = c.session_id WHERE c.id = :id")
    state = tx.scalar(query, {"id": series_id})
    return from_json(state) if state else None


def running(tx: Connection, contact_id: ContactId) -> UUID | None:
    """The series that is running for this contact."""
    query = text("SELECT id FROM check_ins WHERE contact_id = :contact AND ended_at IS NULL")
    found: UUID | None = tx.scalar(query, {"contact": contact_id})
    return found


def end(tx: Connection, contact_id: ContactId, ended_by: str, now: datetime) -> UUID | None:
    """Ends the series of this contact; returns the one that was running."""
    query = text(
        "UPDATE check_ins SET ended_at = :now, ended_by = :by"
        " WHERE contact_id = :contact AND ended_at IS NULL RETURNING id"
    )
    found: UUID | None = tx.scalar(query, {"contact": contact_id, "by": ended_by, "now": now})
    return found


def go_on(tx: Connection, contact_id: ContactId, ended_by: str, ended_at: datetime) -> None:
    """The series that ended so at this moment runs again: it was not meant. The contact must be locked."""
    query = text("""
        UPDATE check_ins SET ended_at = NULL, ended_by = NULL
        WHERE contact_id = :contact AND ended_by = :by AND ended_at = :at
    """)
    tx.execute(query, {"contact": contact_id, "by": ended_by, "at": ended_at})


def is_wanted(tx: Connection, series_id: UUID, standing: list[str]) -> bool:
    """True while nothing has ended it: no end of its own, no care lock, no claim and no visit since it began."""
    return bool(tx.scalar(_WANTED, {"id": series_id, "standing": standing}))
