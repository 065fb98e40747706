"""Fire drills: when each began, and how long it was until somebody came."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from bot.clinic.drill import DRILL_PHONE
from bot.values import HandoffId


@dataclass(frozen=True, slots=True)
class Drill:
    """One drill. `claimed_at` is None while nobody has come."""

    code: str
    started_at: datetime
    claimed_at: datetime | None
    name: str  # who came
    rungs: int  # how many were reached by then

    @property
    def seconds(self) -> float | None:
        """From the danger to a person."""
        return (self.claimed_at - self.started_at).total_seconds() if self.claimed_at else None


_CONVERSATIONS = """
    SELECT v.id FROM conversations v JOIN contacts c ON c.id = v.contact_id WHERE c.phone = :phone
"""
_REQUESTS = f"SELECT id FROM handoffs WHERE conversation_id IN ({_CONVERSATIONS})"  # noqa: S608  nothing of a person
_PUT_AWAY = tuple(
    text(query)
    for query in (
        f"UPDATE climbs SET ended_at = :now WHERE ended_at IS NULL AND handoff_id IN ({_REQUESTS})",  # noqa: S608
        f"""UPDATE promises SET ended_at = :now, ending = 'replaced'
            WHERE ended_at IS NULL AND handoff_id IN ({_REQUESTS})""",  # noqa: S608
        f"UPDATE handoffs SET status = 'closed', closed_at = :now WHERE status <> 'closed' AND id IN ({_REQUESTS})",  # noqa: S608
        f"UPDATE conversations SET closed_at = :now WHERE closed_at IS NULL AND id IN ({_CONVERSATIONS})",  # noqa: S608
        "UPDATE contacts SET care_lock = NULL, care_locked_at = NULL WHERE phone = :phone",
    )
)


def put_away(tx: Connection, now: datetime) -> None:
    """The drill before is over, claimed or not: its number may begin again as somebody new."""
    values = {"phone": DRILL_PHONE, "now": now}
    for query in _PUT_AWAY:
        tx.execute(query, values)


def begin(tx: Connection, now: datetime) -> tuple[HandoffId, str] | None:
    """Writes down the request that the drill has just opened: its id and code; None where none was opened."""
    row = tx.execute(
        text("""
            SELECT h.id, h.code FROM handoffs h JOIN conversations v ON v.id = h.conversation_id
            JOIN contacts c ON c.id = v.contact_id
            WHERE c.phone = :phone AND h.status <> 'closed' ORDER BY h.opened_at DESC LIMIT 1
        """),
        {"phone": DRILL_PHONE},
    ).first()
    if row is None:
        return None
    tx.execute(text("INSERT INTO drills VALUES (:id, :now) ON CONFLICT DO NOTHING"), {"id": row[0], "now": now})
    return HandoffId(row[0]), row[1]


def latest(tx: Connection, most: int) -> list[Drill]:
    """The newest drills first."""
    rows = tx.execute(
        text("""
            SELECT h.code, d.started_at, h.claimed_at, coalesce(s.name, ''),
                   (SELECT coalesce(max(p.rung), 0) FROM pages p WHERE p.handoff_id = h.id)
            FROM drills d JOIN handoffs h ON h.id = d.handoff_id LEFT JOIN staff s ON s.id::text = h.claimed_by
            ORDER BY d.started_at DESC LIMIT :most
        """),
        {"most": most},
    )
    return [Drill(*row) for row in rows]
