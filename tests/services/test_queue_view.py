"""What somebody's queue shows, how little an unchanged one costs, and that nothing shown can change unseen."""

from datetime import timedelta

import pytest
from sqlalchemy import event, text

from bot.clinic.staff_rules import Role, teams_of
from bot.services import console, console_acts
from bot.services.console_forms import Form, Texted
from bot.services.line import ClinicLine
from bot.storage import queue
from bot.values import Team, Urgency
from tests.services.staffing import HandClock, Hired, hire
from tests.services.waiting import Waiting, write_in

DESK = teams_of(Role.FRONT_DESK)


def shown(line: ClinicLine, who: Hired, teams: tuple[Team, ...]) -> console.Queue:
    read = console.read_queue(line, who.asker, teams=teams)
    assert read is not None
    return read


def crowd(line: ClinicLine, number: int, team: Team, urgency: Urgency = Urgency.ROUTINE) -> None:
    for one in range(number):
        write_in(line, f"+1214{5560000 + one}", "hello", team=team, urgency=urgency)


def test_a_crowd_at_another_team_hides_nobody_of_mine(line: ClinicLine, fred: Hired, clock: HandClock) -> None:
    crowd(line, queue.MOST_ROWS + 1, Team.NURSE, Urgency.SAME_DAY)
    clock.pass_by(minutes=5)
    maria = write_in(line, "+12145550111", "hello", team=Team.FRONT_DESK)
    mine = shown(line, fred, DESK)
    assert [row.conversation_id for row in mine.rows] == [maria.conversation_id]
    assert not mine.has_more
    assert mine.waiting == {Team.NURSE: queue.MOST_ROWS + 1, Team.FRONT_DESK: 1}
    everybody = shown(line, fred, tuple(Team))
    assert len(everybody.rows) == queue.MOST_ROWS
    assert everybody.has_more


def test_what_somebody_took_they_see_however_long_the_queue_is(line: ClinicLine, fred: Hired) -> None:
    maria = write_in(line, "+12145550111", "hello", team=Team.FRONT_DESK)
    claim(line, fred, maria)
    crowd(line, queue.MOST_ROWS + 1, Team.FRONT_DESK, Urgency.SAME_DAY)
    mine = shown(line, fred, DESK)
    assert len(mine.rows) == queue.MOST_ROWS + 1
    assert mine.rows[-1].conversation_id == maria.conversation_id
    assert mine.has_more


def test_a_queue_shows_its_teams_what_is_mine_and_every_emergency_nobody_took(line: ClinicLine, fred: Hired) -> None:
    ana = hire(line, "Ana Nurse", Role.NURSE)
    mine, taken, alarming, theirs = (f"+1214555013{number}" for number in range(4))
    for phone, urgency in ((mine, Urgency.ROUTINE), (taken, Urgency.EMERGENCY), (theirs, Urgency.ROUTINE)):
        write_in(line, phone, "hello", team=Team.NURSE, urgency=urgency)
    emergency = write_in(line, alarming, "numb", team=Team.NURSE, urgency=Urgency.EMERGENCY)
    claim(line, fred, write_in(line, mine, "still me", urgency=None))
    claim(line, ana, write_in(line, taken, "still me", urgency=None))
    assert [row.phone for row in shown(line, fred, DESK).rows] == [alarming, mine]
    assert len(shown(line, ana, (Team.NURSE,)).rows) == 4
    claim(line, ana, emergency)
    assert [row.phone for row in shown(line, fred, DESK).rows] == [mine]


def claim(line: ClinicLine, who: Hired, talk: Waiting) -> None:
    console_acts.claim(line, Form(who.asker, talk.conversation_id, console_acts.uuid4()))


def test_who_rests_comes_last_and_back_when_the_rest_is_over(line: ClinicLine, fred: Hired, clock: HandClock) -> None:
    resting = write_in(line, "+12145550111", "hello", urgency=Urgency.SAME_DAY)
    claim(line, fred, resting)
    seen, until = shown(line, fred, DESK).print, line.now() + timedelta(hours=1)
    console_acts.snooze(line, Form(fred.asker, resting.conversation_id, console_acts.uuid4()), until)
    assert console.read_queue(line, fred.asker, seen, teams=DESK) is not None
    clock.pass_by(minutes=1)
    write_in(line, "+12145550112", "hello")
    assert [row.phone[-1] for row in shown(line, fred, DESK).rows] == ["2", "1"]
    clock.pass_by(hours=1)
    assert [row.phone[-1] for row in shown(line, fred, DESK).rows] == ["1", "2"]


CHANGES = {
    "somebody else asks": "UPDATE handoffs SET urgency = 'emergency'",
    "somebody took it": "UPDATE handoffs SET status = 'claimed'",
    "a care lock": "UPDATE contacts SET care_lock = 'er_now'",
    "another language": "UPDATE contacts SET language = 'es'",
    "nobody came": "UPDATE climbs SET nobody_at = now()",
    "a name": "UPDATE patients SET name = 'Maria Example'",
    "staff are called otherwise": "UPDATE staff SET name = 'Somebody Else'",
    "a worst answer": """INSERT INTO worst_answers (id, contact_id, disposition, channel, said_at)
                         SELECT gen_random_uuid(), id, 'er_now', 'sms', '2026-11-23 16:00Z' FROM contacts""",
}
PATIENT = """
    WITH p AS (INSERT INTO patients VALUES (gen_random_uuid(), 'Maria Test', 'maria test', '1960-01-01', now())
               RETURNING id)
    INSERT INTO patient_numbers (patient_id, phone, added_at) SELECT id, '+12145550111', now() FROM p
"""


@pytest.mark.parametrize("change", CHANGES)
def test_whatever_a_row_shows_is_news_when_it_changes(line: ClinicLine, fred: Hired, change: str) -> None:
    maria = write_in(line, "+12145550111", "hello", urgency=Urgency.SAME_DAY)
    write_in(line, "+12145550112", "well again", urgency=None)
    run(line, PATIENT)
    if change == "staff are called otherwise":
        claim(line, fred, maria)
    seen = shown(line, fred, DESK)
    run(line, CHANGES[change])
    news = console.read_queue(line, fred.asker, seen.print, teams=DESK)
    assert news is not None
    assert news.rows != seen.rows


def test_who_spoke_last_is_news_and_what_is_said_elsewhere_is_none(line: ClinicLine, fred: Hired) -> None:
    maria = write_in(line, "+12145550111", "hello")
    claim(line, fred, maria)
    seen = shown(line, fred, DESK)
    assert seen.rows[0].is_patient_last
    write_in(line, "+12145550112", "well again", urgency=None)
    assert console.read_queue(line, fred.asker, seen.print, teams=DESK) is None
    form = Form(fred.asker, maria.conversation_id, console_acts.uuid4())
    console_acts.reply(line, form, Texted("we are on it", 1))
    news = console.read_queue(line, fred.asker, seen.print, teams=DESK)
    assert news is not None
    assert not news.rows[0].is_patient_last


def test_an_unchanged_poll_is_one_statement(line: ClinicLine, fred: Hired) -> None:
    maria = write_in(line, "+12145550111", "hello")
    queue_seen = shown(line, fred, DESK).print
    story = console.read_story(line, fred.asker, maria.conversation_id)
    assert isinstance(story, console.Page)
    ran: list[str] = []
    event.listen(line.database._engine, "before_cursor_execute", lambda *told: ran.append(told[2]))
    assert console.read_queue(line, fred.asker, queue_seen, teams=DESK) is None
    assert console.read_story(line, fred.asker, maria.conversation_id, story.print) == console.Seen(story.print)
    assert len(ran) == 2


def run(line: ClinicLine, sql: str) -> None:
    with line.database.begin() as tx:
        tx.execute(text(sql))
