"""Where the clinic's schedule lives. The talk is the same over each; only the promise at its end differs, and says so.

`requests`: elsewhere, staff confirm. `local`: in our own tables. `fhir`: in the health record, which has the last word;
no talk waits for it, so a visit is written as pending and delivered by a job (`health_record`).
"""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy import Connection

from bot.clinic.appointments import AppointmentStatus
from bot.clinic.choices import Choices
from bot.clinic.schedule import VisitType
from bot.clinic.windows import Window
from bot.services import booking
from bot.services.booking import Booked, Gone, Wish
from bot.services.desk import Desk
from bot.settings import CalendarKind
from bot.storage.slots import Held


@dataclass(frozen=True, slots=True)
class ByStaff:
    """No time can be promised here: staff find one."""


class Calendar(Protocol):
    """What a talk about a new visit needs. Each runs in the turn's transaction and never leaves the machine."""

    @property
    def offers_times(self) -> bool: ...

    @property
    def desk(self) -> Desk: ...

    def search(
        self, tx: Connection, kind: VisitType, windows: tuple[Window, ...], now: datetime, passed: tuple[str, ...]
    ) -> Choices | ByStaff: ...

    def hold(
        self, tx: Connection, kind: VisitType, slot_key: str, held_for: str, now: datetime
    ) -> Held | Gone | ByStaff: ...

    def book(
        self, tx: Connection, kind: VisitType, slot_key: str, held_for: str, wish: Wish, now: datetime
    ) -> Booked | Gone | ByStaff: ...


@dataclass(frozen=True, slots=True)
class RequestsCalendar:
    """The schedule lives elsewhere."""

    desk: Desk

    @property
    def offers_times(self) -> bool:
        """No time can be told here."""
        return False

    def search(
        self, tx: Connection, kind: VisitType, windows: tuple[Window, ...], now: datetime, passed: tuple[str, ...]
    ) -> ByStaff:
        """Whatever is asked for, staff find the time."""
        del tx, kind, windows, now, passed
        return ByStaff()

    def hold(self, tx: Connection, kind: VisitType, slot_key: str, held_for: str, now: datetime) -> ByStaff:
        """There is nothing to hold."""
        del tx, kind, slot_key, held_for, now
        return ByStaff()

    def book(self, tx: Connection, kind: VisitType, slot_key: str, held_for: str, wish: Wish, now: datetime) -> ByStaff:
        """There is nothing to book."""
        del tx, kind, slot_key, held_for, wish, now
        return ByStaff()


@dataclass(frozen=True, slots=True)
class LocalCalendar:
    """Our own tables are the schedule."""

    desk: Desk

    @property
    def offers_times(self) -> bool:
        """The bot itself tells which times are free."""
        return True

    def search(
        self, tx: Connection, kind: VisitType, windows: tuple[Window, ...], now: datetime, passed: tuple[str, ...]
    ) -> Choices:
        """A few good choices."""
        return booking.search(self.desk, tx, kind, windows, now, passed=passed)

    def hold(self, tx: Connection, kind: VisitType, slot_key: str, held_for: str, now: datetime) -> Held | Gone:
        """Keeps a slot while the person decides."""
        return booking.hold(self.desk, tx, kind, slot_key, held_for, now)

    def book(
        self, tx: Connection, kind: VisitType, slot_key: str, held_for: str, wish: Wish, now: datetime
    ) -> Booked | Gone:
        """Makes it a visit: booked, or pending until the health record has said yes."""
        return booking.book(self.desk, tx, kind, slot_key, held_for, wish, now)


def make_calendar(kind: CalendarKind, desk: Desk) -> Calendar:
    """The calendar of this setting."""
    if kind is CalendarKind.REQUESTS:
        return RequestsCalendar(desk)
    status = AppointmentStatus.PENDING if kind is CalendarKind.FHIR else AppointmentStatus.BOOKED
    return LocalCalendar(replace(desk, first_status=status))
