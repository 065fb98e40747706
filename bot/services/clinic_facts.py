"""Keeps a running line up to date with what the clinic changed: hours, closed days, plans in words, the rota.

Each process looks before it serves, every two seconds at most. What cannot be read or used leaves the facts as
they were: a line with yesterday's hours is better than no line.
"""

import threading
import time
from collections.abc import Callable
from datetime import datetime
from typing import Any

import structlog
from sqlalchemy import Connection

from bot.clinic.changes import Fact, WrongFact, changed, duties, first_facts
from bot.clinic.profile import Profile
from bot.clinic.weeks import with_rows
from bot.services.audit import Asker, note
from bot.services.line import ClinicLine
from bot.storage import clinic_changes
from bot.storage.clinic_changes import Change
from bot.storage.database import DatabaseUnavailable, TransactionLost

FRESH_SECONDS = 2.0
WEEKS = "practitioners"  # the name that people and their weeks are kept under

_log = structlog.get_logger(__name__)


class LivingFacts:
    """The facts of one process. `tell` hears of each new profile: the words people are told follow it."""

    def __init__(self, line: ClinicLine, tell: Callable[[Profile], None]) -> None:
        self._line = line
        self._tell = tell
        self._versions: dict[str, int] = {}
        self._file = line.desk.schedule
        self._looked_at = float("-inf")
        self._looking = threading.Lock()

    def look(self, *, at_once: bool = False) -> None:
        """Reads what was changed, unless somebody has just looked or is looking."""
        is_fresh = time.monotonic() - self._looked_at < FRESH_SECONDS
        if (is_fresh and not at_once) or not self._looking.acquire(blocking=False):
            return
        try:
            with self._line.database.begin() as tx:
                found = clinic_changes.everything(tx)
            self._looked_at = time.monotonic()
            self._take(found)
        except (DatabaseUnavailable, TransactionLost):
            self._looked_at = time.monotonic()
        finally:
            self._looking.release()

    def _take(self, found: dict[str, Change]) -> None:
        kept = {fact: found[fact] for fact in Fact if fact in found}
        versions = {name: one.version for name, one in found.items()}
        if versions == self._versions:
            return
        line, values = self._line, {name: one.value for name, one in kept.items()}
        try:
            profile, rota = changed(line.profile, values), duties(line.profile, values)
            weeks = with_rows(self._file, found[WEEKS].value) if WEEKS in found else self._file
        except WrongFact:
            _log.error("clinic_facts_cannot_be_used")
            return
        line.hours.follow(profile)
        line.rota.follow(rota)
        line.desk.timetable.follow(weeks)
        self._tell(profile)
        self._versions = versions


def profile_with(line: ClinicLine, values: dict[Fact, Any]) -> Profile:
    """The clinic as it is with these facts. Raises WrongFact."""
    return changed(line.profile, values)


def seed(tx: Connection, profile: Profile, now: datetime) -> None:
    """Writes the file's facts into the database, once; from then on the console changes them."""
    for fact, value in first_facts(profile).items():
        clinic_changes.seed(tx, fact, value, now)


def read(line: ClinicLine, fact: Fact) -> Change:
    """The value of this fact and its version; version 0 is the file's own."""
    with line.database.begin() as tx:
        return clinic_changes.find(tx, fact) or Change(first_facts(line.profile)[fact], 0)


def change(line: ClinicLine, asker: Asker, values: dict[Fact, Any], seen: dict[Fact, int]) -> bool:
    """Keeps these values together. False when somebody else changed one meanwhile; raises WrongFact."""
    changed(line.profile, values)
    duties(line.profile, values)
    now = line.now()
    try:
        with line.database.begin() as tx:
            for fact, value in values.items():
                if not clinic_changes.put(tx, fact, value, seen[fact], asker.member.id, now):
                    raise _TooLate
                note(tx, asker, f"{fact}_changed", None, now, version=seen[fact] + 1)
    except _TooLate:
        return False
    return True


class _TooLate(Exception):
    """Somebody else changed one of them meanwhile: none is changed."""
