"""A day's visits as staff read them, at the front desk or in a terminal. With names: for staff, never for a log."""

from datetime import date

from bot.clinic.appointments import Appointment
from bot.services import visits
from bot.services.desk import Desk
from bot.storage.database import Database


def lines(desk: Desk, database: Database, day: date) -> list[str]:
    """One line a visit in order of time: when, who, what for, with whom and where, and how it stands."""
    with database.begin() as tx:
        found = visits.day_list(tx, day)
    return [_line(desk, visit, name) for visit, name in found]


def _line(desk: Desk, visit: Appointment, name: str) -> str:
    begins, ends = (at.astimezone(desk.hours.zone) for at in (visit.starts_at, visit.ends_at))
    notes = [visit.status.value]
    if visit.confirmed_at is not None:
        notes.append("confirmed")
    if visit.late_minutes is not None:
        notes.append(f"{visit.late_minutes} min late")
    if visit.change_asked is not None:
        notes.append(f"wants to {visit.change_asked}")
    what = visit.type.replace("_", " ")
    where = f"{visit.practitioner}/{visit.room}"
    return f"{begins:%H:%M}-{ends:%H:%M}  {name}  {what}  {where}  {visit.code}  {', '.join(notes)}"
