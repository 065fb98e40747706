"""Calendar files behind private links: `/visits/<token>.ics` for a patient, `/feeds/<token>.ics` for a practitioner.

Read only. A wrong, forged or ended token gets the same answer as an address that does not exist.
"""

from flask import Blueprint, Response

from bot.services import calendar_files
from bot.services.calendar_files import Entry
from bot.wiring import Bot


def make(bot: Bot) -> Blueprint:
    """The routes of calendar files."""
    routes = Blueprint("calendars", __name__)

    @routes.get("/visits/<token>.ics")
    def visit(token: str) -> Response:
        entry = calendar_files.of_link(bot.line, token)
        return _file([entry] if entry else None)

    @routes.get("/feeds/<token>.ics")
    def feed(token: str) -> Response:
        return _file(calendar_files.of_feed(bot.line, token))

    return routes


def _file(entries: list[Entry] | None) -> Response:
    if entries is None:
        return Response("Not found\n", status=404, content_type="text/plain; charset=utf-8")
    from bot.channels.ics import calendar_file  # noqa: PLC0415  a large library, for a file that few ask for

    file = Response(calendar_file(entries), content_type="text/calendar; charset=utf-8")
    file.headers["X-Robots-Tag"] = "noindex"
    file.headers["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return file
