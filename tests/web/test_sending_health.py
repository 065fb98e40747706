"""How sending stands is told to a scraper with the token and to staff with the right, and names nobody."""

import pytest
from flask.testing import FlaskClient

from bot.clinic.staff_rules import Role
from bot.storage.database import Database
from bot.web.application import make_application
from tests.bots import ME, a_bot
from tests.services.sending import Office, an_office
from tests.services.staffing import HandClock, hire, make_line
from tests.web.consoles import logged_in, make_console

TOKEN = "a scraper's long and secret token"


@pytest.fixture
def office(database: Database) -> Office:
    office = an_office(database)
    office.plan(body="words of a person")
    office.clock.move(seconds=30)
    return office


def scraper(database: Database, **settings: str) -> FlaskClient:
    return make_application(a_bot(database, "2026-11-24 10:01", **settings)).test_client()


def test_the_scraper_hears_what_waits_and_for_how_long(office: Office, database: Database) -> None:
    answer = scraper(database, METRICS_TOKEN=TOKEN).get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    told = answer.get_data(as_text=True)
    assert 'line_messages_due{lane="conversation"} 1.0' in told
    assert 'line_messages_oldest_seconds{lane="conversation"} 60.0' in told
    assert 'line_messages_due{lane="urgent"} 0.0' in told
    assert "words of a person" not in told
    assert ME not in told


def test_what_did_not_arrive_is_counted_by_its_status(office: Office, database: Database) -> None:
    office.run("UPDATE messages SET status = 'suppressed', ended_by = 'opted_out'")
    told = (
        scraper(database, METRICS_TOKEN=TOKEN)
        .get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        .get_data(as_text=True)
    )
    assert 'line_messages_ended_a_day{status="suppressed"} 1.0' in told


@pytest.mark.parametrize("header", ["", "Bearer ", "Bearer wrong", TOKEN[:-1]])
def test_nobody_hears_it_without_the_token(database: Database, header: str) -> None:
    assert scraper(database, METRICS_TOKEN=TOKEN).get("/metrics", headers={"Authorization": header}).status_code == 401


def test_nobody_hears_it_where_no_token_was_set(database: Database) -> None:
    bare = make_application(a_bot(database)).test_client()
    assert bare.get("/metrics", headers={"Authorization": "Bearer "}).status_code == 401


@pytest.mark.parametrize("language", ["en", "es"])
def test_staff_see_the_same_on_a_page(database: Database, language: str) -> None:
    line = make_line(database, HandClock())
    staff = logged_in(make_console(line), line, hire(line, "Fred Desk", Role.FRONT_DESK))
    staff.post("/language", follow=False, language=language)
    page = staff.get("/sending").get_data(as_text=True)
    assert {"en": "What waits to leave", "es": "Lo que espera salir"}[language] in page
