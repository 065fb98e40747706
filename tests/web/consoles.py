"""A console on its own: the program's parts it needs, and people with a browser."""

import re
from dataclasses import dataclass, field
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.channels.simulator.media import NoMedia
from bot.services.line import ClinicLine
from bot.services.media import MediaStore
from bot.services.staff_secrets import totp_code
from bot.settings import Settings
from bot.web import console
from tests.services.staffing import Hired

_TOKEN = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
_FORM = re.compile(r'name="form_id" value="([0-9a-f-]{36})"')


@dataclass(frozen=True, slots=True)
class Parts:
    """What the console needs of the program."""

    settings: Settings
    line: ClinicLine
    media: MediaStore = field(default_factory=NoMedia)


def make_console(line: ClinicLine, address: str = "https://line.example.org", media: MediaStore | None = None) -> Flask:
    settings = Settings.parse({"BOT_ENV": "local", "PUBLIC_BASE_URL": address}, lambda: "a token of the test")
    web = Flask("bot.web", static_folder="static", template_folder="templates")
    web.register_blueprint(console.make(Parts(settings, line, media or NoMedia())))
    return web


@dataclass(slots=True)
class Browser:
    """One person's browser. It remembers its cookies and the newest page's form tokens."""

    client: FlaskClient
    address: str = "https://line.example.org"
    token: str = ""
    form_id: str = ""

    def get(self, path: str, **headers: str) -> TestResponse:
        answer = self.client.get(f"/console{path}", base_url=self.address, headers=headers)
        return self._remember(answer)

    def post(self, path: str, follow: bool = True, **fields: str) -> TestResponse:
        form = {"csrf": self.token, "form_id": self.form_id, **fields}
        answer = self.client.post(f"/console{path}", base_url=self.address, data=form)
        while follow and answer.status_code == 303:
            answer = self.get(answer.headers["Location"].removeprefix("/console"))
        return self._remember(answer)

    def _remember(self, answer: TestResponse) -> TestResponse:
        page = answer.get_data(as_text=True)
        if found := _TOKEN.search(page):
            self.token = found[1]
        if forms := _FORM.findall(page):
            self.form_id = forms[-1]
        return answer


def browser(web: Flask) -> Browser:
    return Browser(web.test_client())


def logged_in(web: Flask, line: ClinicLine, hired: Hired) -> Browser:
    """The browser of somebody who came in through the pages themselves."""
    one = browser(web)
    one.get("/login")
    one.post("/login", email=hired.member.email, password=hired.password)
    answer = one.post("/code", code=totp_code(hired.secret, line.now()))
    assert answer.status_code == 200, answer.status_code
    return one


def conversation(conversation_id: UUID) -> str:
    return f"/conversations/{conversation_id}"
