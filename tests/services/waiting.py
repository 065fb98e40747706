"""People who wrote to the line, and what they wait for."""

from dataclasses import dataclass, replace
from types import MappingProxyType
from uuid import UUID

from bot.dialogue.engine import open_session
from bot.services import handoff
from bot.services.line import ClinicLine
from bot.storage import contacts, conversations, messages
from bot.storage.conversations import Contact
from bot.storage.handoffs import Handoff
from bot.storage.messages import Line
from bot.values import Channel, Disposition, HandoffReason, Language, MessageStatus, Team, Urgency

CLINIC_LINE = "+18179164685"


@dataclass(frozen=True, slots=True)
class Waiting:
    """One person and their conversation; `handoff` where they wait for staff."""

    conversation_id: UUID
    contact: Contact
    handoff: Handoff | None
    phone: str


def write_in(
    line: ClinicLine,
    phone: str,
    *words: str,
    urgency: Urgency | None = Urgency.ROUTINE,
    reason: HandoffReason = HandoffReason.TALK_TO_HUMAN,
    team: Team = Team.FRONT_DESK,
    language: Language = Language.EN,
    answers: dict[str, str] | None = None,
    disposition: Disposition = Disposition.NONE,
) -> Waiting:
    """Somebody writes; with an urgency, staff are asked for. The same phone goes on where it was."""
    now = line.now()
    with line.database.begin() as tx:
        contact = conversations.get_or_make_contact(tx, phone, now)
        if contact.language is None:
            contacts.set_language(tx, contact.id, language)
        thread = conversations.find_text_thread(tx, phone)
        if thread is None:
            session = open_session(Channel.SMS, language, now)
            session = replace(session, answers=MappingProxyType(answers or {}), disposition=disposition)
            thread = conversations.open_thread(tx, contact, CLINIC_LINE, session, now)
        if disposition.acts_at_once:
            contacts.lock_care(tx, contact.id, disposition, now)
        lines = [Line(MessageStatus.RECEIVED, said, gateway_id="x") for said in words]
        lines.append(Line(MessageStatus.ACCEPTED, "We hear you.", ("to_staff.promised",), 1))
        messages.record(tx, thread.conversation_id, Channel.SMS, lines, now)
        opened = handoff.open_or_raise(line, tx, thread, reason, urgency, team, now) if urgency else None
        return Waiting(thread.conversation_id, contact, opened, phone)
