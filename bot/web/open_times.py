"""`/$bulk-publish` and its files: free and busy times for anybody, where the clinic wants it and keeps them here."""

from flask import Blueprint, Response, request

from bot.channels.fhir import scheduling_links
from bot.channels.fhir.scheduling_links import TYPES
from bot.services.open_times import FRESH, OpenTimes
from bot.settings import CalendarKind
from bot.wiring import Bot

FOLDER = "/open-times"


def make(bot: Bot) -> Blueprint:
    """The routes of the publication; elsewhere than with a schedule of our own there are none."""
    routes = Blueprint("open_times", __name__)
    if bot.settings.calendar is not CalendarKind.LOCAL or not bot.settings.open_times:
        return routes
    times = OpenTimes(bot.line, scheduling_links.files)

    @routes.get("/$bulk-publish")
    def manifest() -> Response:
        told = times.now()
        body = scheduling_links.manifest(bot.settings.public_base_url, FOLDER, told.since)
        return _public(body, "application/json", told.tag)

    @routes.get(f"{FOLDER}/<name>")
    def file(name: str) -> Response:
        if name not in TYPES:
            return Response("Not found\n", status=404, content_type="text/plain; charset=utf-8")
        told = times.now()
        return _public(told.files[name], "application/fhir+ndjson", told.tag)

    return routes


def _public(body: bytes, kind: str, tag: str) -> Response:
    """With a name for what it holds: who has it already hears only that."""
    answer = Response(body, content_type=kind)
    answer.set_etag(tag)
    answer.headers["Cache-Control"] = f"public, max-age={int(FRESH.total_seconds())}"
    answer.headers["Access-Control-Allow-Origin"] = "*"
    answer.make_conditional(request)
    return answer
