"""Whom nobody may call, because somebody else may hold the phone (K12), is offered no call: the human line is told."""

import pytest

from tests.services.calling import OnTheLine
from tests.services.sending import Office
from tests.services.texting import Patient, a_patient

HUMAN_LINE = "call (817) 555-0142"
STUCK = ("I am stuck on the floor", "1", *"222222")
NIGHT = 10  # hours from the morning of the tests on


@pytest.fixture
def patient(office: Office) -> Patient:
    patient = a_patient(office)
    patient.says("hi")
    office.run("UPDATE contacts SET do_not_contact_at = now()")
    return patient


def test_in_pain_the_number_is_told_and_the_care_goes_on(patient: Patient) -> None:
    told = patient.says(*STUCK)
    assert HUMAN_LINE in told
    assert "staff also call you" not in told
    assert "When did the spasm start" in told


def test_about_pills_the_number_is_told(patient: Patient) -> None:
    told = patient.says("can i take advil with my blood thinner")
    assert HUMAN_LINE in told
    assert "staff call you" not in told


def test_a_caller_at_night_is_offered_no_call(patient: Patient) -> None:
    patient.office.clock.move(hours=NIGHT)
    caller = OnTheLine(patient.phone)
    told = caller.press("0")
    assert "5 5 5, 0 1 4 2" in told
    assert "leaving a message, press 2" in told
    assert "press 3" not in told


def test_a_caller_who_waits_is_offered_no_call_instead(patient: Patient) -> None:
    caller = OnTheLine(patient.phone)
    caller.press("0")
    assert "be called back" not in caller.wait()
