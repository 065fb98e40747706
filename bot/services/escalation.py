"""Seeks somebody for a waiting request: rung after rung of the ladder, until it is claimed.

A request is handed over when a person has taken it, not when the line said so. What a rung does is written in
one transaction with the step to the next: a worker that dies between rungs leaves a ladder another one climbs on.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import Connection

from bot.clinic import handoffs as rules
from bot.clinic.drill import DRILL_MARK
from bot.clinic.rota import Duty
from bot.clinic.sending import Reason
from bot.services.addressing import addressee
from bot.services.audit import note_line
from bot.services.line import ClinicLine
from bot.services.outbound import Order, plan, withdraw
from bot.storage import climbs, promises
from bot.storage.climbs import Climb, PageStatus
from bot.storage.handoffs import Handoff
from bot.values import HandoffStatus, Language, Urgency

PAGE = "staff_page"
NOBODY = "nobody_free"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Seeking:
    """What reaching staff needs; `link` opens the console and says nothing of anybody."""

    line: ClinicLine
    link: str


def seek(line: ClinicLine, tx: Connection, waiting: Handoff, now: datetime) -> None:
    """Begins to seek somebody for this request, and writes down what its person was promised."""
    promises.make(tx, waiting.id, waiting.team.value, waiting.by_at, rules.near(now, waiting.by_at), now)
    at = rules.reached_from(line.hours, waiting.urgency, waiting.reason, now)
    if at is not None:
        climbs.start(tx, waiting.id, at, now)


def settle(tx: Connection, handoff_id: UUID, now: datetime) -> None:
    """Somebody has it: the promise is over, and nobody else is disturbed."""
    promises.keep(tx, handoff_id, now)
    climbs.end(tx, handoff_id, now)
    withdraw(tx, _subject(handoff_id), Reason.NOT_NEEDED)


def climb_due(seeking: Seeking) -> int:
    """Climbs every ladder whose next rung is due. Returns how many rungs were reached."""
    reached = 0
    while seeking.line.database.run(lambda tx: _climb_one(seeking, tx)):
        reached += 1
    return reached


def words(seeking: Seeking, kind: str, language: Language, **values: str) -> str:
    """The wording of a page or of what the person is told."""
    return seeking.line.outbound.words(seeking.line.outbound.kinds.of(kind), language, **values)


def text_phone(seeking: Seeking, tx: Connection, phone: str, order: tuple[UUID, str, int], now: datetime) -> None:
    """Writes one text to a staff phone; `order` is the request, the words, and which text about it this is."""
    handoff_id, body, number = order
    thread = addressee(seeking.line, tx, phone, now)
    wanted = Order(thread.conversation_id, PAGE, body, now, _subject(handoff_id), number, contact_id=thread.contact.id)
    plan(seeking.line.outbound, tx, wanted, now)


def shown_code(code: str, *, is_drill: bool) -> str:
    """The code as staff read it: a drill says so."""
    return f"{DRILL_MARK} {code}" if is_drill else code


def _climb_one(seeking: Seeking, tx: Connection) -> bool:
    now = seeking.line.now()
    climb = climbs.due(tx, now)
    if climb is None:
        return False
    if climb.status is not HandoffStatus.WAITING:
        climbs.end(tx, climb.handoff_id, now)
        return True
    is_clinical = climb.urgency is Urgency.EMERGENCY or climb.reason in rules.CLINICAL
    location = seeking.line.desk.schedule.location_at(climb.line)
    rungs = seeking.line.rota.ladder(climb.team, now, is_clinical=is_clinical, location=location)
    if climb.rung < len(rungs):
        _reach(seeking, tx, climb, rungs[climb.rung], now)
        climbs.step(tx, climb.handoff_id, climb.rung + 1, now + _patience(seeking.line, climb.urgency), climb.nobody_at)
    else:
        _nobody(seeking, tx, climb, now)
    return True


def _reach(seeking: Seeking, tx: Connection, climb: Climb, duties: tuple[Duty, ...], now: datetime) -> None:
    """Every phone of one rung, together."""
    code = shown_code(climb.code, is_drill=climb.is_drill)
    for number, duty in enumerate(duties, start=climb.pages + 1):
        status = PageStatus.DUE if duty.is_called else PageStatus.TEXTED
        who = (duty.name, duty.phone)
        climbs.add_page(tx, climb.handoff_id, climb.rung + 1, who, status, seeking.line.outbound.new_key(), now)
        if not duty.is_called:
            body = words(seeking, PAGE, Language.EN, code=code, link=seeking.link)
            text_phone(seeking, tx, duty.phone, (climb.handoff_id, body, number), now)
    note_line(tx, "rung_reached", climb.handoff_id, now, rung=climb.rung + 1, phones=len(duties))


def _nobody(seeking: Seeking, tx: Connection, climb: Climb, now: datetime) -> None:
    """The last rung has passed: the person is told once, the request stays red, and the ladder begins anew."""
    _log.error("nobody_took_a_request", handoff=str(climb.handoff_id), rungs=climb.rung)
    note_line(tx, "nobody_came", climb.handoff_id, now, rungs=climb.rung)
    if climb.nobody_at is None and climb.phone and not climb.is_drill:
        body = words(seeking, NOBODY, climb.language or Language.EN)
        plan(
            seeking.line.outbound,
            tx,
            Order(climb.conversation_id, NOBODY, body, now, _subject(climb.handoff_id), 0),
            now,
        )
    again = timedelta(minutes=seeking.line.profile.paging.again_minutes)
    climbs.step(tx, climb.handoff_id, 0, now + again, climb.nobody_at or now)


def _patience(line: ClinicLine, urgency: Urgency) -> timedelta:
    paging = line.profile.paging
    return timedelta(minutes=paging.emergency_minutes if urgency is Urgency.EMERGENCY else paging.same_day_minutes)


def _subject(handoff_id: UUID) -> str:
    return f"handoff:{handoff_id}"
