"""What happens to visits by themselves: holds that run out, offers of freed times, visits nobody came to.

The worker runs `look_after`. Each piece is a transaction of its own; a text about it is planned after the fact, so that
a turn of the same person never waits for a slot this holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from bot.clinic.appointments import Appointment
from bot.dialogue.session import Waiting
from bot.services import visits, waitlist
from bot.services.addressing import addressee
from bot.services.line import ClinicLine
from bot.services.outbound import Order, Outbound, plan
from bot.services.waitlist import Offer
from bot.storage import conversations, patients
from bot.storage.conversations import Thread
from bot.values import Channel, Language, SessionId

CHOOSING = ("booking", "reschedule", "visit_times")  # flows in which a time is kept for somebody
MOST_OFFERS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Looked:
    """What was done, as counts for a log."""

    released: int
    expired: int
    offered: int
    missed: int


def look_after(line: ClinicLine, out: Outbound) -> Looked:
    """Everything that is due by the line's clock."""
    return Looked(release_holds(line, out), expire_offers(line), offer_freed(line, out), close_missed(line, out))


def release_holds(line: ClinicLine, out: Outbound) -> int:
    """Gives back what was kept too long, and says so to whoever was still deciding."""
    now = line.now()
    with line.database.begin() as tx:
        released = visits.expire_holds(tx, now)
    for held in released:
        if session_id := _session(held.held_for):
            with line.database.begin() as tx:
                thread = conversations.find_thread(tx, session_id)
                if thread is not None and _is_choosing(thread):
                    _tell(line, out, tx, thread, "hold_released", subject=None)
    return len(released)


def expire_offers(line: ClinicLine) -> int:
    """Ends offers nobody took; the next in turn is asked."""
    with line.database.begin() as tx:
        return len(waitlist.expire_offers(tx, line.now()))


def offer_freed(line: ClinicLine, out: Outbound) -> int:
    """Offers freed times, each to one person, at lawful hours."""
    return sum(1 for _ in _offers(line, out))


def _offers(line: ClinicLine, out: Outbound) -> Iterator[Offer]:
    for _ in range(MOST_OFFERS_AT_ONCE):
        with line.database.begin() as tx:
            offer = waitlist.offer_next(line.desk, tx, line.now())
            if offer is None:
                return
            if offer.entry.phone is not None:
                thread = addressee(line, tx, offer.entry.phone, line.now())
                _tell(line, out, tx, thread, "waitlist_offer", subject=f"waitlist:{offer.entry.id}")
        yield offer


def close_missed(line: ClinicLine, out: Outbound) -> int:
    """Closes visits nobody came to, and offers a new time to the numbers that were verified for the patient."""
    with line.database.begin() as tx:
        missed = visits.close_unattended(line.desk, tx, line.now())
    for visit in missed:
        with line.database.begin() as tx:
            _offer_again(line, out, tx, visit)
    return len(missed)


def _offer_again(line: ClinicLine, out: Outbound, tx: Connection, visit: Appointment) -> None:
    for phone in sorted(patients.verified_numbers(tx, visit.patient_id)):
        thread = addressee(line, tx, phone, line.now())
        _tell(line, out, tx, thread, "missed_visit", subject=f"missed:{visit.id}")


def _tell(line: ClinicLine, out: Outbound, tx: Connection, thread: Thread, kind: str, *, subject: str | None) -> None:
    now = line.now()
    words = out.words(out.kinds.of(kind), thread.contact.language or Language.EN)
    order = Order(thread.conversation_id, kind, words, now, subject, contact_id=thread.contact.id)
    plan(out, tx, order, now)


def _is_choosing(thread: Thread) -> bool:
    session = thread.session
    is_open = session.channel is Channel.SMS and session.waiting is Waiting.ANSWER
    return is_open and session.stack.holds(*CHOOSING)


def _session(holder: str) -> SessionId | None:
    """The session that held a slot; None for a place on the waitlist or a member of staff."""
    try:
        return SessionId(UUID(holder))
    except ValueError:
        return None
