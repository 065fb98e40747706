"""Rings the phones of a rung that is reached by voice: marked first, posted outside any transaction, never twice.

A phone that was picked up is no person yet: only a pressed 1 is. Whatever goes wrong, the ladder is climbed on.
"""

from datetime import timedelta
from typing import Protocol

import structlog

from bot.services.audit import note_line
from bot.services.escalation import shown_code
from bot.services.gateway import Accepted, Outcome, Refused
from bot.services.line import ClinicLine
from bot.storage import climbs
from bot.storage.climbs import Page, PageStatus

MOST_AT_ONCE = 20
_GOING = (PageStatus.RINGING, PageStatus.UNKNOWN)

_log = structlog.get_logger(__name__)


class Caller(Protocol):
    """Rings one phone once, and ends a call. It shows the clinic's number; its webhooks name the page by `key`."""

    def ring(self, to: str, line: str, key: str) -> Outcome: ...

    def end(self, gateway_id: str) -> None: ...


def ring_due(line: ClinicLine, caller: Caller) -> int:
    """Rings what is to be rung. Returns how many phones."""
    for rung in range(MOST_AT_ONCE):
        with line.database.begin() as tx:
            page = climbs.take_page_to_ring(tx, line.now())
        if page is None:
            return rung
        _record(line, page, _ring(caller, page))
    return MOST_AT_ONCE


def accept(line: ClinicLine, key: str) -> bool:
    """Somebody pressed 1: they get the time of a whole rung to claim it. False for a page that is over."""
    now = line.now()
    with line.database.begin() as tx:
        page = climbs.find_page(tx, key)
        if page is None or not climbs.move_page(tx, page.id, _GOING, PageStatus.ACCEPTED, now):
            return False
        climbs.wait_until(tx, page.handoff_id, now + timedelta(minutes=line.profile.paging.same_day_minutes))
        note_line(tx, "page_accepted", page.handoff_id, now, page=str(page.id))
        return True


def over(line: ClinicLine, key: str) -> None:
    """The phone is not ringing any more. Nobody pressed 1: the next rung need not wait."""
    now = line.now()
    with line.database.begin() as tx:
        page = climbs.find_page(tx, key)
        if page is not None and climbs.move_page(tx, page.id, _GOING, PageStatus.UNANSWERED, now):
            climbs.wait_until(tx, page.handoff_id, now)


def spoken_code(line: ClinicLine, key: str) -> str | None:
    """The code of the request, letter by letter; None for a page nobody knows."""
    with line.database.begin() as tx:
        page = climbs.find_page(tx, key)
    if page is None:
        return None
    return shown_code(", ".join(page.code), is_drill=page.is_drill)


def _ring(caller: Caller, page: Page) -> Outcome | None:
    try:
        return caller.ring(page.phone, page.line, page.key)
    except Exception:  # noqa: BLE001  whatever broke may have broken after the gateway took it
        _log.warning("ringing_broke", page=str(page.id))
        return None


def _record(line: ClinicLine, page: Page, outcome: Outcome | None) -> None:
    now = line.now()
    with line.database.begin() as tx:
        match outcome:
            case Accepted():
                return
            case Refused(_, code, _):
                _log.error("phone_cannot_be_rung", page=str(page.id), code=code)
                if climbs.move_page(tx, page.id, _GOING, PageStatus.FAILED, now):
                    climbs.wait_until(tx, page.handoff_id, now)
            case _:
                climbs.move_page(tx, page.id, (PageStatus.RINGING,), PageStatus.UNKNOWN, now)
