"""The door of the console: one place that knows who asks, and closes whatever does not say who may come in.

A view names its access with `open_to`; the door looks before the view runs. What somebody may not see does not
exist for them: 404, and a line in the audit. A form is believed only with the token of the cookie it came with.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, TypeVar, cast
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, current_app, g, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from bot.clinic.staff_rules import Right
from bot.services import console, staff_access
from bot.services.audit import Asker
from bot.services.line import ClinicLine
from bot.services.media import MediaStore
from bot.services.staff_secrets import keyed, new_token
from bot.settings import Settings
from bot.storage.staff_sessions import StaffSession, Stage

V = TypeVar("V", bound=Callable[..., object])

LONGEST_COOKIE = 200
KNOWN_DEVICE_DAYS = 180
_BEFORE_A_REASON = frozenset({"console.reason", "console.give_reason", "console.logout", "console.language"})
_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)


class Program(Protocol):
    """What the console needs of the assembled program."""

    @property
    def settings(self) -> Settings: ...
    @property
    def line(self) -> ClinicLine: ...
    @property
    def media(self) -> MediaStore: ...


class Open(StrEnum):
    """Who may come in where no right is asked for."""

    EVERYBODY = "everybody"  # the login itself
    STAFF = "staff"  # whoever is logged in
    WALL = "wall"  # a screen on the wall, or staff


@dataclass(frozen=True, slots=True)
class Access:
    """Who may use a view. A poll is no activity: it keeps nobody logged in."""

    to: Right | Open
    is_poll: bool = False


def open_to(to: Right | Open, *, is_poll: bool = False) -> Callable[[V], V]:
    """Names who may use a view."""

    def mark(view: V) -> V:
        view.access = Access(to, is_poll)  # type: ignore[attr-defined]
        return view

    return mark


def access_of(endpoint: str) -> Access | None:
    """Who may use the view behind an endpoint; None for one that does not say."""
    return cast("Access | None", getattr(current_app.view_functions.get(endpoint), "access", None))


class Door:
    """Stands before every view of the console."""

    def __init__(self, program: Program) -> None:
        self._line = program.line
        self._key = program.settings.secret_key
        self._address = urlsplit(program.settings.public_base_url)
        self._is_secure = self._address.scheme == "https"
        prefix = "__Host-" if self._is_secure else ""
        self.cookie, self.wall_cookie = f"{prefix}clinic", f"{prefix}clinic-wall"
        self._known_cookie = f"{prefix}clinic-device"

    def guard(self, routes: Blueprint) -> None:
        """Closes every view of this blueprint that does not say who may come in."""
        routes.before_request(self._look)
        routes.after_request(self._seal)

    # -- coming in ------------------------------------------------------------------------------

    def let_in(self, token: str) -> None:
        """The cookie of this answer; a new one at every step of a login."""
        g.new_cookie = token

    def let_wall_in(self, token: str) -> None:
        """The same for a screen on the wall, under a name of its own."""
        g.new_wall_cookie = token

    def remember_device(self, email: str) -> None:
        """This browser has logged this person in: strangers' tries do not count against it."""
        g.new_device = f"{keyed(self._key, 'device', email)}"

    def is_known_device(self, email: str) -> bool:
        """True where this browser has logged this person in before."""
        given = self._cookie(self._known_cookie)
        return hmac.compare_digest(given.encode(), keyed(self._key, "device", email).encode())

    def token(self) -> str:
        """The cookie this request came with, or the one it will leave with."""
        found: str = getattr(g, "new_cookie", "") or self._cookie(self.cookie)
        return found

    def form_token(self) -> str:
        """What a form of this page must bring back."""
        if not self.token():
            self.let_in(new_token(self._line.secret_bytes))
        return keyed(self._key, "form", self.token())

    # -- looking --------------------------------------------------------------------------------

    def _look(self) -> AnyResponse | None:
        access = access_of(request.endpoint or "")
        if access is None:
            abort(404)
        if request.method not in ("GET", "HEAD"):
            self._check_form()
        if access.to is Open.EVERYBODY:
            return None
        found = self._session(access)
        if found is None:
            return self._to_login(access)
        g.asker = Asker(found.member, address())
        g.member = found.member
        if found.needs_reason and request.endpoint not in _BEFORE_A_REASON:
            return self._sent_to(url_for("console.reason"), access)
        if isinstance(access.to, Right) and not found.member.may(access.to):
            console.refuse(self._line, g.asker, request.path)
            abort(404)
        return None

    def _session(self, access: Access) -> StaffSession | None:
        found = self._found(self.cookie, is_activity=not access.is_poll)
        if found is not None and found.stage is Stage.FULL:
            return found
        if access.to is Open.WALL:
            found = self._found(self.wall_cookie, is_activity=False)
            return found if found is not None and found.stage is Stage.WALL else None
        return None

    def _found(self, cookie: str, *, is_activity: bool) -> StaffSession | None:
        given = self._cookie(cookie)
        return staff_access.find_session(self._line, given, is_activity=is_activity) if given else None

    def _to_login(self, access: Access) -> AnyResponse:
        return self._sent_to(url_for("console.login"), access)

    def _sent_to(self, page: str, access: Access) -> AnyResponse:
        if access.is_poll:
            return Response(status=401, headers={"HX-Redirect": page})
        return redirect(page, 303)

    def _check_form(self) -> None:
        """Refuses a form of another page, another session, or another site."""
        origin = request.headers.get("Origin")
        ours = self._address.netloc if self._is_secure else request.host
        if origin is not None and urlsplit(origin).netloc != ours:
            abort(403)
        if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
            abort(403)
        given = request.form.get("csrf") or request.headers.get("X-Form-Token", "")
        kept = self._cookie(self.cookie)
        expected = keyed(self._key, "form", kept)
        if not kept or not hmac.compare_digest(given.encode("utf-8", "replace"), expected.encode()):
            abort(403)

    def _cookie(self, name: str) -> str:
        """One cookie, of a length we would give; anything else is none."""
        given = request.cookies.getlist(name)
        return given[0] if len(given) == 1 and len(given[0]) <= LONGEST_COOKIE else ""

    # -- leaving --------------------------------------------------------------------------------

    def _seal(self, response: Response) -> Response:
        for name, value in ((self.cookie, "new_cookie"), (self.wall_cookie, "new_wall_cookie")):
            if hasattr(g, value):
                lasts = staff_access.WALL_LASTS if name == self.wall_cookie else None
                self._give(response, name, getattr(g, value), lasts.days if lasts else None)
        if hasattr(g, "new_device"):
            self._give(response, self._known_cookie, g.new_device, KNOWN_DEVICE_DAYS)
        response.headers["Content-Security-Policy"] = _POLICY
        response.headers["Cache-Control"] = "no-store"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        if self._is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        return response

    def _give(self, response: Response, name: str, value: str, days: int | None) -> None:
        response.set_cookie(
            name,
            value,
            max_age=days * 86_400 if days else None,
            secure=self._is_secure,
            httponly=True,
            samesite="Lax",
            path="/",
        )


def address() -> str:
    """Where the request comes from: the peer, or what a proxy the application trusts has put there."""
    return (request.remote_addr or "")[:64]


def asker() -> Asker:
    """Who asks; only behind a view that lets staff in."""
    found: Asker = g.asker
    return found
