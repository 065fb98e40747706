"""The line while its words are being written: reads the flows again when a file is saved, and plays the edited step.

Local mode only. Content that cannot be read leaves the line as it was, and its problems on the page.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Flask, Response, jsonify

from bot.channels.twilio.numbers import usable_number
from bot.clinic.message_kinds import KindsError
from bot.clinic.profile import ProfileError
from bot.clinic.schedule import ScheduleError
from bot.content import checked_content, clinic_profile, read_book, read_lexicon
from bot.dialogue.book import FlowBook
from bot.dialogue.checks import check
from bot.dialogue.loading import ContentError
from bot.dialogue.rehearsal import is_playable
from bot.dialogue.review import changes, signed_part
from bot.nlu.lexicon import LexiconError
from bot.services.rehearsal import rehearse
from bot.values import Language
from bot.web import phone
from bot.web.application import make_application
from bot.wiring import Bot, make_render

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

UNREADABLE = (ContentError, LexiconError, ProfileError, ScheduleError, KindsError)


@dataclass(frozen=True, slots=True)
class Edition:
    """The content as it was read last. `edited` are the steps that changed with it; `problems` are sentences."""

    number: int
    book: FlowBook
    edited: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


class Preview:
    """A WSGI application that is built anew from `assemble` whenever a file in `folder` has been saved."""

    def __init__(self, folder: Path, assemble: Callable[[], Bot]) -> None:
        self._folder = folder
        self._assemble = assemble
        self._lock = Lock()
        self._saved = _saved(folder)
        self._web = self._build()
        self.edition = Edition(1, read_book(folder))

    def __call__(self, environ: dict[str, Any], start_response: "StartResponse") -> Iterable[bytes]:
        """One request, answered from the content as it stands now."""
        with self._lock:
            self._look()
        return self._web.wsgi_app(environ, start_response)

    def _look(self) -> None:
        saved = _saved(self._folder)
        if saved == self._saved:
            return
        self._saved = saved
        before = self.edition
        read_book.cache_clear()
        read_lexicon.cache_clear()
        try:
            self._web = self._build()
            book = read_book(self._folder)
            self.edition = Edition(before.number + 1, book, edited(before.book, book), _problems(self._folder))
        except UNREADABLE as problem:
            self.edition = replace(before, number=before.number + 1, edited=(), problems=(str(problem),))

    def _build(self) -> Flask:
        bot = self._assemble()
        web = make_application(bot)
        web.config["PREVIEW"] = True
        web.register_blueprint(self._doors(bot))
        return web

    def _doors(self, bot: Bot) -> Blueprint:
        doors = Blueprint("preview", __name__, url_prefix="/preview")
        doors.before_request(phone.check_asker)
        doors.register_error_handler(phone.NotThePhone, phone.not_the_phone)

        @doors.get("/edition")
        def edition() -> Response:
            now = self.edition
            return jsonify(number=now.number, edited=now.edited, problems=now.problems, steps=_playable(now.book))

        @doors.post("/play")
        def play() -> Response | tuple[Response, int]:
            body = phone.posted()
            place, number, own_number = (str(body.get(name, "")) for name in ("place", "number", "line"))
            if not is_playable(bot.line.book, place):
                return jsonify(error=f"There is no step {place} to play."), 400
            person = usable_number(number)
            if person is None or own_number not in bot.line.profile.numbers.bot_lines:
                return jsonify(error="Choose a number that can be texted."), 400
            language = Language.ES if body.get("language") == "es" else Language.EN
            rehearse(bot.line, person, own_number, place, language, make_render())
            return jsonify(played=place)

        return doors


def edited(before: FlowBook, now: FlowBook) -> tuple[str, ...]:
    """The steps that are new or not as they were, where there is something to play, in the order of their flows."""
    nothing: dict[str, Any] = {}
    return tuple(
        f"{name}.{change.step}"
        for name, flow in now.flows.items()
        if before.editions.get(name) != now.editions[name]
        for change in changes(flow, signed_part(before.flows[name]) if name in before.flows else nothing)
        if change.after is not None and is_playable(now, f"{name}.{change.step}")
    )


def _problems(folder: Path) -> tuple[str, ...]:
    issues = check(checked_content(folder, clinic_profile(folder), datetime.now(UTC).date()))
    return tuple(dict.fromkeys(str(issue) for issue in issues if issue.is_error))


def _playable(book: FlowBook) -> Sequence[str]:
    return [place for place in book.steps if is_playable(book, place)]


def _saved(folder: Path) -> tuple[tuple[str, int], ...]:
    """When each file was saved last."""
    return tuple((str(path), path.stat().st_mtime_ns) for path in sorted(folder.rglob("*.toml")))
