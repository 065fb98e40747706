"""What was said and done is told in the order in which it was, also within one instant and after a row has moved."""

import pytest
from sqlalchemy import text

from bot.services import console, console_acts
from bot.services.console_forms import Form
from bot.services.line import ClinicLine
from bot.storage import messages, told
from bot.storage.database import Database
from bot.storage.messages import Line
from bot.storage.stories import EntryKind, Story
from bot.values import Channel, ConversationId, MessageStatus
from tests.services.sending import an_office
from tests.services.staffing import HandClock, Hired, hire, make_line
from tests.services.waiting import Waiting, write_in

PARTS = 12  # of one answer: enough that luck does not hide a wrong order


@pytest.fixture
def line(database: Database) -> ClinicLine:
    return make_line(database, HandClock())  # which stands still


@pytest.fixture
def fred(line: ClinicLine) -> Hired:
    return hire(line, "Fred Desk")


@pytest.fixture
def maria(line: ClinicLine) -> Waiting:
    return write_in(line, "+12145550117", "hello")


def say(line: ClinicLine, talk: Waiting, *bodies: str) -> None:
    """An answer of several parts, in one instant; each part is the place it was said at, too."""
    said = [Line(MessageStatus.ACCEPTED, body, (body,)) for body in bodies]
    with line.database.begin() as tx:
        messages.record(tx, ConversationId(talk.conversation_id), Channel.VOICE, said, line.now())


def move(line: ClinicLine, table: str, body: str) -> None:
    """The row is written anew elsewhere, as a receipt does to it."""
    with line.database.begin() as tx:
        tx.execute(text(f"UPDATE {table} SET body = body WHERE body = :body"), {"body": body})


def story(line: ClinicLine, fred: Hired, talk: Waiting) -> Story:
    page = console.read_story(line, fred.asker, talk.conversation_id)
    assert isinstance(page, console.Page)
    return page.story


def test_a_story_keeps_the_order_of_its_words_when_a_receipt_comes(
    line: ClinicLine, fred: Hired, maria: Waiting
) -> None:
    parts = [f"part {number}" for number in range(PARTS)]
    say(line, maria, *parts)
    move(line, "messages", parts[0])
    move(line, "messages", parts[5])
    told_now = [entry.body for entry in story(line, fred, maria).entries if entry.body.startswith("part")]
    assert told_now == parts


def test_what_staff_did_within_one_instant_stays_in_order(line: ClinicLine, fred: Hired, maria: Waiting) -> None:
    notes = [f"note {number}" for number in range(PARTS)]
    for words in notes:
        console_acts.write_note(line, Form(fred.asker, maria.conversation_id, console_acts.uuid4()), words)
    move(line, "staff_notes", notes[0])
    told_now = [entry.body for entry in story(line, fred, maria).entries if entry.kind is EntryKind.NOTE]
    assert told_now == notes


def test_the_newest_answer_of_a_call_is_the_one_said_last(line: ClinicLine, maria: Waiting) -> None:
    say(line, maria, "first", "second", "third")
    move(line, "messages", "second")
    with line.database.begin() as tx:
        assert told.newest_places(tx, ConversationId(maria.conversation_id)) == ["third"]
        assert [place for place in told.in_order(tx) if "." not in place] == ["first", "second", "third"]


def test_parts_of_one_message_leave_in_their_order(database: Database) -> None:
    office = an_office(database)
    parts = [f"part {number} of the answer" for number in range(PARTS)]
    for number, words in enumerate(parts):
        office.plan("late_answer", words, subject=f"part:{number}")
    for _ in parts:
        office.work()
    assert office.gateway.said == parts
