"""What staff see, in which order, and that looking leaves a line."""

import pytest
from sqlalchemy import event, text

from bot.services import console, console_acts
from bot.services.console_forms import Form, Texted
from bot.services.line import ClinicLine
from bot.storage.stories import EntryKind
from bot.values import HandoffReason, Team, Urgency
from tests.services.staffing import HandClock, Hired
from tests.services.waiting import write_in


def lines_of(line: ClinicLine, act: str) -> int:
    with line.database.begin() as tx:
        return int(tx.scalar(text("SELECT count(*) FROM audit WHERE act = :act"), {"act": act}) or 0)


def test_the_most_urgent_come_first_then_the_longest_wait(line: ClinicLine, fred: Hired, clock: HandClock) -> None:
    for last, urgency in (
        (11, Urgency.ROUTINE),
        (12, Urgency.EMERGENCY),
        (13, Urgency.SAME_DAY),
        (14, Urgency.EMERGENCY),
    ):
        write_in(line, f"+121455501{last}", "hello", urgency=urgency)
        clock.pass_by(minutes=1)
    read = console.read_queue(line, fred.asker)
    assert read is not None
    assert [row.phone[-2:] for row in read.rows] == ["12", "14", "13", "11"]


def test_a_person_is_one_row_however_often_they_ask(line: ClinicLine, fred: Hired) -> None:
    for _ in range(3):
        write_in(line, "+12145550111", "please")
    write_in(line, "+12145550111", "numb", urgency=Urgency.EMERGENCY, reason=HandoffReason.RED_FLAG, team=Team.NURSE)
    read = console.read_queue(line, fred.asker)
    assert read is not None
    assert [(row.requests, row.urgency, row.team) for row in read.rows] == [(4, Urgency.EMERGENCY, Team.NURSE)]


def test_the_row_says_when_the_patient_spoke_last(line: ClinicLine, fred: Hired, clock: HandClock) -> None:
    maria = write_in(line, "+12145550111", "hello")
    form = lambda: Form(fred.asker, maria.conversation_id, console_acts.uuid4())  # noqa: E731
    console_acts.claim(line, form())
    clock.pass_by(minutes=1)
    console_acts.reply(line, form(), Texted("we are on it", 1))
    read = console.read_queue(line, fred.asker)
    assert read is not None
    assert not read.rows[0].is_patient_last
    clock.pass_by(minutes=1)
    write_in(line, "+12145550111", "are you there?", urgency=None)
    read = console.read_queue(line, fred.asker)
    assert read is not None
    assert read.rows[0].is_patient_last


def test_an_unchanged_poll_leaves_no_line_and_a_changed_one_does(line: ClinicLine, fred: Hired) -> None:
    maria = write_in(line, "+12145550111", "hello")
    first = console.read_queue(line, fred.asker)
    assert first is not None
    for _ in range(5):
        assert console.read_queue(line, fred.asker, first.print) is None
    assert lines_of(line, "queue_read") == 1
    page = console.read_story(line, fred.asker, maria.conversation_id)
    assert isinstance(page, console.Page)
    for _ in range(5):
        assert console.read_story(line, fred.asker, maria.conversation_id, page.print) == console.Seen(page.print)
    assert lines_of(line, "conversation_read") == 1
    write_in(line, "+12145550111", "more")
    assert isinstance(console.read_story(line, fred.asker, maria.conversation_id, page.print), console.Page)
    assert console.read_queue(line, fred.asker, first.print) is not None
    assert lines_of(line, "conversation_read") == 2


def test_a_story_is_told_in_order(line: ClinicLine, fred: Hired, clock: HandClock) -> None:
    maria = write_in(line, "+12145550111", "first", "second")
    clock.pass_by(minutes=1)
    console_acts.claim(line, Form(fred.asker, maria.conversation_id, console_acts.uuid4()))
    clock.pass_by(minutes=1)
    write_in(line, "+12145550111", "third", urgency=None)
    page = console.read_story(line, fred.asker, maria.conversation_id)
    assert isinstance(page, console.Page)
    told = [(entry.kind, entry.body) for entry in page.story.entries if entry.kind is not EntryKind.HANDOFF]
    assert told == [
        (EntryKind.HEARD, "first"), (EntryKind.HEARD, "second"), (EntryKind.SAID, "We hear you."),
        (EntryKind.NOTE, ""), (EntryKind.HEARD, "third"), (EntryKind.SAID, "We hear you."),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words", ["5550111", "(214) 555-0111", "+1 214 555 0111", "0111", "CODE", "zoe obr", "O'Brien, Zoë"]
)
def test_people_are_found_by_number_code_and_name(line: ClinicLine, fred: Hired, words: str) -> None:
    zoe = write_in(line, "+12145550111", "hello")
    write_in(line, "+12145550122", "somebody else")
    with line.database.begin() as tx:
        tx.execute(
            text(
                "WITH p AS (INSERT INTO patients VALUES (gen_random_uuid(), 'Zoë O''Brien', 'obrien zoe', "
                "'1960-01-01', now()) RETURNING id) "
                "INSERT INTO patient_numbers (patient_id, phone, added_at) SELECT id, '+12145550111', now() FROM p"
            )
        )
    assert zoe.handoff is not None
    found = console.search(line, fred.asker, zoe.handoff.code.lower() if words == "CODE" else words)
    assert [one.conversation_id for one in found] == [zoe.conversation_id]
    assert found[0].name == "Zoë O'Brien"


@pytest.mark.parametrize("words", ["", "%", "_", "'", "\\", ".*", "12", "a", "x" * 10_000, "%%%%%", "\0\0\0", "(((("])
def test_odd_searches_find_nobody(line: ClinicLine, fred: Hired, words: str) -> None:
    write_in(line, "+12145550111", "hello")
    assert console.search(line, fred.asker, words) == []


def test_the_words_of_a_search_are_not_kept(line: ClinicLine, fred: Hired) -> None:
    console.search(line, fred.asker, "Zoë Canary")
    with line.database.begin() as tx:
        assert "anary" not in str(tx.exec_driver_sql("SELECT a::text FROM audit a").all())


def test_queue_and_story_take_the_same_number_of_statements_for_one_and_for_forty(
    line: ClinicLine, fred: Hired
) -> None:
    statements: list[str] = []
    event.listen(line.database._engine, "before_cursor_execute", lambda *args: statements.append(args[2]))

    def cost(conversation_id: object) -> int:
        statements.clear()
        console.read_queue(line, fred.asker)
        console.read_story(line, fred.asker, conversation_id)  # type: ignore[arg-type]
        return len(statements)

    first = write_in(line, "+12145550100", "hello")
    alone = cost(first.conversation_id)
    for number in range(1, 40):
        write_in(line, f"+121455501{number:02}", "hello")
    for _ in range(20):
        write_in(line, "+12145550100", "hello again")
    assert cost(first.conversation_id) == alone


def test_the_wall_knows_counts_and_clocks_alone(line: ClinicLine) -> None:
    write_in(line, "+12145550111", "numb", urgency=Urgency.EMERGENCY, team=Team.NURSE)
    write_in(line, "+12145550112", "hello")
    found = console.wall(line)
    assert {(one.team, one.urgency, one.waiting) for one in found} == {
        (Team.NURSE, Urgency.EMERGENCY, 1),
        (Team.FRONT_DESK, Urgency.ROUTINE, 1),
    }
