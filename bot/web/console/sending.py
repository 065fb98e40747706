"""How sending stands: what waits, for how long, and what did not arrive. Refreshes itself; names nobody."""

from flask import Blueprint, render_template

from bot.clinic.staff_rules import Right
from bot.services import sending_health
from bot.values import MessageStatus
from bot.web.auth import Door, Program, open_to


def add(routes: Blueprint, bot: Program, _: Door) -> None:
    """The route of the page."""

    @routes.get("/sending")
    @open_to(Right.FIGURES)
    def sending() -> str:
        found = sending_health.read(bot.line)
        return render_template("console/sending.html", found=found, Status=MessageStatus)
