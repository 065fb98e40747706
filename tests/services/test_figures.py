"""The figures count what happened: promises from their ledger, ways from what was told, and never a drill."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from bot.channels.twilio.rendering import render_text
from bot.clinic.sending import Failure
from bot.clinic.staff_rules import Role
from bot.dialogue.loading import load
from bot.services import drill, figures
from bot.services.gateway import Accepted, Outcome, Parcel, Refused
from bot.services.line import ClinicLine
from bot.storage import figures as counted
from bot.storage import messages
from bot.storage.database import Database
from bot.storage.messages import Line
from bot.values import Channel, HandoffReason, Language, MessageStatus, Urgency
from tests.dialogue.test_proofs import FILES
from tests.services.seeking import seekers
from tests.services.sending import an_office
from tests.services.staffing import HandClock, hire, make_line
from tests.services.test_escalation import claim
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


def read(line: ClinicLine) -> figures.Figures:
    return figures.read(line, hire(line, "Mara Lead", Role.LEAD).asker, 7)


def test_the_kept_rate_is_what_the_ledger_says(database: Database) -> None:
    desk = seekers(database)
    line = desk.office.bot.line
    claim(desk, desk.ask().conversation_id)  # in time
    for last, wait in ((1, 1), (2, 60)):  # one in time, one too late, and one that still waits
        late = write_in(line, f"+1214555012{last}", "numb", urgency=Urgency.EMERGENCY, reason=HandoffReason.RED_FLAG)
        desk.pass_by(minutes=wait)
        claim(desk, late.conversation_id)
    write_in(line, "+12145550129", "call me")
    found = read(line)
    assert found.promises["emergency"] == counted.Promised("emergency", 2, 1)
    assert (found.kept, found.promised) == (2, 3)
    assert found.kept_share == pytest.approx(2 / 3)


def test_a_drill_stands_in_its_own_line_and_in_no_other_figure(database: Database) -> None:
    desk = seekers(database)
    line = desk.office.bot.line
    drill.start(line, render_text)
    desk.work()
    desk.pass_by(minutes=1)
    claim(desk, desk.value("SELECT conversation_id FROM handoffs"))
    found = read(line)
    assert len(found.drills) == 1
    assert (found.promises, found.claims, found.reasons, found.conversations) == ({}, (), (), 0)
    assert (found.texting.talks, found.texting.texts) == (0, 1)  # a page to staff
    assert sum(texted + called for _, texted, called in (*found.by_day, *found.by_hour)) == 0


def test_what_did_not_arrive_is_counted_by_code_and_what_was_sent_by_conversation(database: Database) -> None:
    def answer(parcel: Parcel, number: int) -> Outcome:
        return Refused(Failure.VOICE_ONLY, "21614") if parcel.body == "to a landline" else Accepted(f"SM{number:032x}")

    office = an_office(database, answer=answer)
    office.plan(body="x" * 161)
    office.plan(body="again")
    office.plan(body="to a landline", phone="+12145550118")
    office.work()
    found = read(office.bot.line)
    assert found.failures == (("21614", 1),)
    assert (found.texting.segments, found.texting.talks, found.texting.segments_a_talk) == (4, 2, 2.0)


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


def test_the_figures_take_the_same_statements_for_one_talk_and_for_forty(line: ClinicLine) -> None:
    fred = hire(line, "Fred Desk", Role.FRONT_DESK)
    ran: list[str] = []
    event.listen(line.database._engine, "before_cursor_execute", lambda *told: ran.append(told[2]))

    def cost() -> int:
        ran.clear()
        figures.read(line, fred.asker, 28)
        figures.picture(line, fred.asker, "spasm_care", 28, Language.EN)
        return len(ran)

    write_in(line, "+12145550100", "hello")
    alone = cost()
    for number in range(1, 40):
        write_in(line, f"+121455501{number:02}", "hello", "again")
    assert cost() == alone


def test_people_and_words_are_counted_by_the_clinics_own_day_and_hour(line: ClinicLine) -> None:
    fred = hire(line, "Fred Desk", Role.FRONT_DESK)
    clock = line.clock
    assert isinstance(clock, HandClock)
    clock.instant = datetime(2026, 11, 24, 5, 40, tzinfo=UTC)  # Monday, 20 to midnight at the clinic
    write_in(line, "+12145550117", "hello", "are you there?", urgency=None)
    clock.pass_by(minutes=30)
    write_in(line, "+12145550117", "hello?", urgency=None)
    write_in(line, "+12145550118", "hello", urgency=None)
    read = figures.read(line, fred.asker, 7)
    assert {day.day: people for day, people, _ in read.by_day if people} == {23: 1, 24: 2}
    assert {hour: texts for hour, texts, _ in read.by_hour if texts} == {23: 2, 0: 2}
