"""`/healthz`: this process is alive. `/readyz`: it can do its work. Neither says more than ok or not."""

from flask import Blueprint, Response

from bot.storage import schema_version
from bot.storage.database import DatabaseUnavailable
from bot.wiring import Bot


def make(bot: Bot) -> Blueprint:
    """The health routes."""
    routes = Blueprint("health", __name__)

    @routes.get("/healthz")
    def healthz() -> Response:
        return _plain("ok", 200)

    @routes.get("/readyz")
    def readyz() -> Response:
        try:
            is_ready = schema_version.is_current(bot.line.database) and bool(bot.line.book.steps)
        except DatabaseUnavailable:
            is_ready = False
        return _plain("ok", 200) if is_ready else _plain("not ready", 503)

    return routes


def _plain(words: str, status: int) -> Response:
    return Response(words + "\n", status=status, content_type="text/plain; charset=utf-8")
