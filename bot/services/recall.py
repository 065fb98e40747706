"""Finds who was told an advice, in which edition, and sends them one correction in words a clinician gives.

Who cannot be texted is put on the staff's list: an advice that was wrong must be taken back by somebody.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection

from bot.dialogue.book import FlowBook
from bot.dialogue.flow import Cited
from bot.services import handoff
from bot.services.addressing import addressee
from bot.services.line import ClinicLine
from bot.services.outbound import Order, plan
from bot.storage import contacts, told
from bot.storage.told import Told
from bot.values import HandoffReason, Language, Team, Urgency

KIND = "correction"


class UnknownAdvice(Exception):
    """Neither a step nor a fact of the content. Give a place such as spasm_care.ice, or a fact such as S7."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """How a correction went out: texts planned, people staff must phone, and callers nobody can reach."""

    planned: int
    for_staff: int
    unreachable: int = 0


def places_of(book: FlowBook, advice: str) -> tuple[str, ...]:
    """The steps an advice is: the place itself, or every step that cites this fact. Raises UnknownAdvice."""
    if advice in book.steps:
        return (advice,)
    found = tuple(place for place, step in book.steps.items() if isinstance(step, Cited) and advice in step.facts)
    if not found:
        raise UnknownAdvice(f"{advice}: neither a step nor a fact. Try spasm_care.ice or S7.")
    return found


def who_heard(line: ClinicLine, advice: str, edition: str | None = None) -> list[Told]:
    """Everybody who was told it, the latest first."""
    with line.database.begin() as tx:
        return told.find(tx, places_of(line.book, advice), edition)


def correct(line: ClinicLine, advice: str, words: Mapping[Language, str], edition: str | None = None) -> Corrected:
    """One correction to each person, however often it is asked for with the same words."""
    heard = {one.contact_id: one for one in who_heard(line, advice, edition)}
    numbers = [one.phone for one in heard.values() if one.phone is not None]
    sent = [line.database.run(partial(_correct, line, phone, advice, words)) for phone in numbers]
    return Corrected(sent.count(True), sent.count(False), len(heard) - len(numbers))


def _correct(line: ClinicLine, phone: str, advice: str, words: Mapping[Language, str], tx: Connection) -> bool:
    now = line.now()
    thread = addressee(line, tx, phone, now)
    contact = thread.contact
    if contact.is_opted_out or contacts.is_left_alone(tx, contact.id):
        handoff.open_or_raise(line, tx, thread, HandoffReason.CALL_BACK, Urgency.SAME_DAY, Team.NURSE, now)
        return False
    body = words[contact.language or Language.EN]
    subject = f"recall:{advice}:{_mark(words)}"
    plan(line.outbound, tx, Order(thread.conversation_id, KIND, body, now, subject, contact_id=contact.id), now)
    return True


def _mark(words: Mapping[Language, str]) -> str:
    """A correction is known by its words: another wording is another correction."""
    joined = "|".join(words[language] for language in Language)
    return hashlib.sha256(joined.encode()).hexdigest()[:12]
