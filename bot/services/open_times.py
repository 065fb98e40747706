"""Which times are free and which are not, for anybody: SMART Scheduling Links without a fact about a patient.

The door is public, so that what it tells is made once a minute at most, whoever asks how often; and while nothing has
changed it keeps the name it had, by which a reader knows that there is nothing to fetch.
"""

import hashlib
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clinic.schedule import VisitType
from bot.clinic.slots import NOTHING, Availability, Slot
from bot.services.line import ClinicLine
from bot.storage import slots

AHEAD = timedelta(days=30)
FRESH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OpenTime:
    """A slot on the grid of one type of visit, free or not."""

    slot: Slot
    kind: VisitType
    is_free: bool


Files = Mapping[str, bytes]  # by their names
Write = Callable[[ClinicLine, list[OpenTime]], Files]


@dataclass(frozen=True, slots=True)
class Published:
    """What is told, since when exactly this is, and a name for it."""

    files: Files
    since: datetime
    tag: str


class OpenTimes:
    """One process's publication. `write` makes the files of the times."""

    def __init__(self, line: ClinicLine, write: Write) -> None:
        self._line = line
        self._write = write
        self._lock = threading.Lock()
        self._known: Published | None = None
        self._made_at: datetime | None = None

    def now(self) -> Published:
        """The publication of this minute."""
        with self._lock:
            now = self._line.now()
            if self._known is None or self._made_at is None or not timedelta(0) <= now - self._made_at < FRESH:
                files = self._write(self._line, read(self._line, now))
                tag = hashlib.sha256(b"\n".join(files[name] for name in sorted(files))).hexdigest()
                if self._known is None or self._known.tag != tag:
                    self._known = Published(files, now, tag)
                self._made_at = now
            return self._known


def read(line: ClinicLine, now: datetime) -> list[OpenTime]:
    """Every time of every type of visit within the next weeks: two statements for each type."""
    return [time for kind in line.desk.schedule.types for time in _of_type(line, kind, now)]


def _of_type(line: ClinicLine, kind: VisitType, now: datetime) -> Iterable[OpenTime]:
    """One transaction; what nobody could book by now (too soon, a closed day) is not told at all."""
    desk = line.desk
    every = Availability(desk.schedule, desk.hours, kind, NOTHING, now)
    last_day = min(every.last_day, desk.day_of(now + AHEAD))
    with line.database.begin() as tx:
        taken = slots.taken(tx, desk.schedule, kind, (every.today, last_day), desk.hours.zone, now)
    free = Availability(desk.schedule, desk.hours, kind, taken, now)
    for day in every.days():
        if day <= last_day:
            known = set(free.on(day))
            yield from (OpenTime(slot, kind, slot in known) for slot in every.on(day))
