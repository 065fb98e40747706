"""Wakes the messages whose time has come by the line's own clock, at once when the simulator moves it.

Of several workers one wakes at a time. The paced lanes leave at the number's pace, the nearest deadline first.
"""

from bot.clinic.message_kinds import Lane
from bot.services.delivery import Post
from bot.storage import jobs, sending_limits

MOST_AT_ONCE = 500  # jobs deferred in one transaction

_AT_ONCE = tuple(lane.value for lane in Lane if not lane.is_paced)
_PACED = tuple(lane.value for lane in Lane if lane.is_paced)


def wake_due(post: Post) -> int:
    """Defers a job for each message that is due and has none on its way. Returns how many."""
    with post.line.database.begin() as tx:
        if not jobs.may_wake(tx) or sending_limits.is_paused(tx):
            return 0
        now = post.line.now()
        found = jobs.due(tx, now, _AT_ONCE, MOST_AT_ONCE, post.wake_again)
        a_second = post.outbound.kinds.pace.a_second * len(post.line.profile.numbers.bot_lines)
        allowed = min(sending_limits.allowance(tx, a_second), MOST_AT_ONCE)
        paced = jobs.due(tx, now, _PACED, allowed, post.wake_again) if allowed else []
        if paced:
            sending_limits.spend(tx, len(paced), a_second)
        for message_id, lane in (*found, *paced):
            jobs.wake(tx, message_id, lane, -Lane(lane).rank)
        return len(found) + len(paced)
