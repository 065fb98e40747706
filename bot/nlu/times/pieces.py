"""The pieces of the time grammar: items as they are read, and windows in the making."""

from dataclasses import dataclass
from typing import Any

from bot.nlu.times.clocks import Clock
from bot.nlu.times.line import Days

TIMES = ("day", "clock", "part", "moment")  # the kinds of item that name a time
BOUNDS = ("between", "after", "before", "from", "by", "until")  # the kinds that bound the one behind them
MARKS = ("so", "because", "asks", "fact")  # the kinds that tell what is told from what is wished


@dataclass(frozen=True, slots=True)
class Item:
    """A time or a little word. `kind` tells what `value` is: day Days, clock Clock, hours Hours, span Span."""

    kind: str
    value: Any = None
    first: int = 0  # the words it was read from, for the reasons
    last: int = 0


@dataclass(frozen=True, slots=True)
class Hours:
    """From `low` to `high`, either open; or a part of the day by name."""

    low: Clock | None = None
    high: Clock | None = None
    part: str | None = None


@dataclass(frozen=True, slots=True)
class Span:
    """Days, or all days up to them, or between two moments ("monday at 9 to tuesday at noon")."""

    days: Days
    is_until: bool = False
    is_open: bool = False  # these days and all that follow
    low: Clock | None = None
    high: Clock | None = None
