"""What another hour may bring is tried once more; in the end staff hear of it, once for each visit."""

import pytest

from bot.clinic.sending import Failure
from bot.services.gateway import Accepted, Outcome, Parcel, Refused
from bot.storage.database import Database
from tests.bots import ACCOUNT, Phone
from tests.reading import one, rows
from tests.services.sending import Office, an_office
from tests.services.texting import Patient

WAITING = "SELECT count(*) FROM handoffs WHERE reason = 'undelivered' AND status = 'waiting'"


@pytest.fixture
def called(office: Office, patient: Patient) -> Patient:
    """They want calls, and nobody takes the first one."""
    office.gateway.answer = lambda _, number: Accepted(f"CA{number:032x}")
    office.run("UPDATE contacts SET prefers_calls = true")
    patient.waits(days=1)
    rings_in_vain(office)
    return patient


def rings_in_vain(office: Office) -> None:
    key, call_id = rows(
        office.database, "SELECT receipt_key, gateway_id FROM messages WHERE channel = 'voice' AND status = 'accepted'"
    )[0]
    form = {"CallSid": call_id, "AccountSid": ACCOUNT, "CallStatus": "no-answer"}
    Phone(office.bot).post(f"/webhooks/told/{key}/over", form)


def calls(office: Office) -> int:
    return sum(parcel.is_call for parcel in office.gateway.posted)


def waiting(office: Office) -> int:
    return int(one(office.database, WAITING))


def test_a_call_that_nobody_takes_is_tried_once_more_two_hours_later(office: Office, called: Patient) -> None:
    assert (calls(office), waiting(office)) == (1, 0)
    called.waits(hours=1, minutes=59)
    assert calls(office) == 1
    called.waits(minutes=1)
    assert calls(office) == 2
    rings_in_vain(office)
    called.waits(hours=8)
    assert calls(office) == 2
    assert waiting(office) == 1


def test_staff_hear_of_a_visit_once_however_many_reminders_were_in_vain(office: Office, called: Patient) -> None:
    called.waits(hours=2)
    rings_in_vain(office)
    office.run("UPDATE handoffs SET status = 'closed'")
    called.waits(days=1, hours=7)  # the evening before: that of three hours would ring at five in the morning
    assert calls(office) == 3
    rings_in_vain(office)
    called.waits(minutes=45)
    assert calls(office) == 4
    rings_in_vain(office)
    assert waiting(office) == 0


def test_somebody_who_takes_the_second_call_is_nobodys_work(office: Office, called: Patient) -> None:
    called.waits(hours=2)
    key = one(office.database, "SELECT receipt_key FROM messages WHERE channel = 'voice' AND status = 'accepted'")
    form = {"CallSid": "CA" + "c" * 32, "AccountSid": ACCOUNT, "CallStatus": "in-progress", "AnsweredBy": "human"}
    Phone(office.bot).post(f"/webhooks/told/{key}", form)
    assert waiting(office) == 0


def test_what_would_ring_at_night_rings_in_the_morning(office: Office, patient: Patient) -> None:
    office.gateway.answer = lambda _, number: Accepted(f"CA{number:032x}")
    office.run("UPDATE contacts SET prefers_calls = true")
    times = "due_at = '2026-11-25 19:30-06', deadline_at = '2026-11-26 12:00-06'"
    office.run(f"UPDATE messages SET {times} WHERE kind = 'reminder_two_days'")
    patient.waits(days=1, hours=9, minutes=30)
    rings_in_vain(office)
    patient.waits(hours=13)
    assert calls(office) == 1
    patient.waits(minutes=30)
    assert calls(office) == 2


def test_a_try_that_would_come_too_late_is_none_and_staff_hear_at_once(office: Office, patient: Patient) -> None:
    office.gateway.answer = lambda _, number: Accepted(f"CA{number:032x}")
    office.run("UPDATE contacts SET prefers_calls = true")
    patient.waits(days=1, hours=9, minutes=30)  # the next lawful hour lies after its deadline
    rings_in_vain(office)
    assert (calls(office), waiting(office)) == (1, 1)


@pytest.mark.parametrize("failure", [Failure.UNREACHABLE, Failure.NOT_NOW])
def test_a_phone_that_is_off_gets_the_text_again_and_then_a_call(
    office: Office, patient: Patient, failure: Failure
) -> None:
    def no_texts(parcel: Parcel, number: int) -> Outcome:
        return Accepted(f"CA{number:032x}") if parcel.is_call else Refused(failure, "30003")

    office.gateway.answer = no_texts
    assert len(patient.waits(days=1)) == 1
    assert len(patient.waits(hours=4)) == 2  # the text again, and at once the call in its place
    assert calls(office) == 1
    assert one(office.database, "SELECT opted_out_at FROM contacts") is None


def test_a_line_that_takes_no_texts_is_called_first_the_next_time(office: Office, patient: Patient) -> None:
    def landline(parcel: Parcel, number: int) -> Outcome:
        return Accepted(f"CA{number:032x}") if parcel.is_call else Refused(Failure.VOICE_ONLY, "30006")

    office.gateway.answer = landline
    patient.waits(days=1)
    assert [parcel.is_call for parcel in office.gateway.posted] == [False, True]
    patient.waits(days=1, hours=9)
    assert [parcel.is_call for parcel in office.gateway.posted] == [False, True, True]


def test_what_follows_a_danger_question_waits_for_no_other_hour(database: Database) -> None:
    office = an_office(database, answer=lambda *_: Refused(Failure.UNREACHABLE, "30003"))
    office.plan("safety_net", "we did not hear back", subject="silence:1")
    office.work()
    assert waiting(office) == 1
