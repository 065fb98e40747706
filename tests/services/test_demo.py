"""The demo day is believable, told once, and exists on one's own machine alone."""

import pytest
from sqlalchemy import text

from bot.services import console, console_visits, demo, figures
from bot.services.line import ClinicLine
from bot.services.staff_access import give_code, log_in
from bot.storage.database import Database
from bot.values import Urgency
from bot.web.phone import TEST_NUMBERS
from tests.services.staffing import HERE, hire, make_line
from tests.services.visiting import seed


@pytest.fixture
def line(database: Database) -> ClinicLine:
    seed(database)
    return make_line(database)


def test_outside_local_mode_there_is_no_demo(line: ClinicLine) -> None:
    with pytest.raises(demo.NotHere):
        demo.seed(line, is_local=False)


def test_the_code_of_a_demo_account_is_shown_in_local_mode_alone(line: ClinicLine) -> None:
    told = demo.seed(line, is_local=True)
    half = log_in(line, told.emails[0], told.password, HERE, is_known_device=False)
    assert half is not None
    assert demo.shown_code(line, half, is_local=False) == ""
    assert give_code(line, half, demo.shown_code(line, half, is_local=True), HERE)


def test_the_code_of_anybody_else_is_never_shown(line: ClinicLine) -> None:
    ana = hire(line)
    half = log_in(line, ana.member.email, ana.password, HERE, is_known_device=False)
    assert half is not None
    assert demo.shown_code(line, half, is_local=True) == ""


def test_a_second_start_tells_nothing_twice(line: ClinicLine) -> None:
    asker = hire(line).asker
    demo.seed(line, is_local=True)
    first = console.read_queue(line, asker)
    demo.seed(line, is_local=True)
    again = console.read_queue(line, asker)
    assert first is not None
    assert again is not None
    assert len(first.rows) == len(again.rows) >= 8
    assert first.rows[0].urgency is Urgency.EMERGENCY
    assert all("555" in row.phone for row in first.rows)
    asked = console_visits.read_day(line, asker, line.now().date()).asked
    assert [(visit.change_asked, name) for visit, name in asked] == [("move", "Mo Placeholder")]
    assert figures.read(line, asker, 28).conversations > 150


def test_the_number_the_browser_phone_begins_with_is_nobodys_on_the_demo_day(line: ClinicLine) -> None:
    demo.seed(line, is_local=True)
    with line.database.begin() as tx:
        known = set(tx.execute(text("SELECT phone FROM contacts")).scalars())
    assert known
    assert TEST_NUMBERS[0] not in known
