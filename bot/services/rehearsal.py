"""Plays a step to the browser phone, as texts that come by themselves. Local mode only: it passes the safety screen."""

from dataclasses import replace

from bot.dialogue.events import Wrote
from bot.dialogue.rehearsal import on_the_way_to
from bot.services.line import ClinicLine
from bot.services.texts import InboundText, thread_of
from bot.services.turns import Render, take
from bot.storage import arrivals, conversations
from bot.values import Language


def rehearse(line: ClinicLine, phone: str, own_number: str, place: str, language: Language, render: Render) -> None:
    """The talk of this number stands at this step from now on. Raises KeyError where there is no such step."""
    with line.database.begin() as tx:
        now = line.now()
        thread = thread_of(line, tx, InboundText("", phone, own_number, ""), now)
        somebody = replace(thread.contact, is_opted_out=False, care_lock=None)
        session = on_the_way_to(line.book, place, language, now)
        outcome = take(line, tx, replace(thread, contact=somebody, session=session), Wrote(place), now)
        conversations.save_session(tx, thread.session_id, outcome.session)
        for written in render(outcome.replies, language).written:
            arrivals.add(tx, thread.conversation_id, written.body, written.places, written.segments, now)
