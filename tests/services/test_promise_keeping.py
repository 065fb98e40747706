"""What people were promised is a row: staff hear of it while there is time, the person when it was missed."""

from uuid import uuid4

from bot.clinic.rota import Duty
from bot.services import console_acts
from bot.services.console_forms import Form, Told
from bot.storage.database import Database
from bot.values import HandoffReason, Team, Urgency
from tests.bots import ME
from tests.services.seeking import DESK, LINK, ROTA, seekers
from tests.services.staffing import hire
from tests.services.test_escalation import claim


def test_staff_are_warned_an_hour_before_a_day_s_promise_runs_out(database: Database) -> None:
    desk = seekers(database)
    asked = desk.ask(Urgency.ROUTINE, HandoffReason.TALK_TO_HUMAN, Team.FRONT_DESK)
    desk.pass_by(hours=29, minutes=55)  # promised for five the next day
    assert desk.texts_to(DESK) == []
    desk.pass_by(minutes=6)
    assert desk.texts_to(DESK) == [
        f"DFW Center for Spinal Disorders: {asked.code} was promised for 5 PM today, nobody has it. {LINK}"
    ]
    desk.pass_by(minutes=6)
    assert len(desk.texts_to(DESK)) == 1


def test_a_missed_promise_is_owned_up_to_once_and_climbs_the_ladder(database: Database) -> None:
    desk = seekers(database)
    desk.ask(Urgency.ROUTINE, HandoffReason.TALK_TO_HUMAN, Team.FRONT_DESK)
    desk.pass_by(hours=31, minutes=1)
    desk.pass_by(minutes=1)
    (told,) = desk.texts_to(ME)
    assert "We are late, sorry" in told
    assert "by 5 PM today" in told
    assert desk.value("SELECT ending FROM promises") == "broken"
    assert len(desk.texts_to(DESK)) == 1
    assert "promise_missed" in desk.acts()


def test_a_claim_in_time_keeps_the_promise(database: Database) -> None:
    desk = seekers(database)
    asked = desk.ask(Urgency.ROUTINE, HandoffReason.TALK_TO_HUMAN, Team.FRONT_DESK)
    claim(desk, asked.conversation_id)
    desk.pass_by(hours=40)
    assert desk.texts_to(ME) == []
    assert desk.value("SELECT ending FROM promises") == "kept"


def test_a_claim_that_came_too_late_breaks_the_promise_though_no_worker_had_seen_it(database: Database) -> None:
    desk = seekers(database)
    asked = desk.ask(Urgency.ROUTINE, HandoffReason.TALK_TO_HUMAN, Team.FRONT_DESK)
    desk.office.clock.move(hours=40)
    claim(desk, asked.conversation_id)
    assert desk.value("SELECT ending FROM promises") == "broken"


def test_the_team_that_was_given_a_request_is_warned_of_its_promise(database: Database) -> None:
    nurse = Duty(name="Nurse Test", phone="+18175550179", rung=1, teams=(Team.NURSE,))
    desk = seekers(database, rota=(ROTA[0].model_copy(update={"teams": (Team.FRONT_DESK,)}), nurse))
    asked = desk.ask(Urgency.ROUTINE, HandoffReason.TALK_TO_HUMAN, Team.FRONT_DESK)
    line = desk.office.bot.line
    form = Form(hire(line).asker, asked.conversation_id, uuid4())
    assert console_acts.release(line, form, Team.NURSE) is Told.DONE
    desk.pass_by(hours=30, minutes=1)
    assert desk.texts_to(DESK) == []
    assert len(desk.texts_to(nurse.phone)) == 1


def test_an_earlier_promise_takes_the_place_of_a_later_one(database: Database) -> None:
    desk = seekers(database)
    desk.ask(Urgency.ROUTINE, HandoffReason.TALK_TO_HUMAN, Team.FRONT_DESK)
    desk.ask(Urgency.EMERGENCY)
    assert desk.value("SELECT string_agg(coalesce(ending, 'open'), ' ' ORDER BY by_at DESC) FROM promises") == (
        "replaced open"
    )


def test_somebody_who_asked_for_silence_is_not_apologised_to_by_text(database: Database) -> None:
    desk = seekers(database)
    desk.ask(Urgency.ROUTINE, HandoffReason.TALK_TO_HUMAN, Team.FRONT_DESK)
    desk.office.run("UPDATE contacts SET opted_out_at = now() WHERE phone = :me", me=ME)
    desk.pass_by(hours=32)
    assert desk.texts_to(ME) == []


def test_who_asks_again_after_a_missed_promise_is_never_promised_a_time_that_has_passed(database: Database) -> None:
    desk = seekers(database)
    desk.ask(Urgency.ROUTINE, HandoffReason.TALK_TO_HUMAN, Team.FRONT_DESK)
    desk.pass_by(hours=31, minutes=1)
    again = desk.ask(Urgency.ROUTINE, HandoffReason.TALK_TO_HUMAN, Team.FRONT_DESK)
    assert again.by_at > desk.office.bot.line.now()
    assert (
        desk.value("SELECT string_agg(coalesce(ending, 'open'), ' ' ORDER BY made_at) FROM promises") == "broken open"
    )
