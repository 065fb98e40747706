"""The whole program on a test's database, as a pretend phone reaches it."""

from datetime import datetime

from bot.channels.simulator.line import PhoneLine
from bot.cli import talks
from bot.clock import HandClock
from bot.storage.database import Database
from tests.bots import a_bot


def open_line(database: Database, now: datetime, **settings: str) -> PhoneLine:
    """The line, its clock standing at the clinic's wall time `now`."""
    bot = a_bot(database, now.isoformat(sep=" ", timespec="minutes"), **settings)
    assert isinstance(bot.line.clock, HandClock)
    return talks.open_line(bot, bot.line.clock)
