"""A person with a locked back in a real browser, over the real line: to the ice steps and to a person."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.storage.database import Database
from bot.web.application import make_application
from bot.wiring import assemble
from tests.bots import a_bot, settings
from tests.browser.chromium import keep_picture, opened, served

pytestmark = pytest.mark.browser
MOST_QUESTIONS = 30
MOST_RUNGS = 4
ICE = "ice 20 minutes"


@pytest.fixture
def page(browser: Browser, database: Database) -> Iterator[Page]:
    """The line on a Tuesday morning, the clinic open."""
    with served(make_application(a_bot(database))) as address, opened(browser, address) as page:
        yield page


def harmless(question: str) -> str:
    """The answer that leads a well person with a fresh spasm to the ice steps."""
    return "1" if "did the spasm start" in question or "le dio el espasmo" in question else "2"


def text(page: Page, words: str) -> str:
    """Sends a text and gives the newest answer."""
    before = page.locator(".mine:not(.pending)").count()
    page.fill("#words", words)
    page.press("#words", "Enter")
    expect(page.locator(".mine:not(.pending)")).to_have_count(before + 1)
    return page.locator(".theirs p").last.inner_text()


def press(page: Page, key: str) -> str:
    """Presses a key and gives the newest line the caller hears."""
    before = page.locator(".said").count()
    page.click(f"[data-key='{key}']")
    expect(page.locator(".said").nth(before + 1)).to_be_attached()
    return page.locator("#heard").inner_text()[-400:]


def text_to_ice(page: Page, first: str) -> None:
    heard = text(page, first)
    for _ in range(MOST_QUESTIONS):
        if page.locator(f"text={ICE}").count():
            return
        heard = text(page, harmless(heard))
    pytest.fail(f"no ice after {MOST_QUESTIONS} questions; the last was: {heard}")


def test_from_a_locked_back_to_ice_and_to_a_person_by_text(page: Page) -> None:
    text_to_ice(page, "my back locked up")
    expect(page.locator("#texts")).to_contain_text("Lie on your back")
    assert all(not note.startswith("4") for note in page.locator(".theirs footer").all_inner_texts())
    text(page, "a person please")
    expect(page.locator(".handoff")).to_contain_text("Asks for a person")
    keep_picture(page, "text-to-a-person")


def test_from_a_locked_back_to_ice_and_to_a_person_by_call(page: Page) -> None:
    page.click("#call-tab")
    page.click("#dial")
    expect(page.locator("#heard")).to_contain_text("dial 9 1 1")
    heard = press(page, "1")
    keep_picture(page, "call")
    for _ in range(MOST_QUESTIONS):
        if page.locator("#heard", has_text="20 minutes").count():
            break
        heard = press(page, harmless(heard[-250:]))
    expect(page.locator("#heard")).to_contain_text("20 minutes")
    press(page, "0")
    expect(page.locator("#heard")).to_contain_text("To be called back, press 1")
    keep_picture(page, "call-waiting")
    page.click("text=Staff answers, presses 1")
    expect(page.locator("#listens")).to_contain_text("Talking with a person")
    keep_picture(page, "call-to-a-person")
    page.click("text=The staff member hangs up")
    expect(page.locator("#dial")).to_be_visible()


def test_a_caller_in_line_asks_to_be_called_back(page: Page) -> None:
    page.click("#call-tab")
    page.click("#dial")
    press(page, "0")
    page.click("text=You press 1: call me back")
    expect(page.locator("#heard")).to_contain_text("If nobody calls by")
    expect(page.locator("#dial")).to_be_visible()
    expect(page.locator(".handoff")).to_be_visible()


def test_nobody_answers_and_a_voicemail_becomes_a_handoff(page: Page) -> None:
    page.click("#call-tab")
    page.click("#dial")
    press(page, "0")
    for _ in range(MOST_RUNGS):
        page.locator("[data-ring='busy']:visible, [data-record='12']:visible").first.wait_for()
        if page.locator("[data-record='12']").is_visible():
            break
        rungs = page.locator(".said.staff").count()
        page.click("[data-ring='no answer']")
        expect(page.locator(".said.staff")).to_have_count(rungs + 1)
    page.click("text=Leave a message of 12 seconds")
    expect(page.locator("#dial")).to_be_visible()
    expect(page.locator(".handoff")).to_be_visible()
    keep_picture(page, "voicemail")


def test_a_danger_sign_gets_its_answer_at_once(page: Page) -> None:
    text(page, "my back locked up")
    text(page, "2")
    expect(page.locator(".theirs").last).to_contain_text("numb")
    text(page, "1")
    expect(page.locator("#texts")).to_contain_text("emergency room")
    expect(page.locator(".handoff.emergency")).to_be_visible()
    keep_picture(page, "danger")


def test_in_spanish_by_text(page: Page) -> None:
    page.check("[value=es]")
    heard = text(page, "se me trabó la espalda")
    assert "911" in page.locator("#texts").inner_text()
    assert "espalda" in heard or "Primero su seguridad" in heard
    keep_picture(page, "spanish")


def test_the_gateway_has_nothing_to_complain_about(page: Page) -> None:
    text(page, "my back locked up")
    page.click("#call-tab")
    page.click("#dial")
    press(page, "1")
    page.click("text=Silence")
    page.click("#hang-up")
    expect(page.locator("#listens")).to_have_text("The call has ended.")
    expect(page.locator("#warnings")).to_be_hidden()


def test_the_clock_moves_for_the_whole_line(browser: Browser, database: Database) -> None:
    bot = assemble(settings(), database=database)
    with served(make_application(bot)) as address, opened(browser, address) as page:
        before = bot.line.clock.now()
        page.click("text=+3 days")
        expect(page.locator("#back-to-now")).to_be_enabled()
        assert 3 <= (bot.line.clock.now() - before).total_seconds() / 86_400 < 3.1
        page.click("text=Back to now")
        expect(page.locator("#back-to-now")).to_be_disabled()
