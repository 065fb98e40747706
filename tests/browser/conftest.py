"""One Chromium for a run, each test with a fresh profile in it; and a console for whoever asks for a desk."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from bot.storage.database import Database
from tests.browser.chromium import ARGUMENTS, CHROMIUM, served
from tests.browser.desk import Desk, a_page
from tests.services.staffing import HandClock, make_line
from tests.services.visiting import seed
from tests.web.consoles import make_console

LOCAL = "http://127.0.0.1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def desk(database: Database, browser: Browser) -> Iterator[Desk]:
    seed(database)
    line = replace(make_line(database, HandClock()), secret_bytes=secrets.token_bytes)
    with served(make_console(line, LOCAL)) as address, ExitStack() as pages:

        def open_page(width: int = 1280, height: int = 900) -> Page:
            return pages.enter_context(a_page(browser, address, width, height))

        yield Desk(line, address, browser, open_page)
