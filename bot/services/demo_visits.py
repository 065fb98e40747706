"""A few visits of the demo's people over the next days, booked as patients book; one of them wants another time."""

from datetime import date, datetime

from sqlalchemy import Connection

from bot.clinic.appointments import Change
from bot.services import booking
from bot.services.booking import Booked, Wish
from bot.services.demo_people import PEOPLE
from bot.services.line import ClinicLine
from bot.storage import appointments
from bot.values import Channel, HandoffReason

KINDS = ("new_patient", "follow_up", "spasm")
APART = 4  # free times between one visit and the next


def book(line: ClinicLine, tx: Connection, born_on: date, now: datetime) -> None:
    """Everybody of the demo who has a name. A schedule that has too few times leaves some out."""
    for number, person in enumerate(one for one in PEOPLE if one.name):
        kind = line.desk.schedule.type_of(KINDS[number % len(KINDS)])
        free = booking.availability(line.desk, tx, kind, now)
        slots = [slot for day in free.days() for slot in free.on(day)][number * APART : number * APART + 1]
        for slot in slots:
            wish = Wish(person.name, born_on, person.phone, Channel.SMS)
            booked = booking.book(line.desk, tx, kind, slot.key, f"demo:{number}", wish, now)
            if isinstance(booked, Booked) and person.reason is HandoffReason.BOOK_REQUEST:
                appointments.ask_change(tx, booked.visit, Change.MOVE, now)
