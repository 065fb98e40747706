"""What becomes of a call that tells somebody what a text could not: heard by a person, ended by a key, or in vain."""

from dataclasses import dataclass

from sqlalchemy import Connection

from bot.clinic.message_kinds import Kind
from bot.services import consent, phone_calls
from bot.services.line import ClinicLine
from bot.services.phone_calls import RenderCall
from bot.services.turns import AlreadyAnswered, stored_answer
from bot.services.undelivered import tell_staff, try_again
from bot.storage import doubts, outbox, receipts
from bot.storage.outbox import Outgoing
from bot.values import Channel, Language, MessageStatus

LOST_AFTER_SECONDS = 900  # longer than such a call rings and speaks, by far


@dataclass(frozen=True, slots=True)
class Spoken:
    """What is said, and how."""

    words: str
    language: Language
    goes_on: bool = False  # a key leads into the talk that it is about


def heard(line: ClinicLine, key: str, call_id: str) -> Spoken | None:
    """A person picked up: the words, which are now delivered. None for a call nobody knows."""

    def work(tx: Connection) -> Spoken | None:
        message = _find(tx, key)
        if message is None:
            return None
        outbox.advance(tx, message.id, MessageStatus.DELIVERED, call_id, None)
        return _spoken(line, message)

    return line.database.run(work)


def go_on(line: ClinicLine, key: str, call_id: str, render: RenderCall) -> bytes | None:
    """The person wants to hear more: the call becomes a talk. None for a call that leads nowhere."""

    def work(tx: Connection) -> bytes | None:
        message = _find(tx, key)
        place = _kind(line, message).answered_at if message is not None else ""
        return phone_calls.go_on(line, tx, message, call_id, place, render) if message is not None and place else None

    try:
        return line.database.run(work)
    except AlreadyAnswered:
        return stored_answer(line, f"{call_id}:0")


def stop(line: ClinicLine, key: str) -> Language | None:
    """The person wants no more of it, calls or texts. None for a call nobody knows."""

    def work(tx: Connection) -> Language | None:
        message = _find(tx, key)
        if message is None:
            return None
        consent.stop(tx, message.contact_id, Channel.VOICE, line.now(), by_carrier=False)
        return _spoken(line, message).language

    return line.database.run(work)


def over(line: ClinicLine, key: str, call_id: str) -> None:
    """The call has ended. Nobody heard it: it is tried once more, and then people take it from here."""

    def work(tx: Connection) -> None:
        message = _find(tx, key)
        if message is None or not outbox.advance(tx, message.id, MessageStatus.UNDELIVERED, call_id, None):
            return
        kind, now = _kind(line, message), line.now()
        if not try_again(line, tx, message, kind, now):
            tell_staff(line, tx, message, kind, now)

    line.database.run(work)


def end_lost(line: ClinicLine, after_seconds: float = LOST_AFTER_SECONDS) -> int:
    """Calls whose end was never told: a person who heard one would be known. Returns how many."""
    with line.database.begin() as tx:
        found = doubts.calls_without_end(tx, after_seconds)
    for key, call_id in found:
        over(line, key, call_id)
    return len(found)


def _find(tx: Connection, key: str) -> Outgoing | None:
    named = receipts.message_of(tx, key)
    found = outbox.find(tx, named.id) if named else None
    return found if found is not None and found.channel is Channel.VOICE else None


def _kind(line: ClinicLine, message: Outgoing) -> Kind:
    return line.outbound.kinds.of(message.kind or "")


def _spoken(line: ClinicLine, message: Outgoing) -> Spoken:
    return Spoken(message.body, message.language or Language.EN, bool(_kind(line, message).answered_at))
