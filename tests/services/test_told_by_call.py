"""Reminders and check-ins by phone: for whoever asked for calls, stopped texts alone, or cannot be reached by text."""

from dataclasses import dataclass, field

import pytest

from bot.clinic.sending import Failure
from bot.services.gateway import Accepted, Outcome, Parcel, Refused
from tests.bots import ACCOUNT, LINE, ME, Phone
from tests.reading import one, rows, said
from tests.services.calling import OnTheLine, next_path
from tests.services.sending import Office
from tests.services.test_check_ins import CARE
from tests.services.texting import Patient, a_patient

CALL = "CA" + "c" * 32


def _no_texts(parcel: Parcel, number: int) -> Outcome:
    return Accepted(f"CA{number:032x}") if parcel.is_call else Refused(Failure.VOICE_ONLY, "21614")


@dataclass(slots=True)
class Answered:
    """Somebody at the other end of our newest call."""

    office: Office
    document: str = ""
    phone: Phone = field(init=False)
    key: str = field(init=False)

    def __post_init__(self) -> None:
        self.phone = Phone(self.office.bot)
        sql = "SELECT receipt_key FROM messages WHERE channel = 'voice' AND status = 'accepted' ORDER BY sent_at DESC"
        self.key = str(one(self.office.database, sql))
        self.post(f"/webhooks/told/{self.key}", AnsweredBy="human")

    def post(self, path: str, **fields: str) -> str:
        ends = {"From": LINE, "To": ME}  # the line has called
        form = {"CallSid": CALL, "AccountSid": ACCOUNT, "CallStatus": "in-progress", **ends, **fields}
        self.document = self.phone.post(path, form).get_data(as_text=True)
        return said(self.document) if self.document else ""

    def goes_on(self) -> str:
        return self.post(f"/webhooks/told/{self.key}/answer", Digits="1")

    def press(self, keys: str) -> str:
        return self.post(next_path(self.document), Digits=keys)

    def say(self, words: str) -> str:
        return self.post(next_path(self.document), SpeechResult=words, Confidence="0.93")


def calls(office: Office) -> list[str]:
    return [parcel.body for parcel in office.gateway.posted if parcel.is_call]


def texts(office: Office) -> list[str]:
    return [parcel.body for parcel in office.gateway.posted if not parcel.is_call]


def test_a_reminder_that_no_text_can_bring_is_a_call_that_names_the_clinic_and_tells_nothing(
    office: Office, patient: Patient
) -> None:
    office.gateway.answer = _no_texts
    patient.waits(days=1)
    assert calls(office) == [
        "This is the automated line of DFW Center for Spinal Disorders, with a reminder of a visit."
    ]
    assert "reminder_two_days_call" in {row[0] for row in rows(office.database, "SELECT kind FROM messages")}


def test_whoever_prefers_calls_gets_no_text(office: Office, patient: Patient) -> None:
    office.run("UPDATE contacts SET prefers_calls = true")
    patient.waits(days=1)
    assert (len(calls(office)), texts(office)) == (1, [])
    assert ("withdrawn", "by_call") in rows(office.database, "SELECT status, ended_by FROM messages")


def test_whoever_stopped_texts_alone_is_still_reminded_by_call(office: Office, patient: Patient) -> None:
    caller = OnTheLine(patient.phone)
    caller.say("stop")
    caller.press("2")
    patient.waits(days=1)
    assert (len(calls(office)), texts(office)) == (1, [])


@pytest.mark.parametrize("key", ["1", "3"])
def test_whoever_stopped_calls_is_not_called(office: Office, patient: Patient, key: str) -> None:
    office.run("UPDATE contacts SET prefers_calls = true")
    caller = OnTheLine(patient.phone)
    caller.say("stop")
    caller.press(key)
    patient.waits(days=1)
    assert calls(office) == []


def test_without_a_consent_to_calls_nobody_is_called(office: Office) -> None:
    patient = a_patient(office)
    patient.books()
    office.run("UPDATE contacts SET prefers_calls = true")
    patient.waits(days=1)
    assert (calls(office), len(texts(office))) == ([], 1)


def test_one_key_tells_when_and_another_confirms(office: Office, patient: Patient) -> None:
    office.run("UPDATE contacts SET prefers_calls = true")
    patient.waits(days=1)
    person = Answered(office)
    assert "November" not in said(person.document)
    assert "press 1" in said(person.document)
    assert "press 9" in said(person.document)
    assert "Friday, November 27, at 8 AM" in person.goes_on()
    assert "we expect you" in person.press("1")
    assert one(office.database, "SELECT confirmed_at IS NOT NULL FROM appointments") is True


def test_a_number_nobody_wrote_from_must_show_its_code_first(office: Office, patient: Patient) -> None:
    office.run("UPDATE contacts SET prefers_calls = true")
    patient.waits(days=1)
    office.run("UPDATE patient_numbers SET verified_at = NULL")
    words = Answered(office).goes_on()
    assert "November" not in words
    assert "code" in words


def test_to_change_the_visit_on_our_call_one_must_be_recognised(office: Office, patient: Patient) -> None:
    office.run("UPDATE contacts SET prefers_calls = true")
    patient.waits(days=1)
    person = Answered(office)
    person.goes_on()
    assert "code" in person.press("3")
    assert one(office.database, "SELECT status FROM appointments") == "booked"


def test_a_repeat_of_the_key_gets_the_same_words(office: Office, patient: Patient) -> None:
    office.run("UPDATE contacts SET prefers_calls = true")
    patient.waits(days=1)
    person = Answered(office)
    assert person.goes_on() == person.goes_on()


def test_the_key_that_ends_it_ends_everything(office: Office, patient: Patient) -> None:
    office.run("UPDATE contacts SET prefers_calls = true")
    patient.waits(days=1)
    person = Answered(office)
    person.post(f"/webhooks/told/{person.key}/answer", Digits="9")
    patient.waits(days=2)
    assert (len(calls(office)), texts(office)) == (1, [])


def test_calls_keep_to_lawful_hours(office: Office, patient: Patient) -> None:
    office.run("UPDATE contacts SET prefers_calls = true")
    office.run("UPDATE messages SET due_at = due_at + interval '10 hours' WHERE kind = 'reminder_two_days'")
    patient.waits(hours=20)  # six in the morning
    assert calls(office) == []
    patient.waits(hours=3, minutes=1)
    assert len(calls(office)) == 1


def test_a_caller_who_asked_for_calls_is_reminded_of_this_visit_and_of_where_it_moves(office: Office) -> None:
    caller = OnTheLine(Phone(office.bot))
    for keys in ("2", "1", "1", "2"):
        caller.press(keys)
    caller.press("05311961")
    for words in ("Maria Prueba", "none"):
        caller.say(words)
    caller.press("2")
    caller.say("friday morning")
    caller.press("1")
    assert "remind you by an automated call" in caller.say("yes")
    assert "we call you" in caller.press("1")
    agreed = {row[0] for row in rows(office.database, "SELECT purpose FROM agreements WHERE wording LIKE '%May we%'")}
    assert agreed == {"calls", "visits"}
    kinds = [row[0] for row in rows(office.database, "SELECT kind FROM messages WHERE status = 'due' ORDER BY due_at")]
    assert kinds == ["reminder_two_days_call", "reminder_three_hours_call"]
    a_patient(office).waits(days=1)
    assert len(calls(office)) == 1


@pytest.fixture
def checked(office: Office) -> Patient:
    """Somebody a day after a care talk by text, whom no text reaches any more: their check-in is a call."""
    patient = a_patient(office)
    patient.says(*CARE, "1", "1", "no")
    office.gateway.answer = _no_texts
    patient.waits(hours=23)
    return patient


def test_a_check_in_by_call_asks_the_compact_question_and_takes_a_spoken_number(
    office: Office, checked: Patient
) -> None:
    checked.waits(hours=1)
    assert calls(office) == ["This is the automated line of DFW Center for Spinal Disorders. Your check-in is ready."]
    person = Answered(office)
    assert "Any new numbness between your legs" in person.goes_on()
    assert "newly weak leg, or a fever" in person.press("2")
    assert "From 0 to 10" in person.press("2")
    assert "Compared with before" in person.say("pain 7")


def test_a_new_danger_in_a_check_in_by_call_is_the_emergency_room(office: Office, checked: Patient) -> None:
    checked.waits(hours=1)
    person = Answered(office)
    person.goes_on()
    assert "emergency room" in person.press("1")


def test_a_danger_that_was_hinted_at_since_brings_the_whole_screen_back(office: Office, checked: Patient) -> None:
    checked.says("I feel kind of numb down there i think", "menu")
    checked.waits(hours=1)
    assert "chest pain" in Answered(office).goes_on().lower()


def test_our_call_that_ended_is_over_as_a_talk_too(office: Office, patient: Patient) -> None:
    office.run("UPDATE contacts SET prefers_calls = true")
    patient.waits(days=1)
    person = Answered(office)
    person.goes_on()
    person.post(f"/webhooks/told/{person.key}/over", CallStatus="completed")
    assert one(office.database, "SELECT ended_at IS NOT NULL FROM calls") is True
    assert rows(office.database, "SELECT reason FROM handoffs") == []
