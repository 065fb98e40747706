"""The clinic calls the browser phone: it rings, shows who calls, and is answered or declined like any other phone."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.clinic.message_kinds import Purpose
from bot.services import subjects
from bot.storage.database import Database
from bot.web.application import make_application
from bot.wiring import make_post
from tests.browser.chromium import keep_picture, opened, served
from tests.browser.test_phone import text
from tests.reading import one
from tests.services.sending import Office, an_office
from tests.services.texting import RESTED, a_patient

pytestmark = pytest.mark.browser
MINE = "+18175550123"  # the number that the page begins with


@pytest.fixture
def office(database: Database) -> Office:
    """The line with the sending side of local mode: its calls ring in the browser."""
    office = an_office(database)
    return replace(office, post=replace(make_post(office.bot), is_current=subjects.is_current))


@pytest.fixture
def page(browser: Browser, office: Office) -> Iterator[Page]:
    with served(make_application(office.bot)) as address, opened(browser, address) as page:
        yield page


def status(office: Office) -> str:
    return str(one(office.database, "SELECT status FROM messages WHERE channel = 'voice' AND kind IS NOT NULL"))


def test_call_me_rings_and_goes_on_at_the_same_question(page: Page, office: Office) -> None:
    text(page, "my back locked up")
    text(page, "call me")
    office.work()
    expect(page.locator("[data-move='answer']")).to_be_visible()
    expect(page.locator("#hang-up")).to_have_attribute("aria-label", "Decline")
    keep_picture(page, "incoming-call")
    page.click("[data-move='answer']")
    expect(page.locator("#heard")).to_contain_text("You asked us to call")
    page.click("[data-key='1']")
    expect(page.locator("#heard")).to_contain_text("chest pain")
    keep_picture(page, "incoming-call-answered")
    assert status(office) == "delivered"


def test_a_reminder_call_that_is_declined_was_not_heard(page: Page, office: Office) -> None:
    a_patient(office, MINE).books()
    office.agree(Purpose.CALLS, MINE)
    office.run("UPDATE contacts SET prefers_calls = true")
    office.clock.move(days=1)
    office.run(RESTED)
    while office.work():
        pass
    expect(page.locator("[data-move='answer']")).to_be_visible()
    page.click("#hang-up")
    expect(page.locator("#heard")).to_contain_text("You decline")
    expect(page.locator("#dial")).to_be_visible()
    assert status(office) == "undelivered"
