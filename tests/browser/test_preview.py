"""Writing flows beside the browser phone: what is saved is read again, checked, and played."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from werkzeug.test import Client

from bot.content import read_book
from bot.storage.database import Database
from bot.web.application import make_application
from bot.web.preview import Preview
from tests.bots import LINE, ME, a_bot
from tests.browser.chromium import keep_picture, opened, served
from tests.guards.sources import ROOT

LOOPBACK = "http://127.0.0.1"


@dataclass(frozen=True, slots=True)
class Desk:
    """A folder of flows on somebody's desk, and the preview of it."""

    flows: Path
    preview: Preview

    def saves(self, file: str, old: str, new: str) -> None:
        path = self.flows / file
        words = path.read_text()
        assert old in words
        path.write_text(words.replace(old, new))

    @property
    def client(self) -> Client:
        return Client(self.preview)

    def edition(self) -> dict[str, object]:
        shown: dict[str, object] = self.client.get("/preview/edition", base_url=LOOPBACK).get_json()
        return shown

    def plays(self, place: str, number: str = ME, **more: str) -> tuple[int, str]:
        asked = {"place": place, "number": number, "line": LINE, "language": "en", **more}
        answer = self.client.post("/preview/play", json=asked, base_url=LOOPBACK)
        return answer.status_code, answer.get_data(as_text=True)


@pytest.fixture
def desk(database: Database, tmp_path: Path) -> Iterator[Desk]:
    flows = Path(shutil.copytree(ROOT / "flows", tmp_path / "flows"))
    yield Desk(flows, Preview(flows, lambda: a_bot(database, FLOWS_DIR=str(flows))))
    read_book.cache_clear()


@pytest.mark.browser
def test_a_step_that_is_saved_is_played_in_the_browser_phone(browser: Browser, desk: Desk) -> None:
    with served(desk.preview) as address, opened(browser, address) as page:
        expect(page.locator("#preview-news")).to_contain_text("Save a flow")
        desk.saves("spasm_care.toml", "Lie on your back", "Now lie on your back")
        expect(page.locator("#texts")).to_contain_text("Now lie on your back")
        expect(page.locator("#preview-news")).to_have_text("Saved, and every check passed.")
        keep_picture(page, "preview")
        desk.saves("spasm_care.toml", "Now lie on your back", "Take 400 mg and lie on your back")
        expect(page.locator("#problems")).to_contain_text("Speaks of an amount of medicine")
        keep_picture(page, "preview-problem")
        _plays_another_step(page)


def _plays_another_step(page: Page) -> None:
    page.fill("#place", "photo.start")
    page.press("#place", "Enter")
    expect(page.locator("#texts")).to_contain_text("can't see photos")


def test_the_edited_steps_are_named_and_those_that_stayed_are_not(desk: Desk) -> None:
    assert desk.edition()["edited"] == []
    desk.saves("questions.toml", 'say.en = "', 'say.en = "Well: ')
    edited = desk.edition()["edited"]
    assert isinstance(edited, list)
    assert edited
    assert all(place.startswith("questions.") for place in edited)


def test_a_file_that_cannot_be_read_is_told_and_the_line_goes_on(desk: Desk) -> None:
    desk.saves("questions.toml", 'flow = "questions"', 'flow = "questions')
    assert "questions.toml" in str(desk.edition()["problems"])
    assert desk.plays("spasm_care.onset")[0] == 200
    desk.saves("questions.toml", 'flow = "questions', 'flow = "questions"')
    assert desk.edition()["problems"] == []


def test_an_understanding_file_that_cannot_be_read_is_told_too(desk: Desk) -> None:
    desk.saves("understanding/answers.toml", "[cues.answer_no]", "[cues.answer_no")
    assert "answers: no valid TOML" in str(desk.edition()["problems"])
    assert desk.plays("spasm_care.onset")[0] == 200


def test_a_step_nobody_has_written_is_not_played(desk: Desk) -> None:
    status, told = desk.plays("spasm_care.dance")
    assert status == 400
    assert "There is no step spasm_care.dance" in told


def test_a_number_that_cannot_be_texted_is_refused(desk: Desk) -> None:
    assert desk.plays("spasm_care.onset", "anonymous")[0] == 400
    assert desk.plays("spasm_care.onset", line="+12145550100")[0] == 400


def test_only_this_machine_may_play(desk: Desk) -> None:
    asked = {"place": "spasm_care.onset", "number": ME, "line": LINE}
    assert desk.client.post("/preview/play", json=asked, base_url="http://example.org").status_code == 403
    assert desk.client.get("/preview/edition", base_url="http://example.org").status_code == 403


def test_outside_of_the_preview_there_is_no_such_door(database: Database) -> None:
    client: FlaskClient = make_application(a_bot(database)).test_client()
    assert client.get("/preview/edition", base_url=LOOPBACK).status_code == 404
