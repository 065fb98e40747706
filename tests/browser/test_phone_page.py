"""The browser phone's own manners, over a line of canned answers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.canned import CannedLine
from tests.browser.chromium import keep_picture, opened, served

pytestmark = pytest.mark.browser


@pytest.fixture
def line() -> CannedLine:
    return CannedLine()


@pytest.fixture
def address(line: CannedLine) -> Iterator[str]:
    with served(line.app) as where:
        yield where


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    with opened(browser, address) as page:
        yield page


def test_a_text_shows_what_it_costs(page: Page) -> None:
    page.fill("#words", "My back locked up")
    page.press("#words", "Enter")
    expect(page.locator(".theirs p")).to_contain_text("Is it back pain")
    expect(page.locator(".mine footer")).to_have_text("1 segment · GSM-7 · 0.8¢")
    expect(page.locator("#bill")).to_have_text("So far: 1 segment in, 1 out; 2.0¢ in all.")


def test_spanish_speeches_are_offered_and_cost_more(page: Page) -> None:
    page.check("[value=es]")
    page.click("text=Se me trabó la espalda")
    expect(page.locator(".mine footer")).to_contain_text("UCS-2")


def test_a_photo_is_shown_as_one(page: Page) -> None:
    page.click("[aria-label='Send a photo']")
    expect(page.locator(".mine .picture")).to_be_visible()
    expect(page.locator(".mine footer")).to_contain_text("MMS")


def test_a_call_by_keys_words_ringing_and_voicemail(page: Page) -> None:
    page.click("#call-tab")
    page.click("[aria-label='Call the clinic line']")
    expect(page.locator("#listens")).to_have_text("Listening for keys or words.")
    page.click("[data-key='1']")
    expect(page.locator("#heard")).to_contain_text("ice for 20 minutes")
    page.fill("#speech", "a person please")
    page.press("#speech", "Enter")
    page.click("text=A voicemail machine picks up")
    expect(page.locator(".said.staff").first).to_contain_text("Only staff hear")
    page.click("text=Leave a message of 12 seconds")
    expect(page.locator("#heard")).to_contain_text("We have your message")
    expect(page.locator("#listens")).to_have_text("The call has ended.")
    expect(page.locator("#dial")).to_be_visible()
    expect(page.locator(".handoff.same_day")).to_contain_text("Voicemail")


def test_the_keyboard_presses_keys_and_silence_is_heard(page: Page) -> None:
    page.click("#call-tab")
    page.click("#dial")
    page.click("text=Silence")
    expect(page.locator("#heard")).to_contain_text("I did not hear you")
    page.locator("#heard").focus()
    page.keyboard.press("0")
    page.click("text=Staff answers, presses 1")
    expect(page.locator("#listens")).to_contain_text("Talking with a person")
    page.click("text=The staff member hangs up")
    expect(page.locator("#listens")).to_have_text("The call has ended.")


def test_the_clock_jumps_and_comes_back(page: Page) -> None:
    expect(page.locator("#hour")).to_have_text("10:00 AM")
    expect(page.locator("#badge")).to_have_text("Open")
    page.click("text=+1 day")
    page.click("text=+5 h")
    page.click("text=+5 h")
    expect(page.locator("#day")).to_have_text("Wednesday, November 25")
    expect(page.locator("#badge")).to_have_text("Closed")
    page.click("text=Back to now")
    expect(page.locator("#hour")).to_have_text("10:00 AM")


def test_a_new_number_starts_afresh_and_the_old_one_is_kept(page: Page) -> None:
    page.click("text=My back locked up")
    expect(page.locator(".theirs")).to_have_count(1)
    page.click("text=Start over, new number")
    expect(page.locator(".bubble")).to_have_count(0)
    expect(page.locator("#number")).not_to_have_value("+18175550123")
    page.select_option("#number", "+18175550123")
    expect(page.locator(".theirs")).to_have_count(1)
    page.reload()
    expect(page.locator(".theirs")).to_have_count(1)


def test_the_other_line_has_its_own_thread(page: Page) -> None:
    page.click("text=My back locked up")
    expect(page.locator(".theirs")).to_have_count(1)
    page.select_option("#line", "+18177693718")
    expect(page.locator(".bubble")).to_have_count(0)


def test_somebody_without_a_number_is_told_that_texts_need_one(page: Page) -> None:
    page.select_option("#number", "anonymous")
    expect(page.locator("#phone-number")).to_have_text("anonymous")
    page.click("text=My back locked up")
    expect(page.locator(".mine footer")).to_have_text("Not sent: a text needs a number.")


def test_everything_can_be_reached_and_is_named(page: Page) -> None:
    page.click("#call-tab")
    page.click("#dial")
    expect(page.locator("#keypad")).to_be_visible()
    nameless = page.evaluate(
        """() => [...document.querySelectorAll("button, input, select")]
            .filter((node) => node.offsetParent)
            .filter((node) => !(node.getAttribute("aria-label") || node.textContent.trim() || node.labels?.length))
            .map((node) => node.outerHTML)"""
    )
    assert nameless == []
    assert page.locator("[role=log][aria-live=polite]").count() == 2


@pytest.mark.parametrize("width", [360, 820])
def test_it_fits_a_small_window(browser: Browser, address: str, width: int) -> None:
    with opened(browser, address, width=width, height=740) as page:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.click("#call-tab")
        page.click("#dial")
        expect(page.locator("#hang-up")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        keep_picture(page, f"canned-call-{width}")
