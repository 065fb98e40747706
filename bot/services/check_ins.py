"""Asking how somebody is after a care talk, and the ice timer: planned when the person says yes, ended by many things.

Whether a check-in is still wanted is asked at the moment of sending, so that nothing has to be told of it.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from bot.clinic.appointments import STANDING
from bot.clinic.follow_up import check_ins_at
from bot.clinic.message_kinds import Kind, Purpose
from bot.dialogue.book import RED_FLAGS
from bot.dialogue.events import Result
from bot.dialogue.predicates import ONSET, heat_starts_at
from bot.dialogue.session import Session
from bot.services.agreeing import agree
from bot.services.booking_acts import Act
from bot.services.outbound import Order, plan, withdraw
from bot.services.talk import Talk
from bot.storage import check_ins, contacts
from bot.values import ContactId

FLOW = "check_ins"
SERIES = "care:"  # the subject of a check-in: its series
TIMER = "timer:"  # the subject of a timer: its contact and day
KIND = "check_in"
TIMERS = ("ice_timer_over", "ice_timer_due")
ONCE_MORE = timedelta(hours=23)
PUT_OFF = 100  # versions of a check-in that was put off begin here, one a day


def may_check_in(talk: Talk) -> Result:
    """Offered to somebody who can be texted and has not said no to it."""
    is_closed = FLOW in talk.line.closed_on(talk.now.date())
    is_asked = check_ins.running(talk.tx, talk.thread.contact.id) is not None
    return Result("no" if is_closed or is_asked or not _may_be_texted(talk) else "yes")


def start(talk: Talk) -> Result:
    """Plans every check-in of the schedule under the words that were agreed to."""
    contact = talk.thread.contact
    series = check_ins.begin(talk.tx, contact.id, talk.thread.session_id, talk.now) if _may_be_texted(talk) else None
    if series is None:
        return Result("no")
    agree(talk, Purpose.CARE)
    kind = talk.line.outbound.kinds.of(KIND)
    instants = check_ins_at(kind.after_hours, talk.now, heat_starts_at(talk.thread.session))
    for version, at in enumerate(instants, start=1):
        _plan(talk, kind, at, f"{SERIES}{series}", version)
    return Result("planned")


def later(talk: Talk) -> Result:
    """The same check-in once more a day later, while its series runs."""
    series = check_ins.running(talk.tx, talk.thread.contact.id)
    if series is None:
        return Result("over")
    version = PUT_OFF + (talk.now.date() - date(2026, 1, 1)).days
    is_new = _plan(talk, talk.line.outbound.kinds.of(KIND), talk.now + ONCE_MORE, f"{SERIES}{series}", version)
    return Result("planned" if is_new else "over")


def stop(talk: Talk) -> Result:
    """The pain is gone."""
    series = check_ins.end(talk.tx, talk.thread.contact.id, "it_passed", talk.now)
    if series is not None:
        withdraw(talk.tx, f"{SERIES}{series}")
    return Result("done")


def start_timer(talk: Talk) -> Result:
    """Today's texts at the hours that are lawful for them; asked twice a day, it runs once."""
    if not _may_be_texted(talk):
        return Result("no")
    agree(talk, Purpose.TIMERS)
    kinds = talk.line.outbound.kinds
    subject = f"{TIMER}{talk.thread.contact.id}:{talk.now.date()}"
    planned = 0
    for kind in map(kinds.of, TIMERS):
        hours = kinds.hours_of(kind)
        for version, minutes in enumerate(kind.after_minutes, start=1):
            at = talk.now + timedelta(minutes=minutes)
            is_today = at.date() == talk.now.date()
            if is_today and hours is not None and hours.allow(at, talk.line.outbound.zone):
                planned += _plan(talk, kind, at, subject, version)
    return Result("planned" if planned else "no")


def is_wanted(tx: Connection, subject: str) -> bool:
    """True while the check-in or timer that is about to be sent is still wanted."""
    about, _, known_as = subject.partition(":")
    if f"{about}:" == SERIES:
        return check_ins.is_wanted(tx, UUID(known_as), [status.value for status in STANDING])
    return not contacts.is_locked(tx, ContactId(UUID(known_as.partition(":")[0])))


def recalled(tx: Connection, subject: str, session: Session) -> Session:
    """The session in which a check-in is answered, knowing of the talk that it follows: that the danger questions were
    asked then, so that the compact one is asked now (clinical.md 3.4), and when the pain began.

    Not where this session has a screen of its own, or something was said in either since that may have taken it back.
    """
    about, _, known_as = subject.partition(":")
    talk = check_ins.talk_of(tx, UUID(known_as)) if f"{about}:" == SERIES else None
    if talk is None or session.screened_at is not None or talk.stack.holds(RED_FLAGS):
        return session
    if session.has_spoken and session.last_at > talk.last_at:
        return session
    if onset := talk.answers.get(ONSET):
        session = session.with_answer(ONSET, onset)
    return session.changed(screen_began_at=talk.screen_began_at, screened_at=talk.screened_at)


def _may_be_texted(talk: Talk) -> bool:
    contact = talk.thread.contact
    return contact.phone is not None and not contact.is_opted_out and not contacts.is_left_alone(talk.tx, contact.id)


def _plan(talk: Talk, kind: Kind, at: datetime, subject: str, version: int) -> bool:
    out = talk.line.outbound
    body = out.words(kind, talk.thread.session.language)
    order = Order(talk.thread.conversation_id, kind.name, body, at, subject, version)
    return plan(out, talk.tx, order, talk.now) is not None


ACTS: Mapping[str, Act] = {
    "may_check_in": may_check_in,
    "start_check_ins": start,
    "check_in_later": later,
    "end_check_ins": stop,
    "start_timer": start_timer,
}
