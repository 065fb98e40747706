"""What has been sent, counted for the money brakes and the caps; and the pace of the lanes in which many fall due.

Pace and pause run by the server's clock: moving ours must neither free a burst nor end a rest the gateway asked for.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, text

from bot.values import ContactId

_COUNT = text("""
    INSERT INTO sending_counts (scope, began_at, sent) VALUES (:scope, :began_at, 1)
    ON CONFLICT (scope, began_at) DO UPDATE SET sent = sending_counts.sent + 1
    WHERE sending_counts.sent < :most RETURNING sent
""")
_CAPPED = text("""
    SELECT count(*) FILTER (WHERE m.sent_at >= :day), count(*) FROM messages m
    JOIN conversations v ON v.id = m.conversation_id
    WHERE v.contact_id = :contact AND m.sent_at >= :week AND m.kind = ANY(:kinds)
      AND m.status IN ('sending', 'unknown', 'accepted', 'delivered')
""")
_SPEND = text("""
    INSERT INTO sending_pace (id, next_at) VALUES (1, clock_timestamp())
    ON CONFLICT (id) DO UPDATE SET next_at = greatest(sending_pace.next_at, clock_timestamp() - interval '2 seconds')
    RETURNING extract(epoch FROM clock_timestamp() - next_at)::float
""")


def count(tx: Connection, scope: str, began_at: datetime, most: int) -> bool:
    """Counts one more in this hour or day. False when that would be one too many; then nothing is counted."""
    return tx.scalar(_COUNT, {"scope": scope, "began_at": began_at, "most": most}) is not None


def forget_counts(tx: Connection, before: datetime) -> int:
    """Removes counts of hours and days long past. Returns how many."""
    return tx.execute(text("DELETE FROM sending_counts WHERE began_at < :before"), {"before": before}).rowcount


def capped_sent(
    tx: Connection, contact_id: ContactId, kinds: Sequence[str], day: datetime, week: datetime
) -> tuple[int, int]:
    """How many messages of these kinds went to this contact since `day`, and since `week`."""
    row = tx.execute(_CAPPED, {"contact": contact_id, "kinds": list(kinds), "day": day, "week": week}).one()
    return row[0], row[1]


def allowance(tx: Connection, a_second: float) -> int:
    """How many paced messages may leave now. At most two seconds' worth is saved up."""
    saved: float = tx.scalar(_SPEND) or 0.0
    return max(0, int(saved * a_second))


def spend(tx: Connection, messages: int, a_second: float) -> None:
    """Uses up so much of the pace."""
    query = text("UPDATE sending_pace SET next_at = next_at + make_interval(secs => :seconds)")
    tx.execute(query, {"seconds": messages / a_second})


def pause(tx: Connection, seconds: float) -> None:
    """Nothing leaves for so long: the gateway asked for it, or the set-up is wrong."""
    query = text("""
        INSERT INTO sending_pace (id, next_at, paused_until)
        VALUES (1, clock_timestamp(), clock_timestamp() + make_interval(secs => :seconds))
        ON CONFLICT (id) DO UPDATE SET paused_until = greatest(sending_pace.paused_until, excluded.paused_until)
    """)
    tx.execute(query, {"seconds": seconds})


def is_paused(tx: Connection) -> bool:
    """True while the gateway wants quiet."""
    return bool(tx.scalar(text("SELECT true FROM sending_pace WHERE paused_until > clock_timestamp()")))
