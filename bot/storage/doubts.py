"""Messages of which nobody knows whether they went: found by their lease, looked after until evidence decides.

All instants here are the server's own: a worker that was stopped, or a moved clock, changes none of them.
"""

from collections.abc import Sequence

from sqlalchemy import Connection, text

from bot.values import MessageId

FIRST_LOOK_SECONDS = 20  # receipts usually come first, and cost nothing
NEXT_LOOK_SECONDS = 40


def doubt(tx: Connection, message_id: MessageId, fence: int, first_look: float = FIRST_LOOK_SECONDS) -> bool:
    """The gateway may or may not have it. Only by the worker that holds it."""
    query = text("""
        UPDATE messages SET status = 'unknown', look_at = clock_timestamp() + make_interval(secs => :seconds)
        WHERE id = :id AND fence = :fence AND status = 'sending'
    """)
    return tx.execute(query, {"id": message_id, "fence": fence, "seconds": first_look}).rowcount == 1


def find_lost(tx: Connection, first_look: float = FIRST_LOOK_SECONDS) -> int:
    """Takes up what a worker had in hand when its lease ran out; its fence holds no more. Returns how many."""
    query = text("""
        UPDATE messages SET status = 'unknown', fence = fence + 1,
               look_at = greatest(clock_timestamp(), taken_at + make_interval(secs => :seconds))
        WHERE status = 'sending' AND lease_until <= clock_timestamp()
    """)
    return tx.execute(query, {"seconds": first_look}).rowcount


def to_look_after(tx: Connection, next_look: float = NEXT_LOOK_SECONDS, limit: int = 20) -> Sequence[MessageId]:
    """Messages whose time to look has come; the next look is set at once, so that no other worker looks too."""
    query = text("""
        UPDATE messages SET looks = looks + 1, look_at = clock_timestamp() + make_interval(secs => :seconds)
        WHERE id IN (SELECT id FROM messages WHERE status = 'unknown' AND look_at <= clock_timestamp()
                     ORDER BY look_at LIMIT :limit FOR UPDATE SKIP LOCKED)
        RETURNING id
    """)
    return [MessageId(found) for found in tx.scalars(query, {"seconds": next_look, "limit": limit})]


def calls_without_end(tx: Connection, after_seconds: float, limit: int = 20) -> Sequence[tuple[str, str]]:
    """Calls taken so long ago that nobody heard and of whose end nothing was told: their keys and the gateway's ids."""
    query = text("""
        SELECT receipt_key, gateway_id FROM messages
        WHERE channel = 'voice' AND status = 'accepted' AND receipt_key IS NOT NULL AND gateway_id IS NOT NULL
          AND taken_at <= clock_timestamp() - make_interval(secs => :seconds) ORDER BY taken_at LIMIT :limit
    """)
    return [(row[0], row[1]) for row in tx.execute(query, {"seconds": after_seconds, "limit": limit})]


def uncount_look(tx: Connection, message_id: MessageId) -> None:
    """The gateway could not be asked: that was no look."""
    tx.execute(text("UPDATE messages SET looks = looks - 1 WHERE id = :id AND status = 'unknown'"), {"id": message_id})


def send_again(tx: Connection, message_id: MessageId) -> bool:
    """Evidence was sought and there is none: due once more."""
    query = text(
        "UPDATE messages SET status = 'due', look_at = NULL, woken_at = NULL WHERE id = :id AND status = 'unknown'"
    )
    return tx.execute(query, {"id": message_id}).rowcount == 1


def leave_to_staff(tx: Connection, message_id: MessageId) -> bool:
    """It stays unknown; a late receipt may still settle it. False when it was settled meanwhile."""
    query = text("UPDATE messages SET look_at = NULL, ended_by = 'undecided' WHERE id = :id AND status = 'unknown'")
    return tx.execute(query, {"id": message_id}).rowcount == 1


def known(tx: Connection, gateway_ids: Sequence[str]) -> frozenset[str]:
    """Which of these ids belong to messages of ours already."""
    query = text("SELECT gateway_id FROM messages WHERE receipt_key IS NOT NULL AND gateway_id = ANY(:ids)")
    return frozenset(tx.scalars(query, {"ids": list(gateway_ids)}))
