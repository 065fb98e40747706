"""Who may be written to and when, and which keywords the phone network answers by itself.

Source: the network's stock keyword lists for US numbers, 47 CFR 64.1200(a)(10) on revoking consent and its
(a)(9)(iv) and (c)(1) on limits and hours. Pure: instants and zones are arguments.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

SUNDAY = 6
WEEK = timedelta(days=7)


class Keyword(StrEnum):
    """What a keyword does at the network. The whole text must be the word, in any case."""

    STOP = "stop"  # the network blocks us and says so
    START = "start"  # the network lifts the block and says so
    HELP = "help"  # the network says who we are


_KEYWORDS = {
    **dict.fromkeys(("stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"), Keyword.STOP),
    **dict.fromkeys(("start", "unstop", "yes"), Keyword.START),
    **dict.fromkeys(("help", "info"), Keyword.HELP),
}


def keyword(body: str) -> Keyword | None:
    """The stock keyword this text is, or None. "STOP PLEASE" is none: the network does not match it."""
    return _KEYWORDS.get(body.strip().lower())


@dataclass(frozen=True, slots=True)
class Hours:
    """When a message may arrive, on the contact's own wall clock. `evening` is the hour "the evening before" means."""

    weekdays: tuple[time, time]
    sunday: tuple[time, time]
    evening: time

    def allow(self, at: datetime, zone: ZoneInfo) -> bool:
        """True where `at` is lawful in this zone."""
        opens, closes = self._span(at.astimezone(zone).date(), zone)
        return opens <= at < closes

    def next_lawful(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The first lawful moment at or after `at`, in UTC."""
        day = at.astimezone(zone).date()
        opens, closes = self._span(day, zone)
        if at < closes:
            return max(at, opens).astimezone(UTC)
        return self._span(day + timedelta(days=1), zone)[0]

    def evening_before(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The last evening hour that is not after `at`, in UTC: where an early kind goes from an unlawful hour."""
        day = at.astimezone(zone).date()
        evening = _instant(day, self.evening, zone)
        return evening if evening <= at else _instant(day - timedelta(days=1), self.evening, zone)

    def opens_tomorrow(self, at: datetime, zone: ZoneInfo) -> datetime:
        """The first lawful moment of the next day there."""
        return self._span(at.astimezone(zone).date() + timedelta(days=1), zone)[0]

    def _span(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        opens, closes = self.sunday if day.weekday() == SUNDAY else self.weekdays
        return _instant(day, opens, zone), _instant(day, closes, zone)


@dataclass(frozen=True, slots=True)
class Caps:
    """How many capped messages a person gets at most."""

    a_day: int
    a_week: int


def planned_at(at: datetime, hours: Hours | None, zone: ZoneInfo, *, early: bool) -> datetime:
    """When a message meant for `at` is to be sent: then, or at the nearest lawful hour on its side."""
    if hours is None or hours.allow(at, zone):
        return at
    return hours.evening_before(at, zone) if early else hours.next_lawful(at, zone)


def day_began_at(now: datetime, zone: ZoneInfo) -> datetime:
    """Midnight there, in UTC: since when a day's messages are counted."""
    return _instant(now.astimezone(zone).date(), time.min, zone)


def _instant(day: date, wall: time, zone: ZoneInfo) -> datetime:
    """A wall time that happens twice means the first; one that does not exist means the moment after the gap."""
    return datetime.combine(day, wall, tzinfo=zone).astimezone(UTC)
