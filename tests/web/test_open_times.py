"""Free times for anybody: in the standard's shape, fetched once, and without a fact about a patient."""

import json
from datetime import datetime, timedelta

import pytest
from fhir.resources.R4B import get_fhir_model_class
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.storage.database import Database
from tests.bots import BASE_URL, ME
from tests.services.sending import Office, an_office
from tests.services.texting import Patient, a_patient

FILES = {"Location": "locations", "Schedule": "schedules", "Slot": "slots"}


@pytest.fixture
def office(database: Database) -> Office:
    return an_office(database)


@pytest.fixture
def patient(office: Office) -> Patient:
    return a_patient(office)


@pytest.fixture
def reader(patient: Patient) -> FlaskClient:
    return patient.phone.client


def lines(reader: FlaskClient, kind: str) -> list[dict[str, object]]:
    answer = reader.get(f"/open-times/{FILES[kind]}.ndjson")
    assert (answer.status_code, answer.mimetype) == (200, "application/fhir+ndjson")
    return [json.loads(line) for line in answer.get_data(as_text=True).splitlines()]


def at(reader: FlaskClient, start: str) -> set[tuple[str, str]]:
    """The slots that begin then: which schedule, and whether free."""
    found = [slot for slot in lines(reader, "Slot") if slot["start"] == start]
    return {(str(slot["schedule"]["reference"]), str(slot["status"])) for slot in found}  # type: ignore[index]


def test_the_manifest_leads_to_files_in_the_shape_of_the_standard(reader: FlaskClient) -> None:
    told = reader.get("/$bulk-publish").get_json()
    assert told["request"] == f"{BASE_URL}/$bulk-publish"
    assert datetime.fromisoformat(told["transactionTime"]).tzinfo is not None
    for output in told["output"]:
        assert output["url"].startswith(f"{BASE_URL}/open-times/")
        resources = lines(reader, output["type"])
        assert resources
        for resource in resources:
            get_fhir_model_class(output["type"]).model_validate(resource)


def test_every_slot_belongs_to_a_schedule_and_every_schedule_to_a_place(reader: FlaskClient) -> None:
    places = {f"Location/{place['id']}" for place in lines(reader, "Location")}
    schedules = lines(reader, "Schedule")
    assert {actor["reference"] for one in schedules for actor in one["actor"]} == places  # type: ignore[attr-defined]
    known = {f"Schedule/{one['id']}" for one in schedules}
    slots = lines(reader, "Slot")
    assert {slot["schedule"]["reference"] for slot in slots} <= known  # type: ignore[index]
    assert len({slot["id"] for slot in slots}) == len(slots)


def test_a_booked_time_is_busy_within_a_minute_and_tells_nothing_of_who_has_it(
    office: Office, patient: Patient, reader: FlaskClient
) -> None:
    friday = "2026-11-27T14:00:00Z"
    place = "Schedule/b.follow-up.fort-worth"
    assert (place, "free") in at(reader, friday)
    patient.books()
    assert (place, "free") in at(reader, friday)  # of this minute
    office.clock.move(minutes=1)
    assert (place, "busy") in at(reader, friday)
    everything = "".join(reader.get(f"/open-times/{name}.ndjson").get_data(as_text=True) for name in FILES.values())
    for secret in ("Maria", "Prueba", "1961", ME, ME[2:]):
        assert secret not in everything


def test_whoever_has_it_already_hears_only_that(office: Office, patient: Patient, reader: FlaskClient) -> None:
    def again(path: str, first: TestResponse) -> int:
        return reader.get(path, headers={"If-None-Match": first.headers["ETag"]}).status_code

    paths = ["/$bulk-publish", "/open-times/slots.ndjson"]
    office.clock.move(minutes=5)  # what is too soon to be booked changes on the grid of times
    first = [reader.get(path) for path in paths]
    office.clock.move(minutes=2)
    assert [again(path, answer) for path, answer in zip(paths, first, strict=True)] == [304, 304]
    assert first[0].headers["Cache-Control"] == "public, max-age=60"
    patient.books()
    office.clock.move(minutes=1)
    assert [again(path, answer) for path, answer in zip(paths, first, strict=True)] == [200, 200]


def test_only_the_next_weeks_are_told(office: Office, reader: FlaskClient) -> None:
    last = max(datetime.fromisoformat(str(slot["start"])) for slot in lines(reader, "Slot"))
    assert last - office.clock.now() < timedelta(days=31)


def test_a_file_nobody_publishes_is_not_found(reader: FlaskClient) -> None:
    assert reader.get("/open-times/patients.ndjson").status_code == 404


@pytest.mark.parametrize("changes", [{"OPEN_TIMES": "off"}, {"CALENDAR": "requests"}])
def test_where_the_clinic_does_not_want_it_there_is_no_door(database: Database, changes: dict[str, str]) -> None:
    reader = a_patient(an_office(database, **changes)).phone.client
    assert reader.get("/$bulk-publish").status_code == 404
