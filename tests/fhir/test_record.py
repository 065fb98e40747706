"""Visits end up in a real FHIR server, once, or the person hears the truth."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from fhir.resources.R4B import get_fhir_model_class
from sqlalchemy import Connection

from bot.channels.fhir.client import FhirClient, Resource
from bot.channels.fhir.record import FhirRecord
from bot.channels.fhir.resources import instant
from bot.clinic.appointments import Appointment, AppointmentStatus, Change
from bot.services.calendars import LocalCalendar, make_calendar
from bot.services.health_record import (
    Delivery,
    RecordChanged,
    RecordUnreachable,
    SlotGone,
    deliver,
    pending,
    read_busy,
)
from bot.services.visits import drop
from bot.settings import CalendarKind
from bot.storage import appointments, patients
from bot.storage.database import Database
from tests.fhir.server import running, tell
from tests.services.visiting import DESK, MARIA, NOW, free_on, seed, visit_of

pytestmark = pytest.mark.node
FHIR = make_calendar(CalendarKind.FHIR, DESK)
assert isinstance(FHIR, LocalCalendar)
ASKING = FHIR.desk


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with running() as found:
        yield found


@pytest.fixture
def client(address: str) -> FhirClient:
    return FhirClient(address, timeout_seconds=2)


@pytest.fixture
def record(client: FhirClient) -> FhirRecord:
    """A record with one schedule for each practitioner, all of Tuesday free."""
    schedules = {}
    for practitioner in ("a", "b"):
        actor = [{"reference": "Practitioner/p"}, {"reference": "Location/l"}]
        made = post(client, {"resourceType": "Schedule", "active": True, "actor": actor})
        schedules[practitioner] = made["id"]
    return FhirRecord(client, schedules)


@pytest.fixture
def seeded(database: Database) -> Database:
    seed(database)
    return database


def post(client: FhirClient, resource: Resource) -> Resource:
    return valid(client._send("POST", resource["resourceType"], resource))


def valid(resource: Resource) -> Resource:
    """The server takes anything; the standard's own models do not."""
    get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return resource


def free_slot(client: FhirClient, record: FhirRecord, visit: Appointment, status: str = "free") -> Resource:
    return post(
        client,
        {
            "resourceType": "Slot",
            "schedule": {"reference": f"Schedule/{record._schedules[visit.practitioner]}"},
            "status": status,
            "start": instant(visit.starts_at),
            "end": instant(visit.ends_at),
        },
    )


def wanted(database: Database) -> Appointment:
    with database.begin() as tx:
        return visit_of(tx, desk=ASKING)


def now_in(database: Database, visit: Appointment) -> Appointment:
    with database.begin() as tx:
        found = appointments.find(tx, visit.id)
        assert found is not None
        return found


def test_a_visit_is_pending_until_the_record_has_it_and_then_booked(
    client: FhirClient, record: FhirRecord, seeded: Database
) -> None:
    visit = wanted(seeded)
    free_slot(client, record, visit)
    assert visit.status is AppointmentStatus.PENDING
    assert pending(seeded) == [visit.id]
    assert deliver(seeded, record, visit.id, NOW).outcome is Delivery.BOOKED
    assert now_in(seeded, visit).status is AppointmentStatus.BOOKED
    [written] = client.search("Appointment", identifier=f"urn:clinic-line:visit|{visit.id}")
    [slot] = client.search("Slot", schedule=f"Schedule/{record._schedules['a']}", start=instant(visit.starts_at))
    assert (valid(written)["status"], valid(slot)["status"]) == ("booked", "busy")
    person = valid(client.read("Patient", written["participant"][0]["actor"]["reference"].partition("/")[2]))
    assert (person["name"][0]["text"], person["birthDate"]) == (MARIA.name, "1961-05-04")
    assert pending(seeded) == []


def test_a_repeated_delivery_writes_nothing_twice(client: FhirClient, record: FhirRecord, seeded: Database) -> None:
    visit = wanted(seeded)
    free_slot(client, record, visit)
    with seeded.begin() as tx:
        patient = patients.get(tx, visit.patient_id)
    for _ in range(3):
        record.book(visit, patient)
    assert len(client.search("Appointment", identifier=f"urn:clinic-line:visit|{visit.id}")) == 1


@pytest.mark.parametrize("calls", [1, 2, 3, 4, 5, 6, 7])
def test_a_delivery_that_dies_anywhere_is_finished_by_the_next(
    client: FhirClient, record: FhirRecord, seeded: Database, calls: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    visit = wanted(seeded)
    free_slot(client, record, visit)
    send, left = client._send, [calls]

    def dying(*arguments: object) -> Resource:
        left[0] -= 1
        if left[0] < 0:
            raise RecordUnreachable
        return send(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(client, "_send", dying)
    first = deliver(seeded, record, visit.id, NOW).outcome
    monkeypatch.undo()
    last = deliver(seeded, record, visit.id, NOW).outcome
    assert (first, last) in {(Delivery.LATER, Delivery.BOOKED), (Delivery.BOOKED, Delivery.NOTHING)}
    assert len(client.search("Appointment", identifier=f"urn:clinic-line:visit|{visit.id}")) == 1


@pytest.mark.parametrize("status", ["busy", "busy-tentative", "busy-unavailable"])
def test_a_slot_taken_there_leaves_the_request_for_staff(
    client: FhirClient, record: FhirRecord, seeded: Database, status: str
) -> None:
    visit = wanted(seeded)
    free_slot(client, record, visit, status)
    assert deliver(seeded, record, visit.id, NOW).outcome is Delivery.GONE
    kept = now_in(seeded, visit)
    assert (kept.status, kept.change_asked) == (AppointmentStatus.PENDING, Change.MOVE)
    assert pending(seeded) == []


def test_a_record_without_such_a_slot_says_gone(record: FhirRecord, seeded: Database) -> None:
    assert deliver(seeded, record, wanted(seeded).id, NOW).outcome is Delivery.GONE


def test_while_the_record_is_down_the_request_is_kept(
    address: str, client: FhirClient, record: FhirRecord, seeded: Database
) -> None:
    visit = wanted(seeded)
    free_slot(client, record, visit)
    tell(address, "/_down")
    assert deliver(seeded, record, visit.id, NOW).outcome is Delivery.LATER
    tell(address, "/_down?is=over")
    assert now_in(seeded, visit).status is AppointmentStatus.PENDING
    assert deliver(seeded, record, visit.id, NOW).outcome is Delivery.BOOKED


def test_a_slow_record_is_given_up_in_time(address: str, record: FhirRecord, seeded: Database) -> None:
    impatient = FhirRecord(FhirClient(address, timeout_seconds=0.2), record._schedules)
    visit = wanted(seeded)
    tell(address, "/_slow?ms=1000")
    try:
        assert deliver(seeded, impatient, visit.id, NOW).outcome is Delivery.LATER
    finally:
        tell(address, "/_slow?ms=0")


def test_of_two_who_deliver_into_one_slot_one_wins(
    client: FhirClient, address: str, record: FhirRecord, seeded: Database
) -> None:
    first = wanted(seeded)
    second = replace(first, id=type(first.id)(int=first.id.int ^ 1))  # another clinic's bot, the same time
    free_slot(client, record, first)
    with seeded.begin() as tx:
        patient = patients.get(tx, first.patient_id)
    ends: list[str] = []

    def book(visit: Appointment) -> None:
        try:
            FhirRecord(FhirClient(address), record._schedules).book(visit, patient)
            ends.append("booked")
        except (SlotGone, RecordChanged):
            ends.append("gone")

    threads = [threading.Thread(target=book, args=(visit,)) for visit in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ends) == ["booked", "gone"]


def test_a_dropped_visit_leaves_the_record_too(client: FhirClient, record: FhirRecord, seeded: Database) -> None:
    visit = wanted(seeded)
    free_slot(client, record, visit)
    deliver(seeded, record, visit.id, NOW)
    record.cancel(visit)
    record.cancel(visit)
    [written] = client.search("Appointment", identifier=f"urn:clinic-line:visit|{visit.id}")
    slots = client.search("Slot", schedule=f"Schedule/{record._schedules['a']}", start=instant(visit.starts_at))
    assert (written["status"], [slot["status"] for slot in slots]) == ("cancelled", ["free"])


def test_a_visit_dropped_during_its_delivery_is_taken_out_again(
    client: FhirClient, record: FhirRecord, seeded: Database
) -> None:
    visit = wanted(seeded)
    free_slot(client, record, visit)

    class Meddling(FhirRecord):
        def book(self, visit: Appointment, patient: patients.Patient) -> None:
            super().book(visit, patient)
            with seeded.begin() as tx:
                drop(DESK, tx, visit.id, NOW, is_staff=True)

    assert deliver(seeded, Meddling(client, record._schedules), visit.id, NOW).outcome is Delivery.NOTHING
    [written] = client.search("Appointment", identifier=f"urn:clinic-line:visit|{visit.id}")
    assert written["status"] == "cancelled"


def test_what_is_busy_in_the_record_is_not_offered(client: FhirClient, record: FhirRecord, seeded: Database) -> None:
    def free(tx: Connection) -> set[str]:
        return {slot.key for slot in free_on(tx)}

    with seeded.begin() as tx:
        before = free_on(tx)
    taken = next(slot for slot in before if slot.practitioner == "b")
    busy = {"resourceType": "Slot", "schedule": {"reference": f"Schedule/{record._schedules['b']}"}, "status": "busy"}
    post(client, {**busy, "start": instant(taken.starts_at), "end": instant(taken.ends_at)})
    for _ in range(2):  # read again, it is the same
        assert read_busy(DESK, seeded, record, NOW) == 1
        with seeded.begin() as tx:
            assert free(tx) == {slot.key for slot in before} - {taken.key}
