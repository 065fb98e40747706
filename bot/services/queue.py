"""The handoffs that wait for people, in the order in which people should take them."""

from bot.services.line import ClinicLine
from bot.storage import handoffs
from bot.storage.handoffs import Handoff


def open_handoffs(line: ClinicLine) -> list[Handoff]:
    """Every handoff that is not closed: the most urgent first, then the longest waiting."""
    with line.database.begin() as tx:
        return handoffs.waiting(tx)
