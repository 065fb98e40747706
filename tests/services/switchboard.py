"""A gateway for staff phones, and the short ways through what happens at one."""

from collections.abc import Callable
from dataclasses import dataclass, field

from bot.services import legs
from bot.services.gateway import Accepted, Outcome
from bot.storage.database import Database
from tests.bots import Phone
from tests.reading import rows
from tests.services.calling import OnTheLine

FIRST, SECOND, THIRD = "+18175550151", "+18175550152", "+18175550153"


@dataclass(slots=True)
class Switchboard:
    """A gateway that writes down whom it rang and what it ended."""

    answer: Callable[[str], Outcome] = lambda to: Accepted("CA" + to[1:].rjust(32, "0"))
    rung: list[str] = field(default_factory=list)
    ended: list[str] = field(default_factory=list)

    def ring(self, to: str, line: str, key: str) -> Outcome:  # noqa: ARG002
        self.rung.append(to)
        return self.answer(to)

    def end(self, gateway_id: str) -> None:
        self.ended.append("+" + gateway_id[2:].lstrip("0"))


def work(phone: Phone, board: Switchboard) -> list[str]:
    """What a worker does in a moment. Returns whom it rang."""
    board.rung.clear()
    legs.climb_due(phone.bot.line)
    legs.ring_due(phone.bot.line, board)
    legs.end_due(phone.bot.line, board)
    return sorted(board.rung)


def url(database: Database, number: str) -> str:
    """The address of the leg to this phone."""
    keys = dict(rows(database, "SELECT phone, key FROM legs"))
    return f"/webhooks/leg/{keys[number]}"


def presses(caller: OnTheLine, path: str, key: str = "1") -> str:
    return caller.phone.post(f"{path}/answer", caller.leg_form(Digits=key)).get_data(as_text=True)


def taken_by(caller: OnTheLine, database: Database, number: str) -> str:
    path = url(database, number)
    caller.phone.post(path, caller.leg_form())
    presses(caller, path)
    return caller.phone.post(f"{path}/joining", caller.leg_form()).get_data(as_text=True)
