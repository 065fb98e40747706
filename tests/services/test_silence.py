"""Silence is never a no: the safety net goes out once, and after a worrying answer staff are told."""

import pytest

from bot.services import silence
from bot.storage.database import Database
from tests.reading import one
from tests.services.sending import Office, an_office
from tests.services.test_check_ins import CARE
from tests.services.texting import Patient, a_patient

NET = "we did not hear back"


@pytest.fixture
def patient(database: Database) -> Patient:
    return a_patient(an_office(database))


def after(patient: Patient, **duration: float) -> list[str]:
    patient.office.clock.move(**duration)
    silence.look_after(patient.office.bot.line)
    return patient.waits()


def told(office: Office) -> list[tuple[str, str]]:
    with office.database.begin() as tx:
        return [(row[0], row[1]) for row in tx.exec_driver_sql("SELECT reason, urgency FROM handoffs")]


def test_silence_on_a_danger_question_sends_the_safety_net_once(patient: Patient) -> None:
    patient.says("my back locked up")
    assert after(patient, minutes=9) == []
    [net] = after(patient, minutes=1)
    assert NET in net
    assert after(patient, minutes=5) == []
    assert told(patient.office) == []


def test_silence_on_any_other_question_is_left_alone(patient: Patient) -> None:
    patient.says(*CARE)
    assert after(patient, minutes=30) == []


def test_silence_about_a_danger_that_was_hinted_at_is_told_to_staff(patient: Patient) -> None:
    assert "between your legs" in patient.says("the ice made my skin numb")
    after(patient, minutes=11)
    assert told(patient.office) == [("silent_after_amber", "same_day")]
    after(patient, minutes=11)
    assert one(patient.office.database, "SELECT requests FROM handoffs") == 1


def test_silence_of_somebody_who_got_worse_is_told_to_staff(patient: Patient) -> None:
    patient.says(*CARE, "1", "no", "no")
    patient.waits(hours=24)
    patient.says("1", "no", "10")
    assert any(NET in text for text in after(patient, minutes=11))
    assert told(patient.office) == [("silent_after_amber", "same_day")]


def test_an_old_silence_starts_nothing(patient: Patient) -> None:
    patient.says("my back locked up")
    assert after(patient, hours=3) == []


def test_nobody_is_written_to_after_asking_for_silence(patient: Patient) -> None:
    patient.says("my back locked up")
    patient.office.run("UPDATE contacts SET opted_out_at = now()")
    assert after(patient, minutes=11) == []
    assert patient.office.state() == ("suppressed", "opted_out")
