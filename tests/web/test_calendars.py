"""A visit in a calendar: behind a link nobody guesses and that ends, following moves, and saying nothing clinical."""

import string
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient
from icalendar import Calendar, Component
from sqlalchemy import text

from bot.storage.database import Database
from tests.bots import BASE_URL
from tests.services.sending import Office, an_office
from tests.services.texting import FRIDAY, Patient, a_patient


@pytest.fixture
def office(database: Database) -> Office:
    return an_office(database)


@pytest.fixture
def patient(office: Office) -> Patient:
    return a_patient(office)


def link_in(told: str) -> str:
    [link] = [word for word in told.split() if word.startswith(BASE_URL)]
    return link.removeprefix(BASE_URL)


def opened(client: FlaskClient, path: str) -> Component:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/calendar")
    [event] = Calendar.from_ical(answer.get_data()).walk("VEVENT")
    return event


def test_the_link_of_a_booked_visit_opens_its_time_and_place_and_no_more(patient: Patient) -> None:
    told = patient.says(*FRIDAY[:-1])
    client = patient.phone.client
    event = opened(client, link_in(told))
    assert event["DTSTART"].dt == datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == ("Visit", "our Fort Worth office")
    assert str(event["STATUS"]) == "CONFIRMED"
    file = client.get(link_in(told)).get_data(as_text=True).lower()
    assert not any(word in file for word in ("spin", "spasm", "maria", "prueba", "follow", "1961"))
    assert client.get(link_in(told)).headers["Cache-Control"] == "no-store"


def test_a_moved_visit_is_the_same_entry_at_its_new_time(patient: Patient) -> None:
    link = link_in(patient.says(*FRIDAY[:-1]))
    before = opened(patient.phone.client, link)
    patient.says("no", "MOVE", "5/31/1961", "monday morning", "1", "1")
    after = opened(patient.phone.client, link)
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["DTSTART"].dt > before["DTSTART"].dt


def test_a_dropped_visit_is_off(patient: Patient) -> None:
    link = link_in(patient.says(*FRIDAY[:-1]))
    patient.says("no", "DROP", "5/31/1961", "1")
    assert str(opened(patient.phone.client, link)["STATUS"]) == "CANCELLED"


def test_a_link_ends_a_day_after_the_visit(patient: Patient, office: Office) -> None:
    link = link_in(patient.says(*FRIDAY[:-1]))
    office.clock.instant = datetime(2026, 11, 28, 14, 0, tzinfo=UTC)
    assert patient.phone.client.get(link).status_code == 200
    office.clock.instant += timedelta(hours=2)
    assert patient.phone.client.get(link).status_code == 404


BASE64 = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"


def respelled(token: str) -> str:
    """The same signature by another last letter: the two lowest bits of it stand for nothing."""
    return token[:-1] + BASE64[BASE64.index(token[-1]) + 1]


def forged(token: str) -> str:
    return token[:-1] + ("A" if token[-1] != "A" else "E")


@pytest.mark.parametrize("change", [respelled, forged, lambda t: t[:20], lambda _: "x"])
def test_a_link_that_was_changed_opens_nothing(patient: Patient, change: object) -> None:
    assert callable(change)
    token = link_in(patient.says(*FRIDAY[:-1])).removeprefix("/visits/").removesuffix(".ics")
    client = patient.phone.client
    assert client.get(f"/visits/{change(token)}.ics").status_code == 404
    assert client.get(f"/feeds/{token}.ics").status_code == 404


def test_a_practitioners_feed_has_their_visits_and_no_names(patient: Patient, office: Office) -> None:
    patient.books()
    line = office.bot.line
    feeds = [line.links.of_feed(one.key, line.now()).removeprefix(BASE_URL) for one in line.desk.schedule.practitioners]
    files = [patient.phone.client.get(feed).get_data() for feed in feeds]
    events = [Calendar.from_ical(file).walk("VEVENT") for file in files]
    assert sorted(len(found) for found in events) == [0, 1]
    assert not any(b"Maria" in file or b"Prueba" in file for file in files)
    with office.database.begin() as tx:
        tx.execute(text("UPDATE appointments SET status = 'cancelled'"))
    assert not any(Calendar.from_ical(patient.phone.client.get(feed).get_data()).walk("VEVENT") for feed in feeds)
