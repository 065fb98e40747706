"""What many of these tests begin with: a line staff work on, and an office that sends. A module's own fixture wins."""

from dataclasses import replace

import pytest

from bot.clinic.message_kinds import Purpose
from bot.clinic.staff_rules import Role
from bot.services import subjects
from bot.services.line import ClinicLine
from bot.storage.database import Database
from tests.services.sending import Office, an_office
from tests.services.staffing import Hired, hire
from tests.services.texting import Patient, a_patient


@pytest.fixture
def fred(line: ClinicLine) -> Hired:
    return hire(line, "Fred Desk", Role.FRONT_DESK)


@pytest.fixture
def office(database: Database) -> Office:
    """Whether a message is still true is asked of the visits themselves."""
    office = an_office(database)
    return replace(office, post=replace(office.post, is_current=subjects.is_current))


@pytest.fixture
def patient(office: Office) -> Patient:
    """Somebody with a visit on Friday at 8, who agreed to calls; the reminder comes on Wednesday at 9."""
    patient = a_patient(office)
    patient.books()
    office.agree(Purpose.CALLS)
    return patient
