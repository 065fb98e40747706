"""Who sees people, and when, is changed in the console: free times follow, numbers stay, and what cannot be is told."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import text

from bot.clinic.changes import WrongFact
from bot.clinic.staff_rules import Role
from bot.services import booking, clinic_weeks
from bot.storage import practitioners
from bot.storage.database import Database
from bot.wiring import Bot
from tests.bots import a_bot
from tests.services.staffing import Hired, hire

WEDNESDAY = date(2026, 11, 25)


@pytest.fixture
def bot(database: Database) -> Bot:
    return a_bot(database)


@pytest.fixture
def lead(bot: Bot) -> Hired:
    return hire(bot.line, "Lee Lead", Role.LEAD)


def rows(bot: Bot) -> list[dict[str, Any]]:
    return list(clinic_weeks.read(bot.line).value)


def change(bot: Bot, lead: Hired, changed: list[dict[str, Any]], seen: int = 0) -> bool:
    is_done = clinic_weeks.change(bot.line, lead.asker, changed, seen)
    bot.facts.look(at_once=True)
    return is_done


def free(bot: Bot, day: date = WEDNESDAY) -> set[str]:
    """Who has a free time for a back or neck visit on this day."""
    desk = bot.line.desk
    with bot.line.database.begin() as tx:
        found = booking.availability(desk, tx, desk.schedule.type_of("spasm"), bot.line.now(), day)
    return {slot.practitioner for slot in found.on(day)}


def test_the_file_stands_until_somebody_changes_it(bot: Bot) -> None:
    assert [(row["key"], row["number"]) for row in rows(bot)] == [("a", 1), ("b", 2)]
    assert free(bot) == {"a", "b"}


def test_a_day_off_takes_the_times_of_that_day(bot: Bot, lead: Hired) -> None:
    first, second = rows(bot)
    assert change(bot, lead, [first, {**second, "away": [{"first": "2026-11-25", "last": "2026-11-25"}]}])
    assert free(bot) == {"a"}


def test_every_process_follows(bot: Bot, lead: Hired, database: Database) -> None:
    other = a_bot(database)
    first, second = rows(bot)
    change(bot, lead, [first, {**second, "shifts": []}])
    other.facts.look(at_once=True)
    assert free(other) == {"a"}


def test_somebody_new_gets_a_number_nobody_had(bot: Bot, lead: Hired) -> None:
    shift = {"days": ["wednesday"], "hours": ["09:00", "11:00"], "breaks": [], "room": "room_1"}
    new = {"key": "", "number": 1, "name": "Practitioner C Test", "daily_cap": None, "shifts": [shift], "away": [],
           "kinds": ["spasm"]}  # fmt: skip
    first, second = rows(bot)
    change(bot, lead, [{**first, "shifts": []}, second, new])
    assert [(row["key"], row["number"]) for row in rows(bot)] == [("a", 1), ("b", 2), ("p3", 3)]
    assert free(bot) == {"b", "p3"}
    with bot.line.database.begin() as tx:
        assert tx.scalar(text("SELECT name FROM practitioners WHERE id = 3")) == "Practitioner C Test"
        assert practitioners.highest_number(tx) == 3


def test_nobody_is_taken_out_and_no_number_changes(bot: Bot, lead: Hired) -> None:
    first, _ = rows(bot)
    change(bot, lead, [{**first, "number": 77, "name": "Renamed Test"}])
    assert [(row["key"], row["number"]) for row in rows(bot)] == [("a", 1), ("b", 2)]
    assert rows(bot)[0]["name"] == "Renamed Test"


def test_a_release_keeps_what_the_console_changed(bot: Bot, lead: Hired) -> None:
    file = bot.line.desk.schedule
    first, second = rows(bot)
    change(bot, lead, [{**first, "name": "Renamed Test", "daily_cap": 3}, second])
    with bot.line.database.begin() as tx:
        clinic_weeks.seed(tx, file)
        found = tx.execute(text("SELECT name, daily_cap FROM practitioners WHERE id = 1")).one()
    assert tuple(found) == ("Renamed Test", 3)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"name": ""}, "name"),
        ({"daily_cap": 0}, "daily_cap"),
        ({"shifts": [{"days": ["monday"], "hours": ["", ""], "breaks": [], "room": "room_1"}]}, "hours"),
        ({"shifts": [{"days": ["monday"], "hours": ["17:00", "08:00"], "breaks": [], "room": "room_1"}]}, "before it"),
        ({"shifts": [{"days": ["sunday"], "hours": ["08:00", "12:00"], "breaks": [], "room": "room_1"}]}, "closed"),
        ({"shifts": [{"days": ["monday"], "hours": ["08:00", "12:00"], "breaks": [], "room": "roof"}]}, "no room"),
        ({"away": [{"first": "2026-12-31", "last": "2026-12-01"}]}, "ends before it begins"),
        ({"away": [{"first": "2026-02-30", "last": "2026-02-30"}]}, "away"),
    ],
)
def test_what_cannot_be_is_told_and_not_kept(bot: Bot, lead: Hired, wrong: dict[str, Any], told: str) -> None:
    first, second = rows(bot)
    with pytest.raises(WrongFact, match=told):
        clinic_weeks.change(bot.line, lead.asker, [{**first, **wrong}, second], 0)
    assert clinic_weeks.read(bot.line).version == 0


def test_a_visit_that_nobody_would_do_is_told(bot: Bot, lead: Hired) -> None:
    with pytest.raises(WrongFact, match="nobody sees people for it"):
        clinic_weeks.change(bot.line, lead.asker, [{**row, "kinds": ["spasm"]} for row in rows(bot)], 0)


def test_of_two_who_change_at_once_the_second_is_told(bot: Bot, lead: Hired) -> None:
    assert change(bot, lead, rows(bot), 0)
    assert not change(bot, lead, rows(bot), 0)
    with bot.line.database.begin() as tx:
        assert tx.scalar(text("SELECT count(*) FROM audit WHERE act = 'weeks_changed'")) == 1
