"""A call that ends in the middle of care is offered to go on by text, once, and never over an emergency wording."""

import pytest

from bot.storage.database import Database
from tests.bots import Phone, a_bot
from tests.reading import rows
from tests.services.calling import OnTheLine


@pytest.fixture
def caller(database: Database) -> OnTheLine:
    return OnTheLine(Phone(a_bot(database)))


def hangs_up(caller: OnTheLine) -> list[str]:
    for _ in range(2):  # the network may tell it twice
        caller.phone.post("/webhooks/voice/status", caller.phone.call_form(caller.call_id, CallStatus="completed"))
    return [row[0] for row in rows(caller.phone.bot.line.database, "SELECT kind FROM messages WHERE status = 'due'")]


def test_hanging_up_in_the_middle_of_care_is_answered_by_one_text(caller: OnTheLine) -> None:
    caller.press("1")
    caller.press("2")
    assert hangs_up(caller) == ["hang_up_offer"]


def test_hanging_up_at_the_menu_is_just_that(caller: OnTheLine) -> None:
    caller.press("3")
    assert hangs_up(caller) == []


def test_nothing_covers_an_emergency_wording(caller: OnTheLine) -> None:
    caller.press("1")
    caller.press("1")
    assert hangs_up(caller) == []
