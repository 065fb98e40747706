"""The worst answer of three days shows on every channel, and only a named person lowers it, with a reason."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from bot.clinic.staff_rules import Role
from bot.services import console, console_records
from bot.services.console_forms import Form, Told
from bot.services.line import ClinicLine
from bot.storage.database import Database
from bot.storage.stories import Story
from bot.storage.worst_answers import WorstAnswer
from bot.values import Channel, Disposition
from tests.bots import Phone, a_bot
from tests.services.calling import OnTheLine
from tests.services.staffing import Hired, hire


@pytest.fixture
def phone(database: Database) -> Phone:
    return Phone(a_bot(database))


@pytest.fixture
def line(phone: Phone) -> ClinicLine:
    return phone.bot.line


@pytest.fixture
def ana(line: ClinicLine) -> Hired:
    return hire(line, "Ana Nurse", Role.NURSE)


def read(line: ClinicLine, ana: Hired) -> tuple[Story, WorstAnswer | None]:
    """The person's story, and what their newest row in the queue shows."""
    queue = console.read_queue(line, ana.asker)
    assert queue is not None
    with line.database.begin() as tx:
        newest = tx.scalar(text("SELECT id FROM conversations ORDER BY opened_at DESC LIMIT 1"))
    page = console.read_story(line, ana.asker, newest)
    assert isinstance(page, console.Page)
    return page.story, queue.rows[0].worst if queue.rows else None


def lower(line: ClinicLine, hired: Hired, story: Story, reason: str) -> Told:
    return console_records.lower_worst(line, Form(hired.asker, story.conversation_id, uuid4()), reason)


def test_what_was_said_on_a_call_shows_beside_a_harmless_text(phone: Phone, line: ClinicLine, ana: Hired) -> None:
    OnTheLine(phone).say("i can't feel it when i wipe")
    phone.clock.move(hours=20)
    phone.text("what is your fax number")
    story, row = read(line, ana)
    assert story.worst is not None
    assert (story.worst.disposition, story.worst.channel) == (Disposition.ER_NOW, Channel.VOICE)
    assert row == story.worst


def test_the_worst_counts_not_the_newest(phone: Phone, line: ClinicLine, ana: Hired) -> None:
    phone.text("i have chest pain and can't breathe")
    phone.clock.move(hours=1)
    OnTheLine(phone).say("i can't feel it when i wipe")
    assert read(line, ana)[0].worst is not None
    assert read(line, ana)[0].worst.disposition is Disposition.CALL_911  # type: ignore[union-attr]


def test_it_stands_for_three_days_and_anew_where_it_is_said_again(phone: Phone, line: ClinicLine, ana: Hired) -> None:
    phone.text("i can't feel it when i wipe")
    phone.clock.move(hours=71)
    assert read(line, ana)[0].worst is not None
    phone.text("i can't feel it when i wipe")
    phone.clock.move(hours=71)
    assert read(line, ana)[0].worst is not None
    phone.clock.move(hours=2)
    assert read(line, ana)[0].worst is None


def test_only_a_nurse_lowers_it_and_only_with_a_reason(phone: Phone, line: ClinicLine, ana: Hired) -> None:
    phone.text("i can't feel it when i wipe")
    story, _ = read(line, ana)
    fred = hire(line, "Fred Desk", Role.FRONT_DESK)
    assert lower(line, fred, story, "they are fine") is Told.NOT_ALLOWED
    assert lower(line, ana, story, " ") is Told.NEEDS_REASON
    assert read(line, ana)[0].worst is not None
    assert lower(line, ana, story, "examined today, no deficit") is Told.DONE
    assert read(line, ana)[0].worst is None
    assert lower(line, ana, story, "again") is Told.TOO_LATE


def test_lowering_is_in_the_timeline_and_the_audit_and_clears_no_lock(
    phone: Phone, line: ClinicLine, ana: Hired
) -> None:
    phone.text("i can't feel it when i wipe")
    lower(line, ana, read(line, ana)[0], "examined today, no deficit")
    story, _ = read(line, ana)
    assert (story.entries[-1].label, story.entries[-1].body) == ("worst_lowered", "examined today, no deficit")
    assert story.contact.care_lock is Disposition.ER_NOW
    with line.database.begin() as tx:
        kept = tx.execute(text("SELECT lowered_by, reason FROM worst_answers")).one()
        assert tx.scalar(text("SELECT detail ->> 'was' FROM audit WHERE act = 'worst_lowered'")) == "er_now"
    assert tuple(kept) == (ana.member.id, "examined today, no deficit")


def test_a_harmless_answer_leaves_nothing(phone: Phone, line: ClinicLine, ana: Hired) -> None:
    phone.text("my back locked up")
    phone.text("no")
    assert read(line, ana)[0].worst is None
