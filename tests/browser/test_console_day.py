"""A day at the front desk: by keyboard alone, on a small screen, in Spanish; and what happens while nobody looks."""

import pytest
from playwright.sync_api import Page, expect

from bot.clinic.staff_rules import Role
from bot.values import HandoffReason, Language, Team, Urgency
from tests.browser.desk import Desk
from tests.services.staffing import hire
from tests.services.waiting import write_in

pytestmark = pytest.mark.browser
PHONE = "+12145550117"
IDLE_MS = 16 * 60_000


FOCUSED = """() => {
    const here = document.activeElement, look = getComputedStyle(here);
    const words = [here.labels?.[0]?.innerText, here.innerText, here.getAttribute("aria-label")].join(" ");
    return [words, look.outlineStyle !== "none" || look.boxShadow !== "none"];
}"""


def tab_to(page: Page, words: str) -> None:
    """Tab by tab until the thing with these words has the focus, which must be seen."""
    for _ in range(80):
        page.keyboard.press("Tab")
        found, is_seen = page.evaluate(FOCUSED)
        if words in found:
            assert is_seen, words
            return
    raise AssertionError(f"no key leads to {words!r}")


def test_a_request_is_taken_answered_and_closed_by_keyboard_alone_in_spanish_on_a_phone(desk: Desk) -> None:
    write_in(desk.line, PHONE, "¿me pueden llamar?", language=Language.ES)
    page = desk.log_in(hire(desk.line, "Ana Desk", Role.FRONT_DESK), width=360, height=740)
    tab_to(page, "Español")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Cola")
    tab_to(page, "Pidió hablar con alguien")
    page.keyboard.press("Enter")
    page.locator(".sbar").wait_for()
    tab_to(page, "Tomar")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Lo tiene usted")).to_be_visible()
    tab_to(page, "Su texto en español")
    page.keyboard.type("Le llamo a las tres.")
    tab_to(page, "Poner en cola")
    page.keyboard.press("Enter")
    expect(page.locator(".e-staff .bubble")).to_have_text("Le llamo a las tres.")
    tab_to(page, "Cómo terminó")
    page.keyboard.type("Resuelto")
    tab_to(page, "Cerrar y devolver")
    page.keyboard.press("Enter")
    expect(page.locator(".timeline")).to_contain_text("vuelve a responder")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_note_that_was_begun_survives_a_refresh_beside_the_reply(desk: Desk) -> None:
    waiting = write_in(desk.line, PHONE, "hello")
    page = desk.log_in(hire(desk.line, "Ana Desk", Role.FRONT_DESK))
    page.goto(f"{desk.address}/console/conversations/{waiting.conversation_id}")
    page.keyboard.press("c")
    page.get_by_label("Your text in English").fill("We call you at three.")
    page.get_by_text("Note for colleagues").first.click()
    page.locator("[data-draft$=note]").fill("Wants Dr. Test.")
    page.reload()
    expect(page.get_by_label("Your text in English")).to_have_value("We call you at three.")
    expect(page.locator("[data-draft$=note]")).to_be_visible()
    expect(page.locator("[data-draft$=note]")).to_have_value("Wants Dr. Test.")


def test_a_forgotten_desk_goes_blank_and_the_wall_beside_it_stays(desk: Desk) -> None:
    write_in(desk.line, PHONE, "numb", urgency=Urgency.EMERGENCY, reason=HandoffReason.RED_FLAG, team=Team.NURSE)
    page = desk.log_in(hire(desk.line, "Ana Desk", Role.FRONT_DESK))
    page.clock.install()
    page.get_by_role("button", name="Wall screen").click()
    wall = page.locator(".wall-count.u-emergency")
    expect(wall).to_be_visible()
    assert page.get_by_role("search").count() == 0
    desk.line.clock.pass_by(minutes=16)  # type: ignore[attr-defined]
    page.clock.fast_forward(IDLE_MS)
    expect(wall).to_contain_text("late")
    page.get_by_role("link", name="Back to the queue").click()
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def test_a_desk_nobody_touches_shows_nobody_any_more(desk: Desk) -> None:
    write_in(desk.line, PHONE, "hello")
    page = desk.log_in(hire(desk.line, "Ana Desk", Role.FRONT_DESK))
    page.clock.install()
    page.reload()
    expect(page.locator(".queue .row")).to_have_count(1)
    page.clock.fast_forward(IDLE_MS)
    expect(page.get_by_role("button", name="Log in")).to_be_visible()


def test_what_is_printed_names_who_has_it_and_shows_every_request(desk: Desk) -> None:
    waiting = write_in(desk.line, PHONE, "hello")
    page = desk.log_in(hire(desk.line, "Ana Desk", Role.FRONT_DESK))
    page.goto(f"{desk.address}/console/conversations/{waiting.conversation_id}")
    page.keyboard.press("c")
    expect(page.get_by_text("You have this")).to_be_visible()
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_text("Ana Desk has this")).to_be_visible()
    expect(page.get_by_text("You have this")).not_to_be_visible()
    expect(page.locator(".sbar details p").first).to_be_visible()
    expect(page.locator(".acts")).not_to_be_visible()
