"""A running console, and people with browsers in front of it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, Page

from bot.services.line import ClinicLine
from bot.services.staff_secrets import totp_code
from tests.browser.chromium import PATIENCE_MS
from tests.services.staffing import Hired


@dataclass(frozen=True, slots=True)
class Desk:
    """A running console, and browsers in front of it. Whatever a browser complains about fails the test."""

    line: ClinicLine
    address: str
    browser: Browser
    open: Callable[..., Page]

    def log_in(self, hired: Hired, *, width: int = 1280, height: int = 900) -> Page:
        page = self.open(width, height)
        page.goto(f"{self.address}/console/login")
        page.fill("[name=email]", hired.member.email)
        page.fill("[name=password]", hired.password)
        page.press("[name=password]", "Enter")
        page.fill("[name=code]", totp_code(hired.secret, self.line.now()))
        page.press("[name=code]", "Enter")
        page.locator("h1", has_text="Queue").wait_for()
        return page


@contextmanager
def a_page(browser: Browser, address: str, width: int, height: int) -> Iterator[Page]:
    complaints: list[str] = []
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.on("console", lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("request", lambda asked: complaints.append(asked.url) if not asked.url.startswith(address) else None)
        yield page
    assert complaints == []
