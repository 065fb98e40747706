"""Watches what people were promised: staff are told while there is time, the person when it is past."""

from sqlalchemy import Connection

from bot.dialogue.phrasing import moment
from bot.services.audit import note_line
from bot.services.escalation import Seeking, shown_code, text_phone, words
from bot.services.outbound import Order, plan
from bot.storage import climbs, promises
from bot.storage.promises import Ending, Promise
from bot.values import Language, Team

NEAR = "staff_promise_near"
MISSED = "promise_missed"
_FIRST_WARNING = 100_000  # warnings are numbered apart from pages


def look_after_promises(seeking: Seeking) -> int:
    """Warns of what is near and owns up to what is missed. Returns how many promises were touched."""
    touched = 0
    for one in (_warn_one, _own_up_one):
        while seeking.line.database.run(lambda tx, one=one: one(seeking, tx)):  # type: ignore[misc]
            touched += 1
    return touched


def _warn_one(seeking: Seeking, tx: Connection) -> bool:
    """A text to the first rung of the team that owns it, while there is still time."""
    now = seeking.line.now()
    near = promises.next_near(tx, now)
    if near is None:
        return False
    location = seeking.line.desk.schedule.location_at(near.line)
    rungs = seeking.line.rota.ladder(Team(near.owner), now, is_clinical=False, location=location)
    code = shown_code(near.code, is_drill=near.is_drill)
    by_at = moment(near.by_at.astimezone(now.tzinfo), now, Language.EN).say
    body = words(seeking, NEAR, Language.EN, code=code, when=by_at, link=seeking.link)
    told = [duty for duty in (rungs[0] if rungs else ()) if not duty.is_called]
    for number, duty in enumerate(told, start=_FIRST_WARNING):
        text_phone(seeking, tx, duty.phone, (near.handoff_id, body, number), now)
    note_line(tx, "promise_near", near.handoff_id, now, phones=len(told))
    return True


def _own_up_one(seeking: Seeking, tx: Connection) -> bool:
    """The person is told that it was missed and what they can do; staff are sought again from the first rung."""
    now = seeking.line.now()
    missed = promises.next_missed(tx, now)
    if missed is None:
        return False
    promises.end(tx, missed.handoff_id, Ending.BROKEN, now)
    climbs.start(tx, missed.handoff_id, now, now)
    note_line(tx, "promise_missed", missed.handoff_id, now)
    if not missed.is_drill:
        _apologise(seeking, tx, missed)
    return True


def _apologise(seeking: Seeking, tx: Connection, missed: Promise) -> None:
    now = seeking.line.now()
    language = missed.language or Language.EN
    by_at = moment(missed.by_at.astimezone(now.tzinfo), now, language).say
    order = Order(
        missed.conversation_id, MISSED, words(seeking, MISSED, language, when=by_at), now, f"promise:{missed.id}", 0
    )
    plan(seeking.line.outbound, tx, order, now)
