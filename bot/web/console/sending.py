"""How sending stands: what waits, for how long, and what did not arrive. Refreshes itself; names nobody."""

from flask import Blueprint, render_template

from bot.clinic.sending import Reason
from bot.clinic.staff_rules import Right
from bot.services import sending_health
from bot.values import MessageStatus
from bot.web.auth import Door, Program, open_to
from bot.web.console.showing import language
from bot.web.console.wording import words
from bot.wiring.gateways import meaning_of

_OWN = frozenset(Reason)


def add(routes: Blueprint, bot: Program, _: Door) -> None:
    """The route of the page."""

    @routes.get("/sending")
    @open_to(Right.FIGURES)
    def sending() -> str:
        found = sending_health.read(bot.line)
        return render_template("console/sending.html", found=found, Status=MessageStatus, why_of=_why)


def _why(told: str) -> str:
    """Why it ended: our own reason, or what the gateway's code means."""
    if told in _OWN:
        return words(f"ended.{told}", language())
    return f"{told} · {words(f'failure.{meaning_of(told)}', language())}"
