"""Reminders of visits: written when a visit is booked, written anew when it moves, withdrawn when it is dropped.

Texts go to verified numbers alone and say when, never with whom or what for; calls say when after a key, to a number
that is verified. Every change happens in the transaction of the visit's own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from bot.clinic.appointments import Appointment
from bot.clinic.message_kinds import Kind, Purpose
from bot.clinic.sending import Reason
from bot.clinic.visit_words import in_words
from bot.services.addressing import addressee
from bot.services.line import ClinicLine
from bot.services.outbound import Order, Outbound, plan_paced, withdraw
from bot.storage import agreements, patients, reminded
from bot.values import Language

VISIT = "visit:"
BOOKING = "A visit was booked from this number; the line said that reminders come by text and that STOP ends them."

When = Callable[[datetime, Language], str]  # a visit's time in words, in the clinic's zone


@dataclass(frozen=True, slots=True)
class Reminders:
    """A watcher of visits. Every method runs inside the transaction that changes the visit."""

    line: ClinicLine
    outbound: Outbound
    when: When = in_words

    def booked(self, tx: Connection, visit: Appointment, now: datetime) -> None:
        """Plans each reminder whose time lies ahead: texts to verified numbers, calls to whoever asked."""
        for phone, is_verified in patients.told_numbers(tx, visit.patient_id):
            self._plan(tx, visit, phone, now, by_call=not is_verified)

    def _plan(self, tx: Connection, visit: Appointment, phone: str, now: datetime, *, by_call: bool) -> None:
        thread = addressee(self.line, tx, phone, now)
        agreements.agree(tx, thread.contact.id, Purpose.VISITS.value, BOOKING, "booking", now)
        language = thread.contact.language or Language.EN
        words = {"when": self.when(visit.starts_at.astimezone(self.outbound.zone), language)}
        orders = [
            Order(
                thread.conversation_id,
                kind.name,
                self.outbound.words(kind, language, **words),
                at,
                _subject(visit),
                visit.version,
                visit.starts_at,
                contact_id=thread.contact.id,
            )
            for kind, at in self._ahead(visit, now, by_call=by_call)
        ]
        plan_paced(self.outbound, tx, orders, now)

    def moved(self, tx: Connection, old: Appointment, new: Appointment, now: datetime) -> None:
        """The old time's reminders go, the new time's come."""
        withdraw(tx, _subject(old), Reason.OUTDATED)
        self.booked(tx, new, now)

    def dropped(self, tx: Connection, visit: Appointment, now: datetime) -> None:  # noqa: ARG002
        """Nobody is reminded of a visit that is off."""
        withdraw(tx, _subject(visit), Reason.NOT_NEEDED)

    def _ahead(self, visit: Appointment, now: datetime, *, by_call: bool) -> list[tuple[Kind, datetime]]:
        kinds = [kind for kind in self.outbound.kinds if kind.before_hours is not None and kind.is_call is by_call]
        meant = [(kind, visit.starts_at - timedelta(hours=kind.before_hours or 0)) for kind in kinds]
        return [(kind, at) for kind, at in meant if at > now]


def is_current(tx: Connection, subject: str, version: int) -> bool:
    """True while what the message is about stands as it did when the message was written."""
    if not subject.startswith(VISIT):
        return True
    return reminded.standing_version(tx, UUID(subject.removeprefix(VISIT))) == version


def _subject(visit: Appointment) -> str:
    return f"{VISIT}{visit.id}"
