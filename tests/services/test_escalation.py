"""A request is handed over when a person has taken it: the ladder is climbed until then, and the person knows."""

from dataclasses import replace
from uuid import uuid4

import pytest

from bot.clinic.rota import Duty
from bot.clinic.sending import Failure
from bot.services import console_acts, ringing
from bot.services.console_forms import Form, Told
from bot.services.escalation import climb_due
from bot.services.gateway import Refused, Unknown
from bot.storage import climbs
from bot.storage.database import Database
from bot.values import HandoffReason, Team, Urgency
from tests.bots import ME
from tests.services.seeking import DESK, DOCTOR, LEAD, LINK, ROTA, Seekers, seekers
from tests.services.staffing import hire


def claim(desk: Seekers, conversation_id: object) -> Told:
    line = desk.office.bot.line
    nurse = hire(line)
    return console_acts.claim(line, Form(nurse.asker, conversation_id, uuid4()))  # type: ignore[arg-type]


def test_a_page_says_that_something_waits_and_nothing_of_anybody(database: Database) -> None:
    desk = seekers(database)
    asked = desk.ask()
    desk.work()
    assert desk.texts_to(DESK) == [f"DFW Center for Spinal Disorders: urgent request {asked.code} is waiting. {LINK}"]
    assert desk.texts_to(LEAD) == []


def test_without_a_claim_the_next_rung_is_reached_and_the_last_is_rung(database: Database) -> None:
    desk = seekers(database)
    desk.ask()
    desk.work()
    desk.pass_by(minutes=3)
    assert len(desk.texts_to(LEAD)) == 1
    assert desk.calls.rung == []
    desk.pass_by(minutes=3)
    assert [phone for phone, _ in desk.calls.rung] == [DOCTOR]
    assert desk.texts_to(DOCTOR) == []


def test_a_claim_ends_the_climb(database: Database) -> None:
    desk = seekers(database)
    asked = desk.ask()
    desk.work()
    assert claim(desk, asked.conversation_id) is Told.DONE
    desk.pass_by(minutes=30)
    assert desk.texts_to(LEAD) == []
    assert desk.calls.rung == []
    assert desk.value("SELECT ending FROM promises") == "kept"


def test_when_nobody_comes_the_person_is_told_once_and_the_ladder_begins_anew(database: Database) -> None:
    desk = seekers(database)
    desk.ask()
    desk.work()
    for _ in range(3):
        desk.pass_by(minutes=3)
    told = [words for words in desk.texts_to(ME) if "nobody could take your request" in words]
    assert len(told) == 1
    assert "(817) 555-0142" in told[0]
    assert "911" in told[0]
    assert desk.value("SELECT status FROM handoffs") == "waiting"
    desk.pass_by(minutes=15)
    assert len(desk.texts_to(DESK)) == 2
    for _ in range(4):
        desk.pass_by(minutes=5)
    assert len([words for words in desk.texts_to(ME) if "nobody could take" in words]) == 1


def test_every_rung_is_an_audit_line(database: Database) -> None:
    desk = seekers(database)
    desk.ask()
    desk.work()
    for _ in range(3):
        desk.pass_by(minutes=3)
    assert desk.acts().count("rung_reached") == 3
    assert "nobody_came" in desk.acts()


def test_a_routine_request_disturbs_nobody(database: Database) -> None:
    desk = seekers(database)
    desk.ask(Urgency.ROUTINE, HandoffReason.TALK_TO_HUMAN, Team.FRONT_DESK)
    desk.work()
    assert desk.office.gateway.posted == []


def test_a_request_for_today_waits_for_the_opening_unless_it_is_clinical(database: Database) -> None:
    desk = seekers(database, "2026-11-24 22:00")
    desk.ask(Urgency.SAME_DAY, HandoffReason.CALL_BACK, Team.FRONT_DESK)
    desk.work()
    assert desk.office.gateway.posted == []
    desk.pass_by(hours=10)
    assert len(desk.texts_to(DESK)) == 1


def test_a_clinical_request_is_told_at_night(database: Database) -> None:
    desk = seekers(database, "2026-11-24 22:00")
    desk.ask(Urgency.SAME_DAY, HandoffReason.POST_OP)
    desk.work()
    assert len(desk.texts_to(DESK)) == 1


def test_a_clinical_ladder_ends_at_a_clinician_also_where_the_team_has_none(database: Database) -> None:
    only_lead = replace_teams()
    desk = seekers(database, rota=only_lead)
    desk.ask(team=Team.FRONT_DESK)
    desk.work()
    desk.pass_by(minutes=3)
    assert [phone for phone, _ in desk.calls.rung] == [DOCTOR]


def replace_teams() -> tuple[Duty, ...]:
    lead, doctor = ROTA[1], ROTA[2]
    return (lead.model_copy(update={"teams": (Team.FRONT_DESK,)}), doctor.model_copy(update={"teams": (Team.NURSE,)}))


def test_a_worse_request_begins_the_ladder_anew(database: Database) -> None:
    desk = seekers(database)
    desk.ask(Urgency.ROUTINE, HandoffReason.BOOK_REQUEST, Team.FRONT_DESK)
    desk.work()
    desk.ask()
    desk.work()
    assert len(desk.texts_to(DESK)) == 1


def test_a_request_given_back_is_sought_for_again(database: Database) -> None:
    desk = seekers(database)
    asked = desk.ask()
    desk.work()
    line = desk.office.bot.line
    nurse = hire(line)
    assert console_acts.claim(line, Form(nurse.asker, asked.conversation_id, uuid4())) is Told.DONE
    assert console_acts.release(line, Form(nurse.asker, asked.conversation_id, uuid4()), None) is Told.DONE
    desk.work()
    assert len(desk.texts_to(DESK)) == 2


# -- phones that ring ------------------------------------------------------------------------------


def rung(database: Database, outcome: object = None) -> tuple[Seekers, str]:
    desk = seekers(database, rota=ROTA[1:] if outcome is None else ROTA)
    if outcome is not None:
        desk.calls.outcome = outcome  # type: ignore[assignment]
    desk.ask()
    desk.work()
    desk.pass_by(minutes=3)
    if outcome is not None:
        desk.pass_by(minutes=3)
    return desk, desk.calls.rung[0][1]


def test_a_pressed_1_gives_its_person_time_to_claim(database: Database) -> None:
    desk, key = rung(database)
    assert ringing.accept(desk.office.bot.line, key)
    desk.pass_by(minutes=9)
    assert "nobody_came" not in desk.acts()
    desk.pass_by(minutes=2)
    assert "nobody_came" in desk.acts()


def test_a_phone_that_nobody_answers_lets_the_next_rung_come_at_once(database: Database) -> None:
    desk, key = rung(database)
    ringing.over(desk.office.bot.line, key)
    desk.work()
    assert "nobody_came" in desk.acts()


def test_the_end_of_a_call_in_which_1_was_pressed_changes_nothing(database: Database) -> None:
    desk, key = rung(database)
    ringing.accept(desk.office.bot.line, key)
    ringing.over(desk.office.bot.line, key)
    desk.work()
    assert "nobody_came" not in desk.acts()


@pytest.mark.parametrize(
    ("outcome", "status"), [(Refused(Failure.BAD_NUMBER, "21211"), "failed"), (Unknown(), "unknown")]
)
def test_a_phone_that_cannot_be_rung_does_not_stop_the_ladder(database: Database, outcome: object, status: str) -> None:
    desk, _ = rung(database, outcome)
    assert desk.value("SELECT status FROM pages WHERE way = 'call'") == status
    desk.pass_by(minutes=3)
    assert "nobody_came" in desk.acts()


def test_no_phone_is_rung_twice_for_one_rung(database: Database) -> None:
    desk, _ = rung(database)
    desk.work()
    desk.work()
    assert len(desk.calls.rung) == 1


def test_two_workers_climb_a_rung_once(database: Database) -> None:
    desk = seekers(database)
    desk.ask()
    with desk.office.database.begin() as tx:
        assert climbs.due(tx, desk.office.bot.line.now()) is not None
        assert climb_due(desk.seeking) == 0, "the other worker holds it"
    assert climb_due(desk.seeking) == 1
    assert climb_due(replace(desk.seeking)) == 0
