"""What happens to visits by themselves, by the line's clock: released, offered, missed."""

import pytest
from sqlalchemy import text

from bot.services.visit_care import Looked, look_after
from bot.storage.database import Database
from tests.services.sending import Office, an_office
from tests.services.texting import FRIDAY, Patient, a_patient

OTHER = "+18175550109"


@pytest.fixture
def office(database: Database) -> Office:
    return an_office(database)


def look(office: Office) -> Looked:
    return look_after(office.bot.line, office.bot.outbound)


def slots(office: Office) -> list[str]:
    with office.database.begin() as tx:
        return list(tx.scalars(text("SELECT status FROM slots ORDER BY starts_at")))


def test_a_hold_is_released_after_five_minutes_and_said_so(office: Office) -> None:
    patient = a_patient(office)
    patient.says(*FRIDAY[:8])
    office.clock.move(minutes=4)
    assert look(office).released == 0
    office.clock.move(minutes=1)
    assert look(office).released == 1
    assert slots(office) == []
    assert "the time we kept for you is free again" in "".join(patient.waits(seconds=1))


def test_nobody_is_told_whose_talk_has_gone_on(office: Office) -> None:
    patient = a_patient(office)
    patient.says(*FRIDAY[:8])
    patient.says("menu")
    office.clock.move(minutes=5)
    assert look(office).released == 1
    assert patient.waits(seconds=1) == []


def test_a_late_yes_still_books_a_time_that_nobody_took(office: Office) -> None:
    patient = a_patient(office)
    patient.says(*FRIDAY[:8])
    office.clock.move(minutes=30)
    look(office)
    assert "booked: Fri, Nov 27 at 8:00 AM" in patient.says("1")


def test_a_late_yes_to_a_time_that_is_gone_hears_what_is_free(office: Office) -> None:
    patient, other = a_patient(office), a_patient(office, OTHER)
    patient.says(*FRIDAY[:8])
    office.clock.move(minutes=30)
    look(office)
    other.books()
    told = patient.says("1")
    assert "Somebody just took that time. Still free: 1" in told
    assert "booked" in patient.says("1", "1")


def waiting(office: Office) -> Patient:
    """Somebody on the waitlist for any time, who has a visit late in the week after."""
    patient = a_patient(office, OTHER)
    patient.says("book a visit", "2", "1/2/1980", "Juan Prueba", "none", "no", "sunday", "4", "2", "no")
    return patient


def test_a_freed_time_is_offered_told_after_the_birthday_and_taken(office: Office) -> None:
    patient = a_patient(office)
    patient.books()
    other = waiting(office)
    with office.database.begin() as tx:
        tx.execute(text("UPDATE waitlist SET windows = '2026-11-27/2026-11-27'"))
    assert look(office).offered == 1
    [offer] = other.waits(seconds=1)
    assert "an earlier time came free. Reply 1" in offer
    assert "Nov" not in offer
    assert "date of birth" in other.says("1")
    assert "does not match" in other.says("1/2/1981")
    assert "Fri, Nov 27" in other.says("1", "1/2/1980")
    assert "booked: Fri, Nov 27" in other.says("1")
    assert look(office).offered == 0


def test_an_offer_nobody_takes_ends_and_its_time_is_free(office: Office) -> None:
    waiting(office)
    with office.database.begin() as tx:
        tx.execute(text("UPDATE waitlist SET windows = '2026-11-27/2026-11-27'"))
    assert look(office).offered == 1
    office.clock.move(minutes=61)
    looked = look(office)
    assert (looked.expired, looked.offered) == (1, 0)
    assert slots(office) == []


def test_an_offer_left_is_gone(office: Office) -> None:
    other = waiting(office)
    with office.database.begin() as tx:
        tx.execute(text("UPDATE waitlist SET windows = '2026-11-27/2026-11-27'"))
    look(office)
    other.waits(seconds=1)
    assert "off the waitlist" in other.says("2")
    assert look(office).offered == 0


def test_a_visit_nobody_came_to_is_closed_and_a_new_time_offered(office: Office) -> None:
    patient = a_patient(office)
    patient.books()
    patient.waits(hours=70, minutes=29)
    assert look(office).missed == 0
    patient.waits(minutes=1)
    assert look(office).missed == 1
    assert slots(office) == ["free"]
    told = patient.waits(hours=1)
    assert "we missed you" in "".join(told)
    assert "visit for" in patient.says("1")
