"""From a talk into a real health record, and what the person and staff hear of it."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from bot.channels.fhir.client import FhirClient
from bot.channels.fhir.record import FhirRecord
from bot.clinic.appointments import AppointmentId
from bot.services import visits
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


# ---------------------------------------------------------------- a visit that stands, in both calendars


@pytest.fixture
def booked(office: Office, care: RecordCare, client: FhirClient) -> Patient:
    """Somebody whose visit on Friday at 8 the record has taken."""
    free(client, care)
    patient = asking(office)
    assert care.bring() == Brought(booked=1)
    patient.waits(seconds=1)
    patient.says("no")
    return patient


def asks_to_drop(patient: Patient, *, first_of_two: bool = False) -> None:
    told = patient.says("drop", "5/31/1961", *(("1",) if first_of_two else ()), "1")
    assert "It stands until our staff's calendar has taken it off" in told


def asks_to_move(patient: Patient) -> None:
    told = patient.says("move", "5/31/1961", "monday morning", "1", "1")
    assert "Asked for: Mon, Nov 30 at 8:00 AM" in told
    assert "till then Fri, Nov 27 at 8:00 AM stands" in told


def monday(client: FhirClient, care: RecordCare, status: str = "free") -> None:
    """Monday, November 30, at 8 AM, with either practitioner."""
    assert isinstance(care.record, FhirRecord)
    for schedule in care.record._schedules.values():
        times = {"start": "2026-11-30T14:00:00Z", "end": "2026-11-30T14:40:00Z"}
        slot = {"resourceType": "Slot", "schedule": {"reference": f"Schedule/{schedule}"}, "status": status}
        client._send("POST", "Slot", {**slot, **times})


def ours(office: Office) -> dict[str, str]:
    """Our standing visits: when, and how each stands."""
    with office.database.begin() as tx:
        query = """SELECT slots.starts_at, appointments.status FROM appointments JOIN slots ON slots.id = slot_id
                   WHERE appointments.status IN ('pending', 'booked')"""
        return {f"{row[0]:%a}": row[1] for row in tx.execute(text(query))}


def theirs(office: Office, client: FhirClient) -> list[str]:
    """The same in the record."""
    with office.database.begin() as tx:
        known = tx.scalars(text("SELECT id FROM appointments ORDER BY booked_at")).all()
    found = [client.search("Appointment", identifier=f"urn:clinic-line:visit|{one}") for one in known]
    return [visit["status"] for [visit] in filter(None, found)]


def test_a_drop_is_made_in_the_record_first_and_then_told(
    office: Office, booked: Patient, care: RecordCare, client: FhirClient
) -> None:
    asks_to_drop(booked)
    assert (ours(office), theirs(office, client)) == ({"Fri": "booked"}, ["booked"])
    assert care.bring() == Brought(dropped=1)
    assert (ours(office), theirs(office, client)) == ({}, ["cancelled"])
    assert "Fri, Nov 27 at 8:00 AM is off" in "".join(booked.waits(seconds=1))
    assert care.bring() == Brought()
    assert handoffs(office) == []


def test_a_drop_that_the_record_does_not_hear_stays_asked_and_staff_hear_after_half_an_hour(
    office: Office, booked: Patient, care: RecordCare, address: str
) -> None:
    asks_to_drop(booked)
    tell(address, "/_down")
    try:
        assert care.bring() == Brought(later=1)
        office.clock.move(minutes=31)
        assert care.bring() == Brought(later=1)
        assert (ours(office), handoffs(office)) == ({"Fri": "booked"}, [("book_request", "same_day")])
    finally:
        tell(address, "/_down?is=over")
    assert care.bring() == Brought(dropped=1)


def test_a_move_keeps_the_old_time_in_both_until_the_record_has_the_new_one(
    office: Office, booked: Patient, care: RecordCare, client: FhirClient
) -> None:
    monday(client, care)
    asks_to_move(booked)
    assert (ours(office), theirs(office, client)) == ({"Fri": "booked", "Mon": "pending"}, ["booked"])
    assert care.bring() == Brought(booked=1)
    assert (ours(office), theirs(office, client)) == ({"Mon": "booked"}, ["cancelled", "booked"])
    assert "your visit Mon, Nov 30 at 8:00 AM is confirmed" in "".join(booked.waits(seconds=1))
    with office.database.begin() as tx:
        due = tx.scalars(text("SELECT DISTINCT subject FROM messages WHERE kind LIKE 'reminder%' AND status = 'due'"))
        standing = tx.scalar(text("SELECT 'visit:' || id FROM appointments WHERE status = 'booked'"))
        assert list(due) == [standing]


def test_a_move_to_a_time_that_is_gone_in_the_record_leaves_the_old_one_and_is_for_staff(
    office: Office, booked: Patient, care: RecordCare, client: FhirClient
) -> None:
    monday(client, care, "busy")
    asks_to_move(booked)
    assert care.bring() == Brought(for_staff=1)
    assert (ours(office), theirs(office, client)) == ({"Fri": "booked"}, ["booked"])
    assert handoffs(office) == [("book_request", "same_day")]
    assert care.bring() == Brought()


def test_whoever_drops_while_a_move_is_asked_for_has_no_visit_at_all(
    office: Office, booked: Patient, care: RecordCare, client: FhirClient
) -> None:
    monday(client, care)
    asks_to_move(booked)
    booked.says("menu")
    asks_to_drop(booked, first_of_two=True)
    assert care.bring() == Brought(dropped=1)
    assert (ours(office), theirs(office, client)) == ({}, ["cancelled"])


def test_what_staff_drop_here_leaves_the_record_too(
    office: Office, booked: Patient, care: RecordCare, client: FhirClient
) -> None:
    with office.database.begin() as tx:
        visit = AppointmentId(tx.scalar(text("SELECT id FROM appointments")))
        visits.drop(office.bot.line.desk, tx, visit, office.bot.line.now(), is_staff=True)
    care.bring()
    assert theirs(office, client) == ["cancelled"]


def test_where_the_clinic_wants_it_so_changes_are_for_staff(database: Database, address: str) -> None:
    office = an_office(database, CALENDAR="fhir", FHIR_BASE_URL=address, PATIENT_CHANGES="request")
    patient = asking(office)
    patient.says("no")
    assert "on our staff's list. Nothing has changed yet" in patient.says("drop", "5/31/1961", "1")
