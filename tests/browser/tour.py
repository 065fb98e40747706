"""The tour through the console: each page once, pictured on the demo day, with what it is for.

`python -m tests.browser.tour` takes the pictures and writes docs/tour.md. Pillow makes them small; install it for that.
"""

import secrets
import sys
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby
from pathlib import Path
from unittest.mock import patch

from playwright.sync_api import Browser, Page, sync_playwright

from bot.clinic.staff_rules import Role
from bot.services import audit, demo, staff_accounts
from bot.services.staff_secrets import totp_code
from bot.storage.database import Database
from bot.web.application import make_application
from bot.wiring import Bot
from tests import databases
from tests.bots import a_bot
from tests.browser.chromium import ARGUMENTS, CHROMIUM, PATIENCE_MS, served
from tests.services.staffing import PASSWORD, hire, steady_bytes

DOCS = Path("docs")
PICTURES = DOCS / "tour"
NOW = "2026-11-24 10:47"  # a Tuesday, the clinic open
NURSE, MANAGER = 0, 2  # places of the demo's logins
COLOURS = 128
WIDE = 1180


@dataclass(frozen=True, slots=True)
class Stop:
    """One page of the tour. `view` is the console's own name of it; `height` what of it is pictured."""

    chapter: str
    name: str
    view: str
    title: str
    words: str
    height: int
    path: str = ""
    width: int = WIDE


STOPS = {row["name"]: Stop(**row) for row in tomllib.loads(Path(__file__).with_suffix(".toml").read_text())["stops"]}


def written() -> str:
    """The text of docs/tour.md."""
    lines = [
        "# A tour through the console",
        "",
        "Taken on the demo day of `make run` by `python -m tests.browser.tour`.",
    ]
    for chapter, stops in groupby(STOPS.values(), key=lambda stop: stop.chapter):
        lines += ["", f"## {chapter}"]
        for stop in stops:
            lines += ["", f"### {stop.title}", "", stop.words, "", f"![{stop.title}](tour/{stop.name}.png)"]
    return "\n".join(lines) + "\n"


class Tour:
    """A browser in front of the demo day, whose clock stands still."""

    def __init__(self, bot: Bot, address: str, browser: Browser) -> None:
        self._bot = bot
        self._address = address
        self._browser = browser
        self._login = demo.seed(bot.line, is_local=True)

    def take(self) -> None:
        """Every stop, in an order in which each finds what it pictures."""
        self._doors()
        with self._logged_in(NURSE) as page:
            self._work(page)
            self._picture(page, "found", lambda: self._search(page, "Sample"))
        with self._logged_in(NURSE, "es-US") as page:
            page.locator("button[name=language]").click()
            self._picture(page, "phone-queue")
            self._picture(page, "phone-conversation", lambda: page.locator(".queue a").nth(1).click())
        with self._logged_in(MANAGER) as page:
            self._office(page)

    def _doors(self) -> None:
        line = self._bot.line
        with self._page() as page:
            self._go(page, "/login")
            self._picture(page, "login")
            self._give_password(page, self._login.emails[NURSE], self._login.password)
            self._picture(page, "code")
        with self._page() as page:
            self._go(page, "/invite/" + staff_accounts.invite(line, "new@demo.example", Role.NURSE, name="Nina Demo"))
            page.fill("[name=password]", PASSWORD)
            self._picture(page, "invite")
            page.fill("[name=code]", totp_code(page.locator("code.key").inner_text(), line.now()))
            self._picture(page, "recovery-codes", page.locator("main button").click)
        sealed = hire(line, "Glass Demo", Role.AUDITOR, is_break_glass=True)
        with self._page() as page:
            self._go(page, "/login")
            self._give_password(page, sealed.member.email, sealed.password)
            page.fill("[name=code]", totp_code(sealed.secret, line.now()))
            self._picture(page, "reason", lambda: page.press("[name=code]", "Enter"))

    def _work(self, page: Page) -> None:
        self._picture(page, "queue")
        page.locator(".queue a").first.click()
        page.get_by_role("button", name="Take this").click()
        page.get_by_role("button", name="Worse? Emergency").click()
        page.locator("#cost", has_text="segment").wait_for()
        self._picture(page, "conversation")
        page.emulate_media(media="print")
        self._picture(page, "printed")
        page.emulate_media(media="screen")

    def _office(self, page: Page) -> None:
        audit.seal(self._bot.line)
        for name in ("figures", "figures-flow", "sending", "settings", "hours", "rota", "weeks", "accounts", "audit"):
            self._picture(page, name)
        self._go(page, "/visits")
        while not page.locator(".visits a").count():
            page.get_by_role("link", name="The day after").or_(page.locator("[rel=next]")).first.click()
        self._picture(page, "visits")
        self._picture(page, "visit", page.locator(".visits a").first.click)
        self._picture(page, "new-visit")
        self._go(page, "/?team=all")
        self._picture(page, "wall", page.locator("form[action$=wall] button").click)

    def _search(self, page: Page, words: str) -> None:
        page.fill("[name=words]", words)
        page.press("[name=words]", "Enter")

    @contextmanager
    def _page(self, locale: str = "en-US") -> Iterator[Page]:
        with self._browser.new_context(locale=locale, reduced_motion="reduce") as context:
            page = context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.clock.set_fixed_time(self._bot.line.now())
            yield page

    @contextmanager
    def _logged_in(self, place: int, locale: str = "en-US") -> Iterator[Page]:
        with self._page(locale) as page:
            self._go(page, "/login")
            self._give_password(page, self._login.emails[place], self._login.password)
            page.fill("[name=code]", page.locator("p.news code").inner_text())
            page.press("[name=code]", "Enter")
            page.locator(".queue").wait_for()
            yield page

    def _give_password(self, page: Page, email: str, password: str) -> None:
        page.fill("[name=email]", email)
        page.fill("[name=password]", password)
        page.press("[name=password]", "Enter")
        page.locator("[name=code]").wait_for()

    def _go(self, page: Page, path: str) -> None:
        page.goto(f"{self._address}/console{path}")

    def _picture(self, page: Page, name: str, go: Callable[[], object] | None = None) -> None:
        stop = STOPS[name]
        page.set_viewport_size({"width": stop.width, "height": stop.height})
        if go:
            go()
        elif stop.path:
            self._go(page, stop.path)
        page.wait_for_load_state("networkidle")
        keep_small(page.screenshot(animations="disabled", caret="hide"), PICTURES / f"{name}.png")


def keep_small(picture: bytes, path: Path) -> None:
    """The picture with few colours: a third of its size, and nobody sees it."""
    from PIL import Image  # wanted by whoever takes pictures, and by no test

    path.parent.mkdir(exist_ok=True)
    with Image.open(BytesIO(picture)) as taken:
        taken.thumbnail((WIDE, taken.height))
        taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)


def main() -> int:
    database = Database(databases.clone(databases.start_server(), "tour"))
    with patch.object(secrets, "token_bytes", steady_bytes()), sync_playwright() as playwright:
        bot = a_bot(database, NOW, PUBLIC_BASE_URL="http://127.0.0.1:8000")
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        with served(make_application(bot)) as address:
            Tour(bot, address, browser).take()
        browser.close()
    database.close()
    (DOCS / "tour.md").write_text(written(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
