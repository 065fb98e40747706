"""The staff console at /console: pages of a browser over the use cases of `services/console*`.

Nothing here decides who wins a claim or what is true; it shows, and hands forms on.
"""

from flask import Blueprint

from bot.web.auth import Door, Program
from bot.web.console import (
    accounts,
    acts,
    conversation,
    facts,
    figures,
    login,
    media,
    queue,
    rota,
    sending,
    settings,
    visits,
    weeks,
)
from bot.web.console.showing import Shower

__all__ = ["make"]


def make(bot: Program) -> Blueprint:
    """Every route of the console behind its one door."""
    routes = Blueprint("console", __name__, url_prefix="/console")
    door = Door(bot)
    door.guard(routes)
    shower = Shower(bot.line, door)
    shower.serve(routes)
    login.add(routes, bot, door)
    for module in (queue, conversation, acts, accounts, figures, sending, settings, facts, rota, media, visits, weeks):
        module.add(routes, bot, door)
    return routes
