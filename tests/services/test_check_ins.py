"""Check-ins and the ice timer: asked for, neutral on a lock screen, screened anew inside, and ended by themselves."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from bot.clinic.message_kinds import Purpose
from bot.services import subjects
from bot.storage import agreements
from bot.storage.database import Database
from tests.bots import ME
from tests.reading import one
from tests.services.sending import Office, an_office
from tests.services.texting import FRIDAY, Patient, a_patient

# A whole care talk: seven questions denied, today, healthy skin, and nothing more wanted.
CARE = ("my back locked up", *["no"] * 6, "1", "no", "4")
OPENER = "DFW Center for Spinal Disorders: your check-in is ready. Reply 1 to start, 2 for later. STOP ends texts."


@pytest.fixture
def office(database: Database) -> Office:
    return sending_what_still_stands(an_office(database))


def sending_what_still_stands(office: Office) -> Office:
    return replace(office, post=replace(office.post, is_current=subjects.is_current))


@pytest.fixture
def patient(office: Office) -> Patient:
    return a_patient(office)


@pytest.fixture
def agreed(patient: Patient) -> Patient:
    """Somebody who was advised ice this morning and said yes to check-ins, not to the timer."""
    assert "May we text you up to 6 check-ins" in patient.says(*CARE)
    assert "may we call this number" in patient.says("1")
    assert "Want a timer by text" in patient.says("no")
    patient.says("no")
    return patient


def planned(office: Office, kind: str = "check_in") -> list[str]:
    with office.database.begin() as tx:
        rows = tx.execute(text("SELECT due_at FROM messages WHERE kind = :kind ORDER BY due_at"), {"kind": kind})
        return [f"{row[0].astimezone(office.post.outbound.zone):%b %d %H:%M}" for row in rows]


def ended_by(office: Office) -> str | None:
    found: str | None = one(office.database, "SELECT ended_by FROM check_ins")
    return found


def test_a_yes_plans_the_schedule_and_keeps_the_words_that_were_agreed_to(office: Office, agreed: Patient) -> None:
    # The switch to heat counts from the end of the day on which it began.
    assert planned(office) == [
        "Nov 25 10:00", "Nov 27 10:00", "Dec 01 10:00", "Dec 08 10:00", "Jan 05 10:00", "Feb 16 10:00",
    ]  # fmt: skip
    wording = one(office.database, "SELECT wording FROM agreements WHERE purpose = 'care'")
    assert wording.startswith("May we text you up to 6 check-ins over 12 weeks")


def test_a_no_plans_nothing(office: Office, patient: Patient) -> None:
    patient.says(*CARE)
    assert "Want a timer" in patient.says("no")
    assert planned(office) == []
    assert one(office.database, "SELECT count(*) FROM agreements") == 0


def test_the_opener_says_nothing_clinical_and_the_screen_follows_inside(agreed: Patient) -> None:
    assert agreed.waits(hours=24) == [OPENER]
    assert "any new numbness between your legs" in agreed.says("1")
    assert "From 0 to 10" in agreed.says("no")
    assert "Compared with before" in agreed.says("pain 7")
    assert "Good. Go to the ER if" in agreed.says("better")


def test_an_answer_that_sounds_polite_is_no_second_wish(agreed: Patient) -> None:
    agreed.waits(hours=24)
    assert agreed.says("1", "no", "pain 7", "better", "4") == "Take care. You can text this line any time."


def test_the_ten_days_of_pills_are_said_after_the_switch_to_heat_and_not_before(agreed: Patient) -> None:
    limit = "No more than 10 days, unless a doctor says so"
    for days, feels, is_said in ((1, "better", False), (2, "same", True), (4, "better", True)):
        agreed.waits(days=days)
        assert (limit in agreed.says("1", "no", "5", feels)) is is_said


def test_before_the_switch_the_care_tips_say_that_ice_may_stop_and_when_heat_may_start(agreed: Patient) -> None:
    agreed.waits(days=1)
    tips = agreed.says("1", "no", "5", "better", "1", "yes", "no")
    assert "It may stop at 48 hours" in tips
    assert "No heat before" in tips


def test_an_answer_in_the_evening_still_starts_the_check_in(agreed: Patient) -> None:
    agreed.waits(hours=24)
    agreed.office.clock.move(hours=9)
    assert "any new numbness" in agreed.says("1")


def test_a_new_danger_in_the_check_in_is_the_emergency_room_and_ends_them(agreed: Patient) -> None:
    agreed.waits(hours=24)
    assert "Go to the nearest emergency room now" in agreed.says("1", "yes", "1")
    assert agreed.waits(hours=24 * 14) == []


def test_no_pain_left_ends_them(office: Office, agreed: Patient) -> None:
    agreed.waits(hours=24)
    assert "we stop asking" in agreed.says("1", "no", "0")
    assert ended_by(office) == "it_passed"
    assert agreed.waits(hours=24 * 30) == []


@pytest.mark.parametrize("words", [("9",), ("5", "worse"), ("10",)])
def test_worse_or_the_worst_pain_asks_the_whole_screen_again(agreed: Patient, words: tuple[str, ...]) -> None:
    agreed.waits(hours=24)
    agreed.says("1", "no")
    assert "chest pain" in agreed.says(*words)
    assert "checked by our team soon" in agreed.says(*["no"] * 6)


def test_later_is_tomorrow(agreed: Patient) -> None:
    agreed.waits(hours=24)
    assert "tomorrow then" in agreed.says("2")
    assert agreed.waits(hours=23) == [OPENER]
    assert "any new numbness" in agreed.says("1")


def test_an_opt_out_ends_them_and_asking_again_does_not_bring_them_back(office: Office, agreed: Patient) -> None:
    agreed.says("STOP")
    assert ended_by(office) == "opted_out"
    agreed.says("START")
    assert agreed.waits(hours=24) == []


def test_a_visit_ends_them(agreed: Patient) -> None:
    agreed.says(*FRIDAY)
    assert OPENER not in agreed.waits(hours=24)


def test_a_claim_by_staff_ends_them(office: Office, agreed: Patient) -> None:
    agreed.says("a person please")
    now = office.bot.line.now()
    office.run("UPDATE handoffs SET status = 'claimed', claimed_by = 'nurse', claimed_at = :now", now=now)
    assert agreed.waits(hours=24) == []


def test_after_six_weeks_the_answer_comes_into_the_conversation_of_the_question(agreed: Patient) -> None:
    for days in (1, 2, 4, 7):
        assert agreed.waits(days=days) == [OPENER]
    agreed.waits(days=27)
    assert agreed.waits(days=1) == [OPENER]
    agreed.office.clock.move(hours=5)
    assert "any new numbness" in agreed.says("1")


def test_after_a_talk_in_the_evening_the_first_one_comes_in_the_morning(database: Database) -> None:
    office = sending_what_still_stands(an_office(database, "2026-11-24 20:30"))
    patient = a_patient(office)
    patient.says(*CARE, "1")
    assert planned(office)[0] == "Nov 26 09:00"
    patient.waits(hours=24)
    assert patient.waits(hours=12, minutes=30) == [OPENER]


def test_they_are_not_offered_twice(agreed: Patient) -> None:
    agreed.office.clock.move(hours=5)
    assert "Want a timer" in agreed.says("my back locked up", "no", "yes", "no", "4")


# ---------------------------------------------------------------- the ice timer


def test_the_timer_says_when_time_is_up_and_when_the_next_is_due(office: Office, agreed: Patient) -> None:
    agreed.office.clock.move(hours=5)
    agreed.says("my back locked up", "no", "yes", "no", "4", "yes")
    assert "20 minutes are over" in agreed.waits(minutes=20)[0]
    assert "may begin" in agreed.waits(minutes=100)[0]
    assert len(planned(office, "ice_timer_over")) == 3
    assert len(planned(office, "ice_timer_due")) == 2  # the last would come at nine, and that is too late
    with office.database.begin() as tx:
        contact = tx.execute(text("SELECT id FROM contacts WHERE phone = :phone"), {"phone": ME}).scalar_one()
        assert agreements.has_agreed(tx, contact, Purpose.TIMERS.value)


def test_the_timer_ends_at_nine_in_the_evening(database: Database) -> None:
    office = sending_what_still_stands(an_office(database, "2026-11-24 18:50"))
    patient = a_patient(office)
    patient.says(*CARE)
    assert "timer runs" in patient.says("no", "yes")
    assert planned(office, "ice_timer_over") == ["Nov 24 19:10"]
    assert planned(office, "ice_timer_due") == ["Nov 24 20:50"]
