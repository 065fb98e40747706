"""Voicemails and photos as staff hear and see them: through our own door, never by the gateway's address."""

import re
from uuid import UUID

from flask import Blueprint, Response, abort

from bot.clinic.staff_rules import Right
from bot.services import media
from bot.services.media import Fetched
from bot.web.auth import Door, Program, asker, open_to

_RECORDING = re.compile(r"RE[0-9a-f]{32}")


def add(routes: Blueprint, bot: Program, _: Door) -> None:
    """The routes of what people left."""

    @routes.get("/recordings/<recording>")
    @open_to(Right.SEE)
    def recording(recording: str) -> Response:
        if not _RECORDING.fullmatch(recording):
            abort(404)
        return _served(media.play(bot.line, bot.media, asker(), recording))

    @routes.get("/photos/<uuid:photo>")
    @open_to(Right.SEE)
    def photo(photo: UUID) -> Response:
        return _served(media.look(bot.line, bot.media, asker(), photo))


def _served(found: Fetched | None) -> Response:
    """A picture is shown and a sound is played; the browser never guesses what else it might be."""
    if found is None:
        abort(404)
    return Response(found.body, content_type=found.content_type, headers={"Content-Disposition": "inline"})
