"""What a patient hears by text when staff, or the health record, settle something about their visit."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection

from bot.clinic.appointments import Appointment
from bot.clinic.visit_words import in_words
from bot.services.addressing import addressee
from bot.services.line import ClinicLine
from bot.services.outbound import Order, plan
from bot.storage.conversations import Thread
from bot.values import Language

STANDS, OFF = "visit_confirmed", "visit_off"


def tell(
    line: ClinicLine, tx: Connection, visit: Appointment, kind: str, phones: Iterable[str], now: datetime
) -> list[Thread]:
    """One text to each number, once for each version of the visit. Returns the threads it went to."""
    threads = [addressee(line, tx, phone, now) for phone in sorted(phones)]
    for thread in threads:
        language = thread.contact.language or Language.EN
        when = in_words(visit.starts_at.astimezone(line.hours.zone), language)
        words = line.outbound.words(line.outbound.kinds.of(kind), language, when=when)
        order = Order(
            thread.conversation_id, kind, words, now, f"{kind}:{visit.id}", visit.version,
            contact_id=thread.contact.id,
        )  # fmt: skip
        plan(line.outbound, tx, order, now)
    return threads
