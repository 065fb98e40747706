"""Four quiet weeks before the demo day, so that the figures have something to draw. The same at every seed."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Connection

from bot.clinic import handoffs as rules
from bot.clinic.staff_rules import Outcome, Role
from bot.dialogue.engine import open_session
from bot.services.line import ClinicLine
from bot.storage import acts, calls, contacts, conversations, handoffs, messages, promises
from bot.storage.handoffs import Handoff
from bot.storage.messages import Line
from bot.storage.staff import StaffMember
from bot.values import (
    Channel,
    ConversationId,
    HandoffId,
    HandoffReason,
    HandoffStatus,
    Language,
    MessageStatus,
    Team,
    Urgency,
)  # fmt: skip

DAYS = 27
AREAS = ("346", "430", "903", "936", "979")  # not those of the demo day
HOURS = (7, 8, 8, 9, 9, 9, 10, 10, 11, 11, 12, 13, 13, 14, 14, 15, 16, 16, 17, 19, 21)
ASKED = (
    (HandoffReason.TALK_TO_HUMAN, Urgency.SAME_DAY, Team.FRONT_DESK, 9),
    (HandoffReason.BOOK_REQUEST, Urgency.ROUTINE, Team.FRONT_DESK, 8),
    (HandoffReason.CALL_BACK, Urgency.SAME_DAY, Team.NURSE, 5),
    (HandoffReason.RED_FLAG, Urgency.EMERGENCY, Team.NURSE, 3),
    (HandoffReason.BILLING, Urgency.ROUTINE, Team.BILLING, 3),
    (HandoffReason.RECORDS, Urgency.ROUTINE, Team.RECORDS, 3),
    (HandoffReason.VOICEMAIL, Urgency.SAME_DAY, Team.FRONT_DESK, 2),
)


@dataclass(frozen=True, slots=True)
class _Begun:
    """One conversation of the past."""

    conversation_id: UUID
    at: datetime


def tell(line: ClinicLine, tx: Connection, members: Mapping[Role, StaffMember], now: datetime) -> None:
    """Conversations, calls and handoffs of the last weeks, all of them closed."""
    dice = random.Random(2026)  # noqa: S311  a drawing, not a secret
    number = 0
    for ago in range(DAYS, 0, -1):
        day = (now - timedelta(days=ago)).replace(minute=0, second=0, microsecond=0)
        for _ in range(dice.randint(2, 4) if day.weekday() >= 5 else dice.randint(7, 14)):
            at = day.replace(hour=dice.choice(HOURS), minute=dice.randrange(60))
            number += 1
            begun = _begin(
                line, tx, f"+1{AREAS[number // 100]}55501{number % 100:02}", at, is_call=dice.random() < 0.3, dice=dice
            )
            if dice.random() < 0.45:
                _ask(line, tx, begun, members, dice)


def _begin(line: ClinicLine, tx: Connection, phone: str, at: datetime, *, is_call: bool, dice: random.Random) -> _Begun:
    contact = conversations.get_or_make_contact(tx, phone, at)
    contacts.set_language(tx, contact.id, Language.ES if dice.random() < 0.3 else Language.EN)
    ours = line.profile.numbers.bot_lines[0]
    channel = Channel.VOICE if is_call else Channel.SMS
    thread = conversations.open_thread(tx, contact, ours, open_session(channel, Language.EN, at), at)
    conversation_id = thread.conversation_id
    if is_call:
        calls.add_call(tx, f"demo-{phone}", thread.session_id, ours, at)
        calls.end_call(tx, f"demo-{phone}", at + timedelta(seconds=dice.randrange(60, 400)))
    for turn in range(dice.randint(2, 5)):
        heard = Line(MessageStatus.RECEIVED, "(demo)")
        said = Line(MessageStatus.DELIVERED, "(demo)", (), 0 if is_call else dice.choice((1, 1, 2)))
        messages.record(tx, conversation_id, channel, [heard, said], at + timedelta(minutes=turn))
    if dice.random() < 0.02:
        contacts.opt_out(tx, contact.id, channel, at + timedelta(minutes=9), by_carrier=True)
    conversations.close_conversation(tx, conversation_id, at + timedelta(hours=5))
    return _Begun(conversation_id, at)


def _ask(
    line: ClinicLine, tx: Connection, begun: _Begun, members: Mapping[Role, StaffMember], dice: random.Random
) -> None:
    reason, urgency, team, _ = dice.choices(ASKED, [weight for *_, weight in ASKED])[0]
    by_at = rules.promise(line.profile, line.hours, urgency, begun.at)
    handoff = Handoff(
        HandoffId(uuid4()), ConversationId(begun.conversation_id), rules.code(line.secret_bytes(5)),
        reason, urgency, team, HandoffStatus.WAITING, "(demo)", 1, by_at, begun.at,
    )  # fmt: skip
    handoffs.add(tx, handoff)
    promises.make(tx, handoff.id, team.value, by_at, rules.near(begun.at, by_at), begun.at)
    member = members[Role.NURSE if team is Team.NURSE else Role.FRONT_DESK]
    opens = line.hours.opens_at(begun.at)
    typical = {Urgency.EMERGENCY: 5, Urgency.SAME_DAY: 35, Urgency.ROUTINE: 150}[urgency]
    asked = begun.at if urgency is Urgency.EMERGENCY else opens  # danger reaches whoever is on call
    claimed = asked + timedelta(minutes=typical * dice.lognormvariate(0, 0.7))
    acts.claim(tx, handoff.id, member.id, claimed)
    promises.keep(tx, handoff.id, claimed)
    acts.close(tx, handoff.id, member.id, dice.choice(list(Outcome)), claimed + timedelta(minutes=12))
