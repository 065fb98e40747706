"""Rings staff phones for callers who wait in line, from the worker: rung after rung, and ends what rings in vain.

What a rung does is one transaction with the step to the next, so that another worker goes on where one died; a phone
is marked as ringing before anything is posted, so that it is never rung twice.
"""

from datetime import timedelta

import structlog
from sqlalchemy import Connection

from bot.services import connecting
from bot.services.audit import note_line
from bot.services.gateway import Accepted, Outcome, Refused
from bot.services.line import ClinicLine
from bot.services.ringing import Caller
from bot.storage import connections
from bot.storage.connections import Leg, LegStatus

RUNG_LASTS = timedelta(seconds=20)  # people do not bear a longer ringing in silence
MOST_AT_ONCE = 20

_log = structlog.get_logger(__name__)


def climb_due(line: ClinicLine) -> int:
    """Rings the next rung for every caller whose time it is. Returns how many rungs were reached."""
    reached = 0
    while line.database.run(lambda tx: _climb_one(line, tx)):
        reached += 1
    return reached


def ring_due(line: ClinicLine, caller: Caller) -> int:
    """Rings what is to be rung. Returns how many phones."""
    for rung in range(MOST_AT_ONCE):
        with line.database.begin() as tx:
            leg = connections.take_leg_to_ring(tx)
        if leg is None:
            return rung
        _record(line, leg, _ring(caller, leg))
    return MOST_AT_ONCE


def end_due(line: ClinicLine, caller: Caller) -> int:
    """Ends the ringing of phones whose caller is served or gone. Returns how many."""
    for ended in range(MOST_AT_ONCE):
        with line.database.begin() as tx:
            leg = connections.take_leg_to_end(tx)
        if leg is None:
            return ended
        try:
            caller.end(leg.gateway_id)
        except Exception:  # noqa: BLE001  a leg that is not ended rings out by itself, and hears that nobody waits
            _log.warning("ending_broke", leg=str(leg.id))
    return MOST_AT_ONCE


def _climb_one(line: ClinicLine, tx: Connection) -> bool:
    now = line.now()
    waiting = connections.due(tx, now)
    if waiting is None:
        return False
    rungs = line.rota.ringing(waiting.ladder, now, line.desk.schedule.location_at(waiting.line))
    if waiting.rung >= len(rungs) or now >= waiting.deadline_at:
        connecting.give_up(tx, waiting, now)
        return True
    phones = rungs[waiting.rung]
    connections.end_legs(tx, waiting.id, now, picked_up=False)
    for phone in phones:
        connections.add_leg(tx, waiting.id, waiting.rung + 1, phone, line.outbound.new_key(), now)
    connections.step(tx, waiting.id, waiting.rung + 1, min(now + RUNG_LASTS, waiting.deadline_at))
    note_line(tx, "caller_rung", waiting.id, now, rung=waiting.rung + 1, phones=len(phones))
    return True


def _ring(caller: Caller, leg: Leg) -> Outcome | None:
    try:
        return caller.ring(leg.phone, leg.line, leg.key)
    except Exception:  # noqa: BLE001  whatever broke may have broken after the gateway took it
        _log.warning("ringing_broke", leg=str(leg.id))
        return None


def _record(line: ClinicLine, leg: Leg, outcome: Outcome | None) -> None:
    match outcome:
        case Accepted(gateway_id):
            with line.database.begin() as tx:
                connections.note_gateway_id(tx, leg.id, gateway_id)
        case Refused(_, code, _):
            _log.error("phone_cannot_be_rung", leg=str(leg.id), code=code)
            connecting.over(line, leg.key, LegStatus.FAILED)
        case _:
            with line.database.begin() as tx:
                connections.move_leg(tx, leg.id, (LegStatus.RINGING,), LegStatus.UNKNOWN)
