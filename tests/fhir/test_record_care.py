"""From a talk into a real health record, and what the person and staff hear of it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.channels.fhir.client import FhirClient
from bot.channels.fhir.record import FhirRecord
from bot.services.record_care import Brought, RecordCare
from bot.storage.database import Database
from tests.fhir.server import running, tell
from tests.services.sending import Office, an_office
from tests.services.texting import FRIDAY, Patient, a_patient

pytestmark = pytest.mark.node


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running() as found:
        yield found


@pytest.fixture
def office(database: Database, address: str) -> Office:
    return an_office(database, CALENDAR="fhir", FHIR_BASE_URL=address)


@pytest.fixture
def client(address: str) -> FhirClient:
    return FhirClient(address, timeout_seconds=2)


@pytest.fixture
def care(office: Office, client: FhirClient) -> RecordCare:
    """Both practitioners have a schedule in the record."""
    schedules = {}
    for practitioner in ("a", "b"):
        actor = [{"reference": "Practitioner/p"}, {"reference": "Location/l"}]
        made = client._send("POST", "Schedule", {"resourceType": "Schedule", "active": True, "actor": actor})
        schedules[practitioner] = made["id"]
    return RecordCare(office.bot.line, FhirRecord(client, schedules))


def free(client: FhirClient, care: RecordCare, status: str = "free") -> None:
    """Friday, November 27, at 8 AM, with practitioner B."""
    assert isinstance(care.record, FhirRecord)
    schedule = {"reference": f"Schedule/{care.record._schedules['b']}"}
    times = {"start": "2026-11-27T14:00:00Z", "end": "2026-11-27T14:40:00Z"}
    client._send("POST", "Slot", {"resourceType": "Slot", "schedule": schedule, "status": status, **times})


def asking(office: Office) -> Patient:
    patient = a_patient(office)
    told = patient.says(*FRIDAY[:-1])
    assert "Your request for Fri, Nov 27 at 8:00 AM is in. It stands once our staff confirm it" in told
    return patient


def handoffs(office: Office) -> list[tuple[str, str]]:
    with office.database.begin() as tx:
        return [(row[0], row[1]) for row in tx.execute(text("SELECT reason, urgency FROM handoffs"))]


def test_a_visit_asked_for_in_a_talk_gets_into_the_record_and_is_confirmed_by_text(
    office: Office, care: RecordCare, client: FhirClient
) -> None:
    free(client, care)
    patient = asking(office)
    assert care.bring() == Brought(booked=1)
    [confirmed] = patient.waits(seconds=1)
    assert "your visit Fri, Nov 27 at 8:00 AM is confirmed" in confirmed
    assert care.bring() == Brought()
    assert handoffs(office) == []


def test_reminders_speak_of_the_visit_as_the_record_has_confirmed_it(
    office: Office, care: RecordCare, client: FhirClient
) -> None:
    free(client, care)
    asking(office)
    care.bring()
    with office.database.begin() as tx:
        stands = tx.scalar(text("SELECT version FROM appointments"))
        told = tx.scalars(text("SELECT version FROM messages WHERE kind LIKE 'reminder%' AND status = 'due'")).all()
    assert set(told) == {stands}


def test_a_time_that_is_gone_in_the_record_is_for_staff_once(
    office: Office, care: RecordCare, client: FhirClient
) -> None:
    free(client, care, "busy")
    patient = asking(office)
    assert care.bring() == Brought(for_staff=1)
    assert care.bring() == Brought()
    assert handoffs(office) == [("book_request", "same_day")]
    assert patient.waits(seconds=1) == []


def test_a_record_that_is_down_keeps_the_request_and_staff_hear_after_half_an_hour(
    office: Office, care: RecordCare, client: FhirClient, address: str
) -> None:
    free(client, care)
    patient = asking(office)
    tell(address, "/_down")
    try:
        assert care.bring() == Brought(later=1)
        assert care.learn() == -1
        assert handoffs(office) == []
        office.clock.move(minutes=31)
        assert care.bring() == Brought(later=1)
        assert care.bring() == Brought(later=1)
        assert handoffs(office) == [("book_request", "same_day")]
    finally:
        tell(address, "/_down?is=over")
    assert care.bring() == Brought(booked=1)
    assert "is confirmed" in "".join(patient.waits(seconds=1))


def test_changes_are_for_staff_as_the_record_must_hear_of_them_first(office: Office) -> None:
    patient = asking(office)
    patient.says("no")
    assert "on our staff's list. Nothing has changed yet" in patient.says("drop", "5/31/1961", "1")
