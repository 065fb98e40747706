"""The whole program as it is served, with every header it sends: what its parts do alone says nothing about that."""

import pytest
from playwright.sync_api import Browser, expect

from bot.services import demo
from bot.storage.database import Database
from bot.web.application import make_application
from tests.bots import a_bot
from tests.browser.chromium import PATIENCE_MS, keep_picture, served

pytestmark = pytest.mark.browser


def test_the_demo_nurse_logs_in_and_sees_the_queue(browser: Browser, database: Database) -> None:
    bot = a_bot(database, PUBLIC_BASE_URL="http://127.0.0.1:8000")
    login = demo.seed(bot.line, is_local=True)
    with served(make_application(bot)) as address, browser.new_context() as context:
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        page.goto(f"{address}/console")
        page.fill("[name=email]", login.emails[0])
        page.fill("[name=password]", login.password)
        page.press("[name=password]", "Enter")
        page.fill("[name=code]", page.locator("p.news code").inner_text())
        page.press("[name=code]", "Enter")
        expect(page.locator("h1", has_text="Queue")).to_be_visible()
        keep_picture(page, "whole-program-queue")
