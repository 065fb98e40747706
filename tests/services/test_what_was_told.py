"""What staff read of a talk is what was told: advice in the words of its day, and a caller's number as a claim."""

from dataclasses import replace

import pytest

from bot.clinic.staff_rules import Role
from bot.dialogue.loading import load
from bot.services import console
from bot.services.line import ClinicLine
from bot.services.sbar import Advised, summarise
from bot.storage import messages
from bot.storage.database import Database
from bot.storage.messages import Line
from bot.storage.stories import Entry, EntryKind, Story
from bot.values import Channel, Language, MessageStatus, NumberCheck
from tests.bots import Phone, a_bot
from tests.dialogue.test_proofs import FILES
from tests.services.calling import OnTheLine
from tests.services.staffing import HandClock, hire, make_line
from tests.services.waiting import write_in

PHONE, ICE = "+12145550117", "spasm_care.ice"
TODAY, BEFORE = "edition-of-today", "edition-before"


@pytest.fixture
def line(database: Database) -> ClinicLine:
    return replace(make_line(database, HandClock()), book=load(FILES), edition=TODAY)


def story_of(line: ClinicLine, phone: str, *told: tuple[str, str, str]) -> Story:
    """The story of somebody who was told these words, each at its place and in its edition."""
    talk = write_in(line, phone, "hello", urgency=None)
    with line.database.begin() as tx:
        for place, words, edition in told:
            said = [Line(MessageStatus.ACCEPTED, words, (place,))]
            messages.record(tx, talk.conversation_id, Channel.SMS, said, line.now(), edition)
    page = console.read_story(line, hire(line, "Ana Nurse", Role.NURSE).asker, talk.conversation_id)
    assert isinstance(page, console.Page)
    return page.story


def advised(line: ClinicLine, story: Story) -> list[tuple[str, str]]:
    def short(one: Advised) -> tuple[str, str]:
        return one.words[:14], one.version

    return [short(one) for one in summarise(story, line.book, line.edition, Language.ES).advised]


def test_advice_of_today_stands_in_the_readers_language(line: ClinicLine) -> None:
    ice = line.book.steps[ICE].say[Language.ES]  # type: ignore[union-attr]
    story = story_of(line, PHONE, (ICE, "Put ice on it.", TODAY))
    assert advised(line, story) == [(ice[:14], "edition-")]


def test_advice_of_an_older_edition_stands_as_it_was_told(line: ClinicLine) -> None:
    story = story_of(line, PHONE, (ICE, "Old ice words.", BEFORE), ("spasm_care.gone", "A step of old.", BEFORE))
    assert advised(line, story) == [("Old ice words.", "edition-"), ("A step of old.", "edition-")]


def test_the_same_advice_is_listed_once_for_each_edition(line: ClinicLine) -> None:
    story = story_of(line, PHONE, *[(ICE, "Old ice words.", BEFORE)] * 2, (ICE, "New.", TODAY))
    assert len(advised(line, story)) == 2


@pytest.mark.parametrize(
    ("told", "check"),
    [
        ("TN-Validation-Passed-A", NumberCheck.OWN),
        ("TN-Validation-Passed-C", NumberCheck.GATEWAY),
        ("TN-Validation-Failed-B", NumberCheck.FAILED),
        ("No-TN-Validation", NumberCheck.NONE),
        ("something new", NumberCheck.NONE),
    ],
)
def test_what_the_network_said_of_a_callers_number_is_shown(database: Database, told: str, check: NumberCheck) -> None:
    caller = OnTheLine(Phone(a_bot(database)), fields={"StirVerstat": told})
    assert call_of(caller).number_check == check


def call_of(caller: OnTheLine) -> Entry:
    line = caller.phone.bot.line
    found = console.search(line, hire(line).asker, caller.phone.number)
    page = console.read_story(line, hire(line, "Bea Test").asker, found[0].conversation_id)
    assert isinstance(page, console.Page)
    (call,) = (entry for entry in page.story.entries if entry.kind is EntryKind.CALL)
    return call
