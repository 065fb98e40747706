"""Builders: an assembled bot over a test's database, and a hand that signs webhooks as the gateway would."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.channels.twilio.signature import sign
from bot.clock import HandClock
from bot.settings import Settings
from bot.storage import practitioners
from bot.storage.database import Database
from bot.web.application import make_application
from bot.wiring import Bot, assemble

TOKEN = "0123456789abcdef0123456789abcdef"
ACCOUNT = "AC" + "a" * 32
BASE_URL = "https://line.example.org"
LINE = "+18179164685"
ME = "+18175550100"
CLINIC_ZONE = ZoneInfo("America/Chicago")


def clinic_time(text: str) -> HandClock:
    """A clock standing at this wall time of the clinic."""
    return HandClock(datetime.fromisoformat(text).replace(tzinfo=CLINIC_ZONE).astimezone(UTC))


def settings(**changes: str) -> Settings:
    environ = {
        "BOT_ENV": "local",
        "PUBLIC_BASE_URL": BASE_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "OPT_OUT_HANDLING": "own",
        "SECRET_KEY": "k" * 40,
        **changes,
    }
    return Settings.parse(environ, lambda: TOKEN)


def a_bot(database: Database, now: str = "2026-11-24 10:00", **changes: str) -> Bot:
    """A bot on a Tuesday morning, the clinic open; its practitioners and rooms are in the database."""
    bot = assemble(settings(**changes), database=database, clock=clinic_time(now))
    with database.begin() as tx:
        practitioners.seed(tx, bot.line.desk.schedule)
    return bot


@dataclass(slots=True)
class Phone:
    """Somebody's phone: texts and calls the line through its real, signed webhooks."""

    bot: Bot
    number: str = ME
    line: str = LINE
    client: FlaskClient = field(init=False)
    _ids: Any = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.client = make_application(self.bot).test_client()

    @property
    def clock(self) -> HandClock:
        clock = self.bot.line.clock
        assert isinstance(clock, HandClock)
        return clock

    def text(self, body: str, **fields: str) -> str:
        """Sends a text and returns the whole answer document."""
        return self.post("/webhooks/sms", self.text_form(body, **fields)).get_data(as_text=True)

    def text_form(self, body: str, **fields: str) -> dict[str, str]:
        return {
            "MessageSid": self.new_id("SM"),
            "AccountSid": ACCOUNT,
            "From": self.number,
            "To": self.line,
            "Body": body,
            "NumMedia": "0",
            **fields,
        }

    def call_form(self, call_id: str, **fields: str) -> dict[str, str]:
        return {
            "CallSid": call_id,
            "AccountSid": ACCOUNT,
            "From": self.number,
            "To": self.line,
            "CallStatus": "in-progress",
            **fields,
        }

    def new_id(self, kind: str) -> str:
        return kind + f"{abs(hash(self.number)) % 10**8:08d}{next(self._ids):024d}"

    def post(self, path: str, form: dict[str, str], *, token: str = TOKEN, **headers: str) -> TestResponse:
        signature = {"X-Twilio-Signature": sign(BASE_URL, path, form, token)}
        return self.client.post(path, data=form, headers={**signature, **headers})
