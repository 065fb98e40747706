"""Staff call a patient: their own phone rings first, the patient sees the clinic, the timeline says how it went."""

from uuid import uuid4

import pytest
from sqlalchemy import text

from bot.channels.twilio import patient_call
from bot.clinic.sending import Failure
from bot.clinic.staff_rules import Mark, Role
from bot.clock import HandClock
from bot.services import console, console_records, patient_calls
from bot.services.console_forms import Form, Told
from bot.services.gateway import Accepted, Outcome, Refused, Unknown
from bot.services.line import ClinicLine
from bot.storage.database import Database
from tests.bots import LINE, ME, Phone, a_bot
from tests.reading import one, said
from tests.services.staffing import Hired, hire
from tests.services.switchboard import FIRST, Switchboard
from tests.services.waiting import Waiting, write_in

LEG = "CA" + "d" * 32


@pytest.fixture
def phone(database: Database) -> Phone:
    return Phone(a_bot(database))


@pytest.fixture
def line(phone: Phone) -> ClinicLine:
    return phone.bot.line


@pytest.fixture
def ana(line: ClinicLine) -> Hired:
    return hire(line, "Ana Nurse", Role.NURSE)


@pytest.fixture
def waiting(line: ClinicLine) -> Waiting:
    return write_in(line, ME, "please call me")


def asks(line: ClinicLine, hired: Hired, waiting: Waiting, number: str = FIRST) -> Told:
    told = patient_calls.ask(line, Form(hired.asker, waiting.conversation_id, uuid4()), number)
    assert isinstance(line.clock, HandClock)
    line.clock.move(seconds=1)  # what comes of it is later than the wish
    return told


def timeline(line: ClinicLine, hired: Hired, waiting: Waiting) -> list[tuple[str, str]]:
    page = console.read_story(line, hired.asker, waiting.conversation_id)
    assert isinstance(page, console.Page)
    return [(entry.label, entry.body) for entry in page.story.entries if entry.label in ("calling", "call_ended")]


class Leg:
    """The staff phone that was rung."""

    def __init__(self, phone: Phone) -> None:
        self.phone = phone
        self.path = f"/webhooks/patient-call/{one(phone.bot.line.database, 'SELECT key FROM patient_calls')}"

    def post(self, path: str = "", **fields: str) -> str:
        form = self.phone.call_form(LEG, From=LINE, To=FIRST, **fields)
        return self.phone.post(self.path + path, form).get_data(as_text=True)


def test_the_staff_phone_rings_first_and_1_dials_the_patient_under_the_clinics_number(
    phone: Phone, line: ClinicLine, ana: Hired, waiting: Waiting
) -> None:
    board = Switchboard()
    assert asks(line, ana, waiting) is Told.DONE
    assert patient_calls.ring_due(line, board) == 1
    assert board.rung == [FIRST]
    leg = Leg(phone)
    heard = leg.post()
    assert "Press 1" in said(heard)
    assert ME not in heard
    dialled = leg.post("/answer", Digits="1")
    assert f">{ME}</Number>" in dialled
    assert f'callerId="{LINE}"' in dialled
    assert "<Say" not in leg.post("/talked", DialCallStatus="completed", DialBridged="true")
    leg.post("/over", CallStatus="completed")
    assert timeline(line, ana, waiting) == [("calling", ""), ("call_ended", "spoken")]


def test_a_mailbox_at_the_staff_phone_calls_nobody(
    phone: Phone, line: ClinicLine, ana: Hired, waiting: Waiting
) -> None:
    asks(line, ana, waiting)
    patient_calls.ring_due(line, Switchboard())
    leg = Leg(phone)
    assert "<Dial" not in leg.post()
    assert "<Dial" not in leg.post("/answer", Digits="")
    leg.post("/over", CallStatus="completed")
    assert "<Dial" not in leg.post("/answer", Digits="1")
    assert timeline(line, ana, waiting) == [("calling", ""), ("call_ended", "unanswered")]


def test_a_patient_who_does_not_answer_is_told_to_staff(
    phone: Phone, line: ClinicLine, ana: Hired, waiting: Waiting
) -> None:
    asks(line, ana, waiting)
    patient_calls.ring_due(line, Switchboard())
    leg = Leg(phone)
    leg.post("/answer", Digits="1")
    assert "did not answer" in leg.post("/talked", DialCallStatus="no-answer", DialBridged="false")
    leg.post("/over", CallStatus="completed")
    assert timeline(line, ana, waiting)[-1] == ("call_ended", "not_reached")


def test_a_staff_phone_that_is_hung_up_meanwhile_is_no_talk(
    phone: Phone, line: ClinicLine, ana: Hired, waiting: Waiting
) -> None:
    asks(line, ana, waiting)
    patient_calls.ring_due(line, Switchboard())
    leg = Leg(phone)
    leg.post("/answer", Digits="1")
    leg.post("/over", CallStatus="completed")
    leg.post("/talked", DialBridged="true")
    assert timeline(line, ana, waiting) == [("calling", ""), ("call_ended", "hung_up")]


@pytest.mark.parametrize("outcome", [Refused(Failure.OTHER, "21211"), Unknown()])
def test_a_phone_that_cannot_be_rung_is_told_and_never_rung_twice(
    line: ClinicLine, ana: Hired, waiting: Waiting, outcome: Outcome
) -> None:
    asks(line, ana, waiting)
    assert patient_calls.ring_due(line, Switchboard(lambda _: outcome)) == 1
    assert patient_calls.ring_due(line, Switchboard()) == 0
    assert timeline(line, ana, waiting)[-1] == ("call_ended", "failed")


def test_a_key_told_twice_dials_the_same(phone: Phone, line: ClinicLine, ana: Hired, waiting: Waiting) -> None:
    asks(line, ana, waiting)
    patient_calls.ring_due(line, Switchboard(lambda to: Accepted(LEG if to else "")))
    leg = Leg(phone)
    assert leg.post("/answer", Digits="1") == leg.post("/answer", Digits="1")


@pytest.mark.parametrize("number", ["", "+19005550100", ME, LINE])
def test_no_other_phone_than_those_of_the_rota_is_rung(
    line: ClinicLine, ana: Hired, waiting: Waiting, number: str
) -> None:
    assert asks(line, ana, waiting, number) is Told.NOT_ALLOWED
    assert patient_calls.ring_due(line, Switchboard()) == 0


def test_nobody_is_called_who_must_not_be_contacted(line: ClinicLine, ana: Hired, waiting: Waiting) -> None:
    form = Form(ana.asker, waiting.conversation_id, uuid4())
    console_records.mark(line, form, Mark.DO_NOT_CONTACT, is_on=True)
    assert asks(line, ana, waiting) is Told.DO_NOT_CONTACT


def test_an_auditor_calls_nobody(line: ClinicLine, waiting: Waiting) -> None:
    assert asks(line, hire(line, "Otto Audit", Role.AUDITOR), waiting) is Told.NOT_ALLOWED


def test_every_call_is_in_the_audit(phone: Phone, line: ClinicLine, ana: Hired, waiting: Waiting) -> None:
    asks(line, ana, waiting)
    patient_calls.ring_due(line, Switchboard())
    Leg(phone).post("/over", CallStatus="no-answer")
    with line.database.begin() as tx:
        found = tx.scalars(text("SELECT act FROM audit WHERE act LIKE 'patient_call%' ORDER BY id")).all()
    assert found == ["patient_called", "patient_call_ended"]


def test_a_call_nobody_knows_is_hung_up(phone: Phone) -> None:
    form = phone.call_form(LEG, Digits="1", CallStatus="completed")
    for path in ("", "/answer", "/talked", "/over"):
        answer = phone.post(f"{patient_call.PATIENT_CALL_ROUTE}/unknown{path}", form)
        assert answer.status_code in (200, 204)
        assert b"<Dial" not in answer.data
