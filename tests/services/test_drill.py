"""A fire drill goes the real way to the real phones, marked, and tells who came when."""

from datetime import datetime

import pytest

from bot.channels.twilio.rendering import render_text
from bot.cli import main
from bot.clinic.drill import DRILL_PHONE, DrillPlan
from bot.services import console, drill, ringing
from bot.storage.database import Database
from tests.bots import CLINIC_ZONE
from tests.services.seeking import DESK, DOCTOR, LINK, ROTA, Seekers, seekers
from tests.services.staffing import hire
from tests.services.test_escalation import claim


def conversation_of_drill(desk: Seekers) -> object:
    return desk.value("SELECT conversation_id FROM handoffs WHERE status <> 'closed'")


def test_the_staff_phones_read_drill_before_the_code(database: Database) -> None:
    desk = seekers(database)
    code = drill.start(desk.office.bot.line, render_text)
    desk.work()
    assert desk.texts_to(DESK) == [f"DFW Center for Spinal Disorders: urgent request DRILL {code} is waiting. {LINK}"]


def test_the_time_to_a_claim_is_kept(database: Database) -> None:
    desk = seekers(database)
    drill.start(desk.office.bot.line, render_text)
    desk.work()
    desk.pass_by(seconds=190)
    claim(desk, conversation_of_drill(desk))
    (kept,) = drill.latest(desk.office.bot.line)
    assert (kept.seconds, kept.name, kept.rungs) == (190.0, "Ana Test", 2)


def test_the_number_of_the_drill_gets_no_text_whatever_happens(database: Database) -> None:
    desk = seekers(database)
    drill.start(desk.office.bot.line, render_text)
    for _ in range(12):
        desk.pass_by(minutes=5)
    assert desk.texts_to(DRILL_PHONE) == []
    assert "nobody_came" in desk.acts()
    assert "promise_missed" in desk.acts()


def test_a_second_drill_puts_the_first_away(database: Database) -> None:
    desk = seekers(database)
    drill.start(desk.office.bot.line, render_text)
    desk.office.clock.move(days=7)
    drill.start(desk.office.bot.line, render_text)
    assert desk.value("SELECT count(*) FROM handoffs WHERE status <> 'closed'") == 1
    assert desk.value("SELECT count(*) FROM climbs WHERE ended_at IS NULL") == 1
    assert [one.seconds for one in drill.latest(desk.office.bot.line)] == [None, None]


def test_the_queue_shows_a_drill_as_one(database: Database) -> None:
    desk = seekers(database)
    drill.start(desk.office.bot.line, render_text)
    line = desk.office.bot.line
    read = console.read_queue(line, hire(line).asker)
    assert read is not None
    assert [row.name for row in read.rows] == ["DRILL"]


def test_the_phone_of_whoever_is_on_call_hears_drill(database: Database) -> None:

    desk = seekers(database, rota=ROTA[2:])
    drill.start(desk.office.bot.line, render_text)
    desk.work()
    ((phone, key),) = desk.calls.rung
    assert phone == DOCTOR
    assert str(ringing.spoken_code(desk.office.bot.line, key)).startswith("DRILL ")


@pytest.mark.parametrize(
    ("now", "last", "is_due"),
    [
        ("2026-11-25 10:00", None, True),
        ("2026-11-25 09:59", None, False),
        ("2026-11-26 10:00", None, False),
        ("2026-11-25 10:05", "2026-11-25 10:00", False),
        ("2026-11-25 10:00", "2026-11-18 10:00", True),
    ],
)
def test_the_weekly_drill_is_due_once_from_its_hour_on(now: str, last: str | None, is_due: bool) -> None:
    def at(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=CLINIC_ZONE)

    assert DrillPlan(weekday=2).is_due(at(now), at(last) if last else None) is is_due
    assert not DrillPlan().is_due(at(now), None)


def test_the_worker_starts_it_once_a_week(database: Database) -> None:
    desk = seekers(database, "2026-11-25 10:00")
    assert drill.start_if_due(desk.office.bot.line, render_text)
    desk.office.clock.move(minutes=1)
    assert not drill.start_if_due(desk.office.bot.line, render_text)


def test_the_command_line_tells_of_drills(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["drill", "--help"])
    assert "made-up danger" in capsys.readouterr().out
