"""What has to end by itself: threads that went quiet, and calls whose end was never told."""

from datetime import timedelta

from bot.services.line import ClinicLine
from bot.services.texts import CONVERSATION_LASTS
from bot.storage import calls, conversations

CALL_LASTS = timedelta(hours=4)  # the network's own limit for one call


def close_quiet_conversations(line: ClinicLine) -> int:
    """Closes threads without a word for fourteen days and without an open handoff. Returns how many."""
    now = line.now()
    with line.database.begin() as tx:
        return conversations.close_quiet(tx, now - CONVERSATION_LASTS, now)


def end_lost_calls(line: ClinicLine) -> int:
    """Ends calls that are longer than a call can be: their last webhook never came. Returns how many."""
    now = line.now()
    with line.database.begin() as tx:
        return calls.end_older_than(tx, now - CALL_LASTS, now)
