"""The pages about visits: what they show, what they say of the calendar behind them, and what they refuse."""

import re
from datetime import UTC
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import text

from bot.clinic.staff_rules import Role
from bot.services.line import ClinicLine
from bot.settings import Settings
from bot.storage.database import Database
from bot.web import console
from tests.services.staffing import HandClock, Hired, hire, make_line
from tests.services.visiting import NOW, seed
from tests.services.waiting import write_in
from tests.web.consoles import Browser, Parts, logged_in, make_console

DAY = "2026-11-24"
PERSON = {"name": "Tess Sample", "born_on": "1961-05-04", "phone": "(817) 555-0101", "plan": "", "may_text": "1"}
TIME = {"kind": "spasm", "day": DAY, "slot": "20261124T1500Z-a"}  # nine o'clock


@pytest.fixture
def line(database: Database) -> ClinicLine:
    seed(database)
    return make_line(database, HandClock(NOW.astimezone(UTC)))


@pytest.fixture
def fred(line: ClinicLine) -> Hired:
    return hire(line, "Fred Desk", Role.FRONT_DESK)


@pytest.fixture
def desk(line: ClinicLine, fred: Hired) -> Browser:
    return logged_in(make_console(line), line, fred)


def with_calendar(line: ClinicLine, calendar: str) -> Flask:
    given = {"BOT_ENV": "local", "PUBLIC_BASE_URL": "https://line.example.org", "CALENDAR": calendar}
    settings = Settings.parse({**given, "FHIR_BASE_URL": "https://record.example.org"}, lambda: "a token of the test")
    web = Flask("bot.web", static_folder="static", template_folder="templates")
    web.register_blueprint(console.make(Parts(settings, line)))
    return web


def words(browser: Browser, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def shown(page: str) -> str:
    """The visit a page is about, by its first form."""
    found = re.search(r"/visits/([0-9a-f-]{36})/", page)
    assert found is not None
    return found[1]


def test_a_visit_is_booked_shown_moved_and_dropped(desk: Browser) -> None:
    assert "No visits on this day." in words(desk, f"/visits?day={DAY}")
    words(desk, f"/visits/new?day={DAY}&kind=spasm")
    page = desk.post("/visits/new", **TIME, **PERSON).get_data(as_text=True)
    assert "Tuesday, November 24, 2026, 9:00" in page
    assert "(817) 555-0101 hears of it by text" in page
    page = desk.post(f"/visits/{shown(page)}/move", slot="20261124T1600Z-b").get_data(as_text=True)
    assert "Tuesday, November 24, 2026, 10:00" in page
    assert "Tess Sample" in words(desk, f"/visits?day={DAY}")
    moved = shown(words(desk, f"/visits/{shown(page)}"))
    assert "any more" in desk.post(f"/visits/{moved}/drop").get_data(as_text=True)
    assert "No visits on this day." in words(desk, f"/visits?day={DAY}")


def test_a_time_that_is_taken_meanwhile_keeps_what_was_typed(line: ClinicLine, desk: Browser) -> None:
    words(desk, "/visits/new")
    desk.post("/visits/new", **TIME, **PERSON)
    words(desk, "/visits/new")
    other = {**PERSON, "name": "Pat <b>Example</b>", "phone": "8175550102"}
    page = desk.post("/visits/new", **TIME, **other).get_data(as_text=True)
    assert "That time is not free any more." in page
    assert 'value="Pat &lt;b&gt;Example&lt;/b&gt;"' in page
    assert 'value="20261124T1500Z-a"' not in page
    with line.database.begin() as tx:
        assert tx.scalar(text("SELECT count(*) FROM appointments")) == 1


def test_a_form_of_a_conversation_knows_its_number_and_its_patient(line: ClinicLine, desk: Browser) -> None:
    waiting = write_in(line, "+18175550101", "can I come on Tuesday?")
    words(desk, f"/visits/new?conversation={waiting.conversation_id}")
    desk.post("/visits/new", **TIME, **PERSON, conversation=str(waiting.conversation_id))
    page = words(desk, f"/visits/new?conversation={waiting.conversation_id}")
    assert 'value="Tess Sample"' in page
    assert 'value="1961-05-04"' in page
    assert "Tue Nov 24, 9:00" in words(desk, f"/conversations/{waiting.conversation_id}")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/visits?day=tomorrow", 200),
        ("/visits?day=9999-12-31", 200),
        (f"/visits/{UUID(int=7)}", 404),
        ("/visits/new?kind=surgery", 400),
        ("/visits/new?conversation=x", 400),
        (f"/visits/new?conversation={UUID(int=7)}", 404),
        ("/visits/times?kind=spasm&day=0001-01-01", 200),
        ("/visits/times?kind=surgery", 400),
    ],
)
def test_an_address_that_leads_nowhere_says_so(desk: Browser, path: str, status: int) -> None:
    assert desk.get(path).status_code == status


def test_a_form_without_its_id_is_a_wrong_request(desk: Browser) -> None:
    words(desk, "/visits/new")
    assert desk.post("/visits/new", **TIME, **PERSON, form_id="x").status_code == 400


def test_an_auditor_finds_no_visits(line: ClinicLine) -> None:
    otto = logged_in(make_console(line), line, hire(line, "Otto Auditor", Role.AUDITOR))
    assert [otto.get(path).status_code for path in ("/visits", "/visits/new", "/visits/times")] == [404] * 3


@pytest.mark.parametrize(
    ("calendar", "said"),
    [("requests", "schedule lives elsewhere"), ("fhir", "health record has the last word"), ("local", "")],
)
def test_where_the_last_word_is_elsewhere_the_page_says_so(
    line: ClinicLine, fred: Hired, calendar: str, said: str
) -> None:
    desk = logged_in(with_calendar(line, calendar), line, fred)
    page = words(desk, "/visits")
    assert said in page
    assert ("calendar-news" in page) == bool(said)
    assert ("calendar-news" in words(desk, "/visits/new")) == bool(said)
