from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.cli import main
from tests.browser.chromium import keep_picture

pytestmark = pytest.mark.browser


def test_the_packet_opens_from_a_file_and_nothing_is_cut_off(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "packet.html"
    assert main(["packet", "--without-proof", "--out", str(file)]) == 0
    with browser.new_context(viewport={"width": 1000, "height": 1300}) as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"file://{file}")
        assert page.locator("h2#safety_screen").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert asked == [f"file://{file}"]
        keep_picture(page, "packet-first-page")
        page.locator("h2#safety_screen").scroll_into_view_if_needed()
        keep_picture(page, "packet-safety-screen")
