"""Whom a message goes to: the thread of a number we know, opened where there is none."""

from datetime import datetime

from sqlalchemy import Connection

from bot.dialogue.engine import open_session
from bot.services.line import ClinicLine
from bot.storage import conversations
from bot.storage.conversations import Thread
from bot.values import Channel, Language


def addressee(line: ClinicLine, tx: Connection, phone: str, now: datetime) -> Thread:
    """The thread of this number, locked; opened where there is none. Numbers come from the database, never a text."""
    thread = conversations.find_text_thread(tx, phone)
    if thread is not None:
        return thread
    contact = conversations.get_or_make_contact(tx, phone, now)
    thread = None if contact.is_new else conversations.find_text_thread(tx, phone)
    if thread is not None:
        return thread
    session = open_session(Channel.SMS, contact.language or Language.EN, now)
    return conversations.open_thread(tx, contact, line.profile.numbers.appointment_line, session, now)
