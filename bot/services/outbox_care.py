"""What sending leaves behind and nobody needs: counts of days long past, and jobs whose worker died."""

from datetime import timedelta

from bot.services.line import ClinicLine
from bot.storage import jobs, sending_limits

COUNTS_LAST = timedelta(days=2)


def forget_old_work(line: ClinicLine) -> int:
    """Removes it. Returns how many rows."""
    with line.database.begin() as tx:
        return sending_limits.forget_counts(tx, line.now() - COUNTS_LAST) + jobs.forget_lost(tx)
