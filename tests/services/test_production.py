"""What is different where real patients write: nothing unsigned is advised, and there is no simulator."""

import pytest

from bot.settings import Settings, SettingsError
from bot.storage.database import Database
from bot.web.application import make_application
from bot.wiring import assemble
from tests.bots import ACCOUNT, BASE_URL, TOKEN, Phone, clinic_time
from tests.reading import messages, one


def no_token() -> str:
    raise AssertionError("production never makes a token")


def production(**changes: str) -> Settings:
    environ = {
        "PUBLIC_BASE_URL": BASE_URL,
        "TWILIO_ACCOUNT_SID": ACCOUNT,
        "TWILIO_AUTH_TOKEN": TOKEN,
        "DATABASE_URL": "postgresql://line@db.example.org/line",
        "SECRET_KEY": "k" * 40,
        **changes,
    }
    return Settings.parse({name: value for name, value in environ.items() if value}, no_token)


@pytest.fixture
def phone(database: Database) -> Phone:
    clock = clinic_time("2026-11-24 10:00")
    return Phone(assemble(production(OPT_OUT_HANDLING="own"), database=database, clock=clock))


@pytest.mark.parametrize(
    "name", ["PUBLIC_BASE_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "DATABASE_URL", "SECRET_KEY"]
)
def test_production_does_not_start_without(name: str) -> None:
    with pytest.raises(SettingsError, match=name):
        production(**{name: ""})


def test_production_has_no_browser_phone(phone: Phone) -> None:
    assert make_application(phone.bot).test_client().get("/").status_code == 404


def test_production_gives_no_advice_that_nobody_signed(phone: Phone, database: Database) -> None:
    answers = phone.text("my back locked up")
    for _ in range(6):
        answers += phone.text("no")
    answers += phone.text("1")
    assert "ice 20 minutes" not in answers
    assert "Our staff will talk with you about care" in answers
    assert one(database, "SELECT count(*) FROM handoffs") == 1


def test_production_never_closes_the_emergency_wordings(phone: Phone) -> None:
    assert "Call 911 now" in " ".join(messages(phone.text("i have chest pain and cant breathe")))
    assert "emergency room" in " ".join(messages(phone.text("cant feel it when i wipe")))


def test_production_still_screens(phone: Phone) -> None:
    assert "Safety first" in " ".join(messages(phone.text("my back locked up")))
