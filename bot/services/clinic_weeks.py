"""Who sees people, and when: changed in the console, followed by every process, and told to the tables of visits.

Nobody is ever taken out: old visits point to them. Who works no more has no shift.
"""

from typing import Any

from sqlalchemy import Connection

from bot.clinic.changes import Fact
from bot.clinic.schedule import Schedule
from bot.clinic.weeks import checked, rows_of, with_rows
from bot.services import clinic_facts
from bot.services.audit import Asker, note
from bot.services.clinic_facts import WEEKS
from bot.services.line import ClinicLine
from bot.storage import clinic_changes, practitioners
from bot.storage.clinic_changes import Change


def read(line: ClinicLine) -> Change:
    """The rows and their version; version 0 is the file's own."""
    with line.database.begin() as tx:
        return clinic_changes.find(tx, WEEKS) or Change(rows_of(line.desk.schedule), 0)


def change(line: ClinicLine, asker: Asker, rows: list[dict[str, Any]], seen: int) -> bool:
    """Keeps these rows. False when somebody else changed them meanwhile; raises WrongFact."""
    kept, given = read(line).value, {row["key"]: row for row in rows}
    known = [{**given.get(old["key"], old), "number": old["number"], "key": old["key"]} for old in kept]
    rows = known + _numbered(line, [row for row in rows if not row["key"]])
    hours = {Fact.HOURS: clinic_facts.read(line, Fact.HOURS).value}
    schedule = checked(with_rows(line.desk.schedule, rows), clinic_facts.profile_with(line, hours))
    now = line.now()
    with line.database.begin() as tx:
        if not clinic_changes.put(tx, WEEKS, rows, seen, asker.member.id, now):
            return False
        practitioners.seed(tx, schedule)
        note(tx, asker, "weeks_changed", None, now, practitioners=len(rows), version=seen + 1)
    return True


def seed(tx: Connection, schedule: Schedule) -> None:
    """Brings practitioners and rooms to the schedule in force: what the console changed counts, not the file."""
    kept = clinic_changes.find(tx, WEEKS)
    practitioners.seed(tx, with_rows(schedule, kept.value) if kept else schedule)


def _numbered(line: ClinicLine, new: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Newcomers get the numbers after the highest that was ever used, and a key made of theirs."""
    with line.database.begin() as tx:
        highest = practitioners.highest_number(tx)
    highest = max([highest, *(one.number for one in line.desk.schedule.practitioners)])
    return [{**row, "number": highest + n, "key": f"p{highest + n}"} for n, row in enumerate(new, start=1)]
