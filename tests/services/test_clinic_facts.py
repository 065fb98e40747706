"""What the clinic changes in its console holds for the running line, at once in its own process."""

from typing import Any

import pytest
from sqlalchemy import text

from bot.clinic.changes import Fact, WrongFact, first_facts
from bot.clinic.staff_rules import Role
from bot.services import clinic_facts
from bot.storage.database import Database
from bot.values import Language
from bot.wiring import Bot
from tests.bots import a_bot
from tests.services.staffing import hire


def change(bot: Bot, fact: Fact, value: Any, seen: int = 0) -> bool:
    lead = hire(bot.line, "Lena Test", Role.LEAD)
    return clinic_facts.change(bot.line, lead.asker, {fact: value}, {fact: seen})


def test_changed_hours_hold_for_everybody_who_asks_the_line(database: Database) -> None:
    bot = a_bot(database)
    assert bot.line.hours.is_open(bot.line.now())
    change(bot, Fact.HOURS, {"monday": ["09:00", "12:00"]})
    bot.facts.look(at_once=True)
    assert not bot.line.hours.is_open(bot.line.now())
    assert not bot.line.desk.hours.is_open(bot.line.now())


def test_a_closed_day_closes_the_line(database: Database) -> None:
    bot = a_bot(database)
    change(bot, Fact.CLOSED, {"holidays": [], "days": ["2026-11-24"]})
    bot.facts.look(at_once=True)
    assert not bot.line.hours.is_open(bot.line.now())


def test_changed_plans_are_what_people_are_told(database: Database) -> None:
    bot = a_bot(database)
    change(bot, Fact.PLANS, {"say": {"en": "Plan A and Plan B", "es": "Plan A y Plan B"}})
    bot.facts.look(at_once=True)
    assert bot.line.wordings["plans"].say[Language.ES] == "Plan A y Plan B"


def test_a_changed_rota_is_what_callers_are_rung_through_to(database: Database) -> None:
    bot = a_bot(database)
    change(bot, Fact.ROTA, [{"name": "New Test", "phone": "+18175550179", "rung": 1}])
    bot.facts.look(at_once=True)
    assert bot.line.rota.ringing("staff", bot.line.now()) == (("+18175550179",),)


def test_another_process_follows(database: Database) -> None:
    here, there = a_bot(database), a_bot(database)
    change(here, Fact.HOURS, {"monday": ["09:00", "12:00"]})
    there.facts.look()
    assert not there.line.hours.is_open(there.line.now())


def test_the_file_s_facts_are_written_once(database: Database) -> None:
    bot = a_bot(database)
    for _ in range(2):
        with database.begin() as tx:
            clinic_facts.seed(tx, bot.line.profile, bot.line.now())
    kept = clinic_facts.read(bot.line, Fact.ROTA)
    assert (kept.version, kept.value) == (1, first_facts(bot.line.profile)[Fact.ROTA])
    change(bot, Fact.ROTA, [], seen=1)
    with database.begin() as tx:
        clinic_facts.seed(tx, bot.line.profile, bot.line.now())
    assert clinic_facts.read(bot.line, Fact.ROTA).value == []


def test_of_two_who_change_the_same_page_the_second_is_told(database: Database) -> None:
    bot = a_bot(database)
    lead = hire(bot.line, "Lena Test", Role.LEAD)
    both = {Fact.HOURS: {"monday": ["09:00", "12:00"]}, Fact.PLANS: {"say": {"en": "A", "es": "A"}}}
    assert clinic_facts.change(bot.line, lead.asker, both, {Fact.HOURS: 0, Fact.PLANS: 0})
    later = {**both, Fact.HOURS: {"friday": ["09:00", "12:00"]}}
    assert not clinic_facts.change(bot.line, lead.asker, later, {Fact.HOURS: 1, Fact.PLANS: 0})
    assert clinic_facts.read(bot.line, Fact.HOURS).value == both[Fact.HOURS], "all or nothing"


def test_each_change_is_an_audit_line(database: Database) -> None:
    bot = a_bot(database)
    change(bot, Fact.PLANS, {"say": {"en": "A", "es": "A"}})
    with database.begin() as tx:
        assert tx.scalar(text("SELECT count(*) FROM audit WHERE act = 'plans_changed' AND staff_id IS NOT NULL")) == 1


@pytest.mark.parametrize(
    ("fact", "value"),
    [
        (Fact.HOURS, {}),
        (Fact.HOURS, {"monday": ["12:00", "09:00"]}),
        (Fact.HOURS, {"someday": ["09:00", "12:00"]}),
        (Fact.CLOSED, {"days": ["soon"]}),
        (Fact.ROTA, [{"name": "", "phone": "x", "rung": 1}]),
    ],
)
def test_what_cannot_be_used_is_refused_before_it_is_kept(database: Database, fact: Fact, value: Any) -> None:
    bot = a_bot(database)
    with pytest.raises(WrongFact):
        change(bot, fact, value)
    assert clinic_facts.read(bot.line, fact).version == 0


def test_what_cannot_be_read_any_more_leaves_the_line_as_it_was(database: Database) -> None:
    bot = a_bot(database)
    with database.begin() as tx:
        tx.execute(text("""INSERT INTO clinic_changes VALUES ('hours', '{"monday": 5}', 1, NULL, now())"""))
    bot.facts.look(at_once=True)
    assert bot.line.hours.is_open(bot.line.now())
