"""A believable day for local mode: made-up people on 555 numbers, and logins that exist on this machine alone.

It refuses to run anywhere else, and leaves a database alone in which the demo's staff are already known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import Connection

from bot.clinic.staff_rules import NoteKind, Role
from bot.clinic.verification import folded
from bot.dialogue.engine import open_session
from bot.dialogue.flow import Wording
from bot.services import demo_past, demo_visits, escalation, handoff
from bot.services.demo_people import PEOPLE, Person, Said
from bot.services.line import ClinicLine
from bot.services.staff_secrets import STEP_SECONDS, digest, hash_password, new_totp_secret, totp_code
from bot.storage import acts, contacts, conversations, messages, patients, staff, staff_sessions, worst_answers
from bot.storage.conversations import Contact, Thread
from bot.storage.handoffs import Handoff
from bot.storage.messages import Line
from bot.storage.staff import StaffMember
from bot.values import Channel, Language, MessageStatus

PASSWORD = "demo only on this machine"  # noqa: S105  it opens nothing outside local mode
DOMAIN = "@demo.example"
STAFF = (
    ("nurse", "Nora Demo", Role.NURSE),
    ("desk", "Felix Demo", Role.FRONT_DESK),
    ("manager", "Mara Demo", Role.LEAD),
    ("auditor", "Otto Demo", Role.AUDITOR),
)
BORN_ON = datetime(1970, 1, 1).date()  # noqa: DTZ001  a day, not an instant


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """What is printed at the start; the page of the code shows the demo's code."""

    emails: tuple[str, ...]
    password: str


class NotHere(Exception):
    """The demo exists with BOT_ENV=local only."""


def seed(line: ClinicLine, *, is_local: bool) -> DemoLogin:
    """The demo's staff, people and past weeks, once in the life of a database. Safe to call at every start."""
    if not is_local:
        raise NotHere(NotHere.__doc__)
    emails = tuple(f"{name}{DOMAIN}" for name, _, _ in STAFF)
    now = line.now()
    kept = hash_password(PASSWORD)
    with line.database.begin() as tx:
        if staff.find_by_email(tx, emails[0]) is None:
            members = {role: _hire(line, tx, name, shown, role, kept, now) for name, shown, role in STAFF}
            demo_past.tell(line, tx, members, now)
            for person in PEOPLE:
                _tell(line, tx, person, members, now)
            demo_visits.book(line, tx, BORN_ON, now)
    return DemoLogin(emails, PASSWORD)


def shown_code(line: ClinicLine, token: str, *, is_local: bool) -> str:
    """The one-time code of a demo account that has just given its password; nothing for anybody else."""
    if not is_local or not token:
        return ""
    now = line.now()
    with line.database.begin() as tx:
        found = staff_sessions.find(tx, digest(token))
        if found is None or not found.member.email.endswith(DOMAIN):
            return ""
        account = staff.get(tx, found.member.id)
    unused = max(0, account.totp_step + 1 - int(now.timestamp()) // STEP_SECONDS)
    return totp_code(account.totp_secret or "", now + timedelta(seconds=STEP_SECONDS * min(unused, 1)))


def _hire(line: ClinicLine, tx: Connection, name: str, shown: str, role: Role, kept: str, now: datetime) -> StaffMember:
    member = staff.add(tx, f"{name}{DOMAIN}", shown, role, now, is_break_glass=False)
    staff.set_secrets(tx, member.id, kept, new_totp_secret(line.secret_bytes))
    return member


def _tell(line: ClinicLine, tx: Connection, person: Person, members: Mapping[Role, StaffMember], now: datetime) -> None:
    began = now - timedelta(minutes=person.minutes_ago)
    contact = _contact(tx, person, began)
    session = replace(
        open_session(Channel.SMS, person.language, began),
        answers=MappingProxyType(dict(person.answers)),
        disposition=person.disposition,
        has_spoken=True,
        screened_at=began if person.is_screened else None,
    )
    thread = conversations.open_thread(tx, contact, line.profile.numbers.bot_lines[0], session, began)
    _say(line, tx, thread, person.said, person.channel, began)
    if person.disposition.acts_at_once:
        contacts.lock_care(tx, contact.id, person.disposition, began)
        worst_answers.note(tx, contact.id, person.disposition, person.channel, began)
    if person.reason is not None:
        asked = began + timedelta(seconds=40 * len(person.said))
        opened = handoff.open_or_raise(line, tx, thread, person.reason, person.urgency, person.team, asked)
        if person.owner is not None:
            _serve(line, tx, person, thread, opened, members[person.owner], asked)


def _contact(tx: Connection, person: Person, began: datetime) -> Contact:
    contact = conversations.get_or_make_contact(tx, person.phone, began)
    contacts.set_language(tx, contact.id, person.language)
    if person.name:
        patient = patients.add(tx, person.name, folded(person.name), BORN_ON, began)
        patients.pair(tx, patient.id, person.phone, began, is_verified=True)
    return contact


def _say(
    line: ClinicLine, tx: Connection, thread: Thread, said: tuple[Said, ...], channel: Channel, began: datetime
) -> None:
    for number, (who, words) in enumerate(said):
        at = began + timedelta(seconds=40 * number)
        if who == "them":
            told = Line(MessageStatus.RECEIVED, words)
        else:
            body = _own_words(line, who, thread.session.language)
            if not body:
                continue
            told = Line(MessageStatus.DELIVERED, body, (who,), 1)
        messages.record(tx, thread.conversation_id, channel, [told], at, line.edition)


def _own_words(line: ClinicLine, place: str, language: Language) -> str:
    """What the content says at this place today; nothing where it is gone or has fields to fill in."""
    step = line.book.steps.get(place)
    words = step.say.get(language, "") if isinstance(step, Wording) else ""
    return "" if "{" in words else words


def _serve(
    line: ClinicLine,
    tx: Connection,
    person: Person,
    thread: Thread,
    opened: Handoff,
    member: StaffMember,
    asked: datetime,
) -> None:
    at = asked + timedelta(minutes=6)
    acts.claim(tx, opened.id, member.id, at)
    escalation.settle(tx, opened.id, at)
    acts.add_note(tx, thread.conversation_id, member.id, NoteKind.CLAIMED, "", at)
    if person.reply:
        wrote = at + timedelta(minutes=1)
        acts.add_text(tx, thread.conversation_id, member.id, person.reply, 1, wrote, MessageStatus.DELIVERED)
    _say(line, tx, thread, person.more, person.channel, at + timedelta(minutes=3))
    if person.outcome is not None:
        ended = at + timedelta(minutes=9)
        acts.close(tx, opened.id, member.id, person.outcome, ended)
        acts.add_note(tx, thread.conversation_id, member.id, NoteKind.CLOSED, person.outcome.value, ended)
