"""The ways people went are counted from what they were told, and drawn on the picture of the flow."""

from dataclasses import replace

import pytest

from bot.clinic.staff_rules import Role
from bot.dialogue.loading import load
from bot.services import figures
from bot.services.line import ClinicLine
from bot.storage import figures as counted
from bot.storage import messages
from bot.storage.database import Database
from bot.storage.messages import Line
from bot.values import Channel, Language, MessageStatus
from tests.dialogue.test_proofs import FILES
from tests.services.staffing import HandClock, hire, make_line
from tests.services.waiting import write_in

ONSET, SKIN = "spasm_care.onset", "spasm_care.skin_check"


@pytest.fixture
def line(database: Database) -> ClinicLine:
    return replace(make_line(database, HandClock()), book=load(FILES))


def tell(line: ClinicLine, phone: str, *places: str) -> None:
    """A talk in which these steps were said, in one text."""
    talk = write_in(line, phone, "hello", urgency=None)
    with line.database.begin() as tx:
        told = [Line(MessageStatus.ACCEPTED, "words", places)]
        messages.record(tx, talk.conversation_id, Channel.SMS, told, line.now())


def test_each_step_told_right_after_another_counts_once_a_talk(line: ClinicLine) -> None:
    tell(line, "+12145550117", ONSET, SKIN)
    tell(line, "+12145550118", ONSET, SKIN)
    tell(line, "+12145550119", ONSET)
    span = counted.Span(line.now().replace(hour=0), line.now().replace(hour=23, minute=59), line.profile.zone)
    with line.database.begin() as tx:
        assert counted.ways(tx, span)[ONSET, SKIN] == 2


def test_the_picture_shows_where_people_went(line: ClinicLine) -> None:
    fred = hire(line, "Fred Desk", Role.FRONT_DESK)
    nobody = figures.picture(line, fred.asker, "spasm_care", 7, Language.EN)
    tell(line, "+12145550117", ONSET, SKIN)
    drawn = figures.picture(line, fred.asker, "spasm_care", 7, Language.EN)
    assert drawn is not None
    assert "</svg>" in drawn
    assert drawn != nobody
    assert figures.picture(line, fred.asker, "nothing", 7, Language.EN) is None
