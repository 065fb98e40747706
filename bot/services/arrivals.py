"""The texts that reached a number unprompted: what the browser phone shows without being asked."""

from bot.services.line import ClinicLine
from bot.storage import arrivals
from bot.storage.arrivals import Arrived


def arrived_at(line: ClinicLine, phone: str, sequence: int) -> list[Arrived]:
    """The texts to this number after that one, oldest first."""
    with line.database.begin() as tx:
        return arrivals.after(tx, phone, sequence)
