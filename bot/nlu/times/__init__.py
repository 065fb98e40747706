"""When the person can come: windows of days and hours, read by a small grammar of our own.

Knows no clinic hours; a bare clock time takes the half of the day in which any clinic is open.
"""

from bot.nlu.times.reader import Times, read_times
from bot.nlu.times.words import TimeWords

__all__ = ["TimeWords", "Times", "read_times"]
