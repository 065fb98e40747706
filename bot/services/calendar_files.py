"""What a calendar may hold of visits: when and where, and for the clinic's own people how long each is. No names."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clinic.appointments import Appointment, AppointmentId
from bot.services.line import ClinicLine
from bot.storage import appointments
from bot.values import Language

FEED_BEHIND = timedelta(days=1)
FEED_AHEAD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a calendar. `version` grows with each change, so that a calendar replaces what it has."""

    id: str
    title: str
    begins_at: datetime
    ends_at: datetime
    place: str
    note: str
    version: int
    changed_at: datetime
    is_off: bool = False


def of_link(line: ClinicLine, token: str) -> Entry | None:
    """The visit of a link as it stands now: moved, it is told where it moved to; dropped, that it is off."""
    now = line.now()
    visit_id = line.links.visit(token, now)
    if visit_id is None:
        return None
    with line.database.begin() as tx:
        visit = appointments.find(tx, visit_id)
        moves = 0
        while visit is not None and (successor := appointments.find_successor(tx, visit.id)) is not None:
            visit, moves = successor, moves + 1
    return None if visit is None else _entry(line, visit, visit_id, visit.version + 100 * moves, now)


def of_feed(line: ClinicLine, token: str) -> list[Entry] | None:
    """The coming visits of a practitioner; None where the token is not ours, or has ended."""
    now = line.now()
    practitioner = line.links.feed(token, now)
    if practitioner is None:
        return None
    with line.database.begin() as tx:
        found = appointments.of_practitioner(tx, practitioner, now - FEED_BEHIND, now + FEED_AHEAD)
    return [_entry(line, visit, visit.id, visit.version, now) for visit in found]


def _entry(line: ClinicLine, visit: Appointment, known_as: AppointmentId, version: int, now: datetime) -> Entry:
    """The title says nothing of what the clinic does: calendars are shared."""
    place = line.wordings.get(f"place_{visit.location}")
    human_line = line.wordings["human_line"].say[Language.EN]
    return Entry(
        id=f"{known_as}@clinic-line",
        title="Visit",
        begins_at=visit.starts_at,
        ends_at=visit.ends_at,
        place=place.say[Language.EN] if place else "",
        note=f"Changes: {human_line}",
        version=version,
        changed_at=now,
        is_off=not visit.status.stands,
    )
