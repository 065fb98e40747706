"""What somebody says yes to in a talk: kept for each purpose, with the very words that were shown or spoken."""

from collections.abc import Mapping

from bot.clinic.message_kinds import Purpose
from bot.dialogue.events import Result
from bot.dialogue.flow import Cited
from bot.dialogue.phrasing import words
from bot.services.booking_acts import Act
from bot.services.talk import Talk
from bot.storage import agreements, appointments, contacts
from bot.values import Channel


def agree(talk: Talk, purpose: Purpose) -> None:
    """Keeps the question before this action as what was agreed to."""
    session = talk.thread.session
    asked = talk.line.book.steps.get(session.previous)
    said = words(asked, session, talk.line.facts(talk.thread, talk.now)) if isinstance(asked, Cited) else None
    shown = "" if said is None else said.speak if talk.channel is Channel.VOICE else said.say
    agreements.agree(talk.tx, talk.thread.contact.id, purpose.value, shown, talk.channel.value, talk.now)


def agree_to_calls(talk: Talk) -> Result:
    """Where a text does not arrive, a call may."""
    agree(talk, Purpose.CALLS)
    return Result("done")


def remind_by_call(talk: Talk) -> Result:
    """The visit that was just booked, and all later ones, are reminded of by phone."""
    contact = talk.thread.contact
    if contact.phone is None or contacts.is_left_alone(talk.tx, contact.id):
        return Result("no")
    visit = appointments.by_text(talk.tx, talk.value("visit"))
    if visit is None:
        return Result("failed")
    agree(talk, Purpose.CALLS)
    agree(talk, Purpose.VISITS)
    contacts.prefer_calls(talk.tx, contact.id)
    talk.desk.watcher.booked(talk.tx, visit, talk.now)
    return Result("done")


ACTS: Mapping[str, Act] = {"agree_to_calls": agree_to_calls, "remind_by_call": remind_by_call}
