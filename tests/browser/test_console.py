"""The console in a real browser: what staff do in a day, on a desk and on a phone."""

import pytest
from playwright.sync_api import Page, expect

from bot.clinic.changes import Fact
from bot.clinic.staff_rules import Role
from bot.services import clinic_facts, demo, staff_accounts
from bot.services.staff_secrets import new_totp_secret, totp_code
from bot.values import HandoffReason, Team, Urgency
from tests.browser import axe
from tests.browser.chromium import keep_picture
from tests.browser.desk import Desk
from tests.services.staffing import PASSWORD, hire
from tests.services.waiting import write_in

pytestmark = pytest.mark.browser
LOCAL = "http://127.0.0.1"
PHONE = "+12145550117"


def test_an_urgent_handoff_appears_by_itself_and_is_taken_answered_and_closed(desk: Desk) -> None:
    page = desk.log_in(hire(desk.line, "Nora Nurse", Role.NURSE))
    expect(page.get_by_text("Nobody is waiting here.")).to_be_visible()
    write_in(
        desk.line,
        PHONE,
        "numb between my legs",
        urgency=Urgency.EMERGENCY,
        reason=HandoffReason.RED_FLAG,
        team=Team.NURSE,
    )
    row = page.locator(".row.u-emergency")
    expect(row).to_be_visible(timeout=10_000)
    expect(row).to_contain_text("min left")
    row.click()
    page.locator(".sbar").wait_for()
    page.wait_for_load_state()
    page.keyboard.press("c")
    expect(page.get_by_text("You have this")).to_be_visible()
    page.get_by_role("button", name="We are on it").click()
    expect(page.locator("#cost")).to_contain_text("segment")
    page.reload()
    expect(page.locator("textarea[name=body]").first).to_have_value(
        "This is Nora at DFW Center for Spinal Disorders. I have read your messages and will call you shortly."
    )
    page.get_by_role("button", name="Queue this text").click()
    expect(page.get_by_text("Not sent yet")).to_be_visible()
    page.get_by_label("How it ended").select_option("called")
    page.get_by_role("button", name="Close and give back").click()
    expect(page.get_by_text("Nobody waits here.").first).to_be_visible()
    expect(page.get_by_text("answers automatically again")).to_be_visible()


def test_of_two_browsers_that_claim_at_once_one_wins(desk: Desk) -> None:
    waiting = write_in(desk.line, PHONE, "call me please")
    pages = [desk.log_in(hire(desk.line, f"{name} Desk", Role.FRONT_DESK)) for name in ("Ann", "Bob")]
    for page in pages:
        page.goto(f"{desk.address}/console/conversations/{waiting.conversation_id}")
    for page in pages:
        page.get_by_role("button", name="Take this").click()
    expect(pages[0].get_by_text("You have this")).to_be_visible()
    expect(pages[1].get_by_text("Somebody was faster")).to_be_visible()
    expect(pages[1].get_by_text("Ann Desk has this")).to_be_visible()


def test_a_page_that_has_become_old_says_so(desk: Desk) -> None:
    waiting = write_in(desk.line, PHONE, "call me please")
    ann, bob = (desk.log_in(hire(desk.line, f"{name} Desk", Role.FRONT_DESK)) for name in ("Ann", "Bob"))
    for page in (ann, bob):
        page.goto(f"{desk.address}/console/conversations/{waiting.conversation_id}")
    ann.get_by_role("button", name="Take this").click()
    expect(bob.get_by_text("Something changed here.")).to_be_visible(timeout=10_000)


def test_an_invite_sets_up_an_account_with_a_phone(desk: Desk) -> None:
    token = staff_accounts.invite(desk.line, "new@example.org", Role.NURSE, name="Nora New")
    page = desk.open()
    page.goto(f"{desk.address}/console/invite/{token}")
    expect(page.get_by_role("img", name="QR code for the authenticator app")).to_be_visible()
    secret = page.locator("code.key").inner_text()
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=code]", totp_code(secret, desk.line.now()))
    keep_picture(page, "console-invite")
    page.get_by_role("button", name="Set up my account").click()
    expect(page.locator(".codes li")).to_have_count(10)
    keep_picture(page, "console-recovery-codes")


def test_a_message_full_of_tricks_is_only_text(desk: Desk) -> None:
    tricks = (
        "<img src=x onerror=\"document.title='broken'\"> <script>document.title='broken'</script> \u202e=1+1 "
        + "w" * 5000
    )
    waiting = write_in(desk.line, PHONE, tricks)
    page = desk.log_in(hire(desk.line, "Ann Desk", Role.FRONT_DESK), width=360, height=740)
    page.goto(f"{desk.address}/console/conversations/{waiting.conversation_id}")
    expect(page.locator(".e-heard .bubble")).to_contain_text("<script>")
    assert page.title() == "Conversation · Staff console"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.mark.node
def test_no_page_stands_in_anybodys_way_and_each_fits_a_phone(desk: Desk) -> None:
    demo.seed(desk.line, is_local=True)
    lead = hire(desk.line, "Lee Lead", Role.LEAD)
    for width, name in ((1280, "wide"), (360, "phone")):
        page = desk.log_in(lead, width=width)
        visit(desk, page, name)
        desk.line.clock.pass_by(minutes=2)  # type: ignore[attr-defined]


def visit(desk: Desk, page: Page, name: str) -> None:
    """Every page of the console once: no serious finding, nothing wider than the screen, and a picture of it."""
    width = page.viewport_size["width"] if page.viewport_size else 0
    waiting = page.locator(".queue .row").count()
    assert waiting > 3
    for label, path in PAGES.items():
        if label == "conversation":
            page.goto(f"{desk.address}/console/?team=all")
            page.locator(".queue a").first.click()
            page.locator(".sbar").wait_for()
        elif label == "visit":
            page.locator(".visits a").first.click()
            page.locator(".facts-list").wait_for()
        elif path:
            page.goto(f"{desk.address}/console{path}")
        assert axe.serious(page) == [], label
        assert page.evaluate("document.documentElement.scrollWidth") <= width, label
        keep_picture(page, f"console-{label}-{name}")


PAGES = {
    "queue": "/?team=all", "conversation": "", "visits": "/visits?day=2026-11-24", "visit": "",
    "new-visit": "/visits/new?day=2026-11-24", "figures": "/figures?days=28", "accounts": "/accounts",
    "settings": "/settings", "hours": "/settings/hours", "rota": "/settings/rota",
    "weeks": "/settings/weeks",
    "audit": "/audit?verify=1", "wall": "/wall", "login": "/login", "code": "/code",
}  # fmt: skip


def test_a_visit_is_booked_from_a_conversation_moved_and_dropped(desk: Desk) -> None:
    waiting = write_in(desk.line, PHONE, "can I come on Tuesday?")
    page = desk.log_in(hire(desk.line, "Ann Desk", Role.FRONT_DESK))
    page.goto(f"{desk.address}/console/conversations/{waiting.conversation_id}")
    page.get_by_role("button", name="Book a visit").click()
    page.get_by_label("What for").select_option("back or neck visit")
    page.get_by_label("Day", exact=True).fill("2026-11-24")
    page.locator(".times label", has_text="9:20").first.click()
    page.get_by_label("First and last name").fill("Tess Sample")
    page.get_by_label("Date of birth").fill("1961-05-04")
    expect(page.get_by_label("Phone number")).to_have_value("(214) 555-0117")
    page.get_by_label("They say this number").check()
    page.get_by_role("button", name="Book this time").click()
    expect(page.get_by_role("status")).to_contain_text("Done.")
    expect(page.get_by_role("heading", name="Tuesday, November 24, 2026, 9:20")).to_be_visible()
    page.get_by_label("Day").fill("2026-11-25")
    page.locator(".times label", has_text="10:00").first.click()
    page.get_by_role("button", name="Move to this time").click()
    expect(page.get_by_role("heading", name="Wednesday, November 25, 2026, 10:00")).to_be_visible()
    page.get_by_text("Drop it").click()
    page.get_by_role("button", name="Drop this visit").click()
    expect(page.get_by_text("Nothing can be changed about this visit any more.")).to_be_visible()
    page.get_by_role("link", name="Show the conversation").click()
    expect(page.locator(".timeline")).to_contain_text("Ann Desk moved a visit to")
    expect(page.locator(".timeline")).to_contain_text("Ann Desk dropped the visit of")


def test_a_manager_changes_hours_and_the_rota_as_a_person_would(desk: Desk) -> None:
    page = desk.log_in(hire(desk.line, "Lee Lead", Role.LEAD))
    page.goto(f"{desk.address}/console/settings/hours")
    page.get_by_label("Saturday opens").fill("09:00")
    page.get_by_label("Saturday closes").fill("08:00")
    page.get_by_role("button", name="Keep these facts").click()
    expect(page.get_by_role("alert")).to_contain_text("closes at or before it opens")
    page.get_by_label("Saturday closes").fill("12:00")
    page.get_by_role("button", name="Keep these facts").click()
    expect(page.get_by_role("status")).to_contain_text("Done.")
    expect(page.get_by_label("Saturday closes")).to_have_value("12:00")
    page.goto(f"{desk.address}/console/settings/rota")
    new = page.locator("fieldset").last
    new.get_by_label("One more phone").fill("Ann Test")
    new.locator("[name=phone]").fill("(817) 555-0177")
    new.get_by_label("Nurse").check()
    new.get_by_label("Sat").check()
    page.get_by_role("button", name="Keep the rota").click()
    expect(page.get_by_role("status")).to_contain_text("Done.")
    kept = clinic_facts.read(desk.line, Fact.ROTA).value[-1]
    assert (kept["name"], kept["phone"], kept["teams"], kept["days"]) == ("Ann Test", "+18175550177", ["nurse"], [5])


def test_a_demo_account_comes_in_with_the_code_the_page_shows(desk: Desk) -> None:
    told = demo.seed(desk.line, is_local=True)
    page = desk.open()
    page.goto(f"{desk.address}/console/login")
    page.fill("[name=email]", told.emails[2])
    page.fill("[name=password]", told.password)
    page.press("[name=password]", "Enter")
    page.fill("[name=code]", page.locator(".news code").inner_text())
    page.press("[name=code]", "Enter")
    expect(page.locator("h1", has_text="Queue")).to_be_visible()
    assert new_totp_secret(desk.line.secret_bytes) not in page.content()
