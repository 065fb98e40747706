"""Facts the clinic changes on its pages: who may, what is kept, and what a wrong one is told."""

import pytest
from flask import Flask

from bot.clinic.changes import Fact
from bot.clinic.staff_rules import Role
from bot.services import clinic_facts, clinic_weeks
from bot.services.line import ClinicLine
from bot.storage.database import Database
from tests.services.staffing import HandClock, hire, make_line
from tests.services.test_places import with_two_places
from tests.web.consoles import Browser, logged_in, make_console

HOURS = {
    "monday-opens": "08:00", "monday-closes": "12:00", "hours_in_words-en": "Mornings", "hours_in_words-es": "Mañanas",
    "plans-en": "Plan A", "plans-es": "Plan A", "days": "2026-12-24\n2026-12-24\n\n", "holidays": "Labor Day",
    "version-hours": "0", "version-hours_in_words": "0", "version-closed": "0", "version-plans": "0",
}  # fmt: skip
DUTY = {
    "name": "Ann Test", "phone": "817-555-0177", "rung": "2", "when": "closed", "first_on": "2026-11-23",
    "last_on": "", "teams-0": "nurse", "days-0": "5", "is_called-0": "on", "version": "0",
}  # fmt: skip


@pytest.fixture
def line(database: Database) -> ClinicLine:
    return make_line(database, HandClock())


@pytest.fixture
def web(line: ClinicLine) -> Flask:
    return make_console(line)


@pytest.fixture
def lead(web: Flask, line: ClinicLine) -> Browser:
    browser = logged_in(web, line, hire(line, "Lee Lead", Role.LEAD))
    browser.get("/settings/hours")
    return browser


def test_hours_closed_days_and_words_are_kept_together(lead: Browser, line: ClinicLine) -> None:
    assert "Done." in lead.post("/settings/hours", **HOURS).get_data(as_text=True)
    assert clinic_facts.read(line, Fact.HOURS).value == {"monday": ["08:00", "12:00"]}
    assert clinic_facts.read(line, Fact.CLOSED).value == {"holidays": ["Labor Day"], "days": ["2026-12-24"]}
    assert clinic_facts.read(line, Fact.PLANS).value == {"say": {"en": "Plan A", "es": "Plan A"}}


def test_two_who_change_hours_at_once_are_told(lead: Browser) -> None:
    lead.post("/settings/hours", **HOURS)
    assert "Somebody was faster" in lead.post("/settings/hours", **HOURS).get_data(as_text=True)


def test_a_wrong_hour_is_told_and_what_was_typed_stays(lead: Browser, line: ClinicLine) -> None:
    page = lead.post("/settings/hours", **{**HOURS, "days": "soon"}).get_data(as_text=True)
    assert "Not kept: days" in page
    assert "Mornings" in page
    assert clinic_facts.read(line, Fact.HOURS).version == 0


def test_a_duty_is_kept_with_its_ticks_and_a_number_as_people_write_it(lead: Browser, line: ClinicLine) -> None:
    lead.post("/settings/rota", **DUTY)
    (kept,) = clinic_facts.read(line, Fact.ROTA).value
    assert kept == {
        "name": "Ann Test", "phone": "+18175550177", "rung": "2", "when": "closed", "first_on": "2026-11-23",
        "last_on": None, "teams": ["nurse"], "locations": [], "days": [5], "is_clinician": False,
        "is_called": True,
    }  # fmt: skip


def test_a_phone_without_a_name_is_gone(lead: Browser, line: ClinicLine) -> None:
    lead.post("/settings/rota", **{**DUTY, "name": " "})
    assert clinic_facts.read(line, Fact.ROTA).value == []


@pytest.mark.parametrize(("field", "value"), [("phone", "12"), ("rung", "99"), ("when", "never"), ("first_on", "x")])
def test_a_wrong_duty_is_not_kept(lead: Browser, line: ClinicLine, field: str, value: str) -> None:
    assert "Not kept: duty 1" in lead.post("/settings/rota", **{**DUTY, field: value}).get_data(as_text=True)
    assert clinic_facts.read(line, Fact.ROTA).version == 0


def test_a_phone_is_kept_for_a_place_where_the_clinic_has_several(lead: Browser, line: ClinicLine) -> None:
    assert "Places" not in lead.get("/settings/rota").get_data(as_text=True)
    line.desk.timetable.follow(with_two_places(line.desk.schedule))
    page = lead.post("/settings/rota", **{**DUTY, "locations-0": "south"}).get_data(as_text=True)
    assert clinic_facts.read(line, Fact.ROTA).value[0]["locations"] == ["south"]
    assert 'name="locations-0" value="south" checked' in page
    assert 'name="locations-0" value="fort_worth">' in page


@pytest.mark.parametrize("path", ["/settings/hours", "/settings/rota"])
@pytest.mark.parametrize("role", [Role.NURSE, Role.FRONT_DESK, Role.AUDITOR])
def test_only_who_runs_the_office_may(web: Flask, line: ClinicLine, path: str, role: Role) -> None:
    other = logged_in(web, line, hire(line, "Olga Other", role))
    other.get("/figures")
    assert other.get(path).status_code == 404
    assert other.post(path, **HOURS).status_code == 404


def test_a_week_is_changed_on_its_page_and_a_wrong_one_told(lead: Browser, line: ClinicLine) -> None:
    page = lead.get("/settings/weeks").get_data(as_text=True)
    assert "Practitioner A (to be set by the clinic)" in page
    week = {
        "version": "0", "key-0": "a", "name-0": "Ann <b>Test</b>", "cap-0": "9", "kinds-0": "spasm",
        "away-0": "2026-12-21 – 2026-12-24, 2027-01-04", "days-0-0": "monday", "from-0-0": "08:00", "to-0-0": "12:00",
        "breaks-0-0": "10:00-10:15", "room-0-0": "room_1",
    }  # fmt: skip
    assert "Done." in lead.post("/settings/weeks", **week).get_data(as_text=True)
    [ann, _] = clinic_weeks.read(line).value
    assert (ann["name"], ann["daily_cap"], ann["kinds"]) == ("Ann <b>Test</b>", 9, ["spasm"])
    assert ann["away"] == [
        {"first": "2026-12-21", "last": "2026-12-24"}, {"first": "2027-01-04", "last": "2027-01-04"}
    ]  # fmt: skip
    assert ann["shifts"] == [
        {"days": ["monday"], "hours": ["08:00", "12:00"], "breaks": [["10:00", "10:15"]], "room": "room_1"}
    ]
    page = lead.post("/settings/weeks", **{**week, "version": "1", "to-0-0": "07:00"}).get_data(as_text=True)
    assert "a shift ends at or before it begins" in page
    assert "Ann &lt;b&gt;Test&lt;/b&gt;" in page
    assert "Somebody was faster" in lead.post("/settings/weeks", **week).get_data(as_text=True)
