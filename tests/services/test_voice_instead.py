"""What a text could not tell is told by a call, to a person who agreed to calls: else, or in vain, staff take it."""

import pytest

from bot.clinic.message_kinds import Purpose
from bot.clinic.sending import Failure
from bot.services import telling
from bot.services.gateway import Accepted, Outcome, Parcel, Refused
from bot.storage.database import Database
from tests.bots import ACCOUNT, ME, Phone
from tests.reading import one, rows
from tests.services.sending import Office, an_office

CALL = "CA" + "c" * 32


def _no_texts(parcel: Parcel, number: int) -> Outcome:
    return Accepted(CALL) if parcel.is_call else Refused(Failure.VOICE_ONLY, "21614")


@pytest.fixture
def office(database: Database) -> Office:
    """A safety net is due to somebody whose number gets no texts."""
    office = an_office(database, answer=_no_texts)
    office.plan("safety_net", "we did not hear back")
    return office


def work(office: Office) -> list[Parcel]:
    while office.work():
        pass
    return [parcel for parcel in office.gateway.posted if parcel.is_call]


def leg(office: Office, path: str, **fields: str) -> str:
    key = one(office.database, "SELECT receipt_key FROM messages WHERE channel = 'voice'")
    form = {"CallSid": CALL, "AccountSid": ACCOUNT, "CallStatus": "in-progress", **fields}
    return Phone(office.bot).post(f"/webhooks/told/{key}{path}", form).get_data(as_text=True)


def call(office: Office) -> str:
    return str(one(office.database, "SELECT status FROM messages WHERE channel = 'voice'"))


def test_who_agreed_to_calls_is_called_and_hears_it(office: Office) -> None:
    office.agree(Purpose.CALLS)
    [parcel] = work(office)
    assert parcel.to == ME
    heard = leg(office, "", AnsweredBy="human")
    assert "automated line of DFW Center for Spinal Disorders" in heard
    assert "press 9" in heard
    assert call(office) == "delivered"
    leg(office, "/over", CallStatus="completed")
    assert call(office) == "delivered"
    assert rows(office.database, "SELECT reason FROM handoffs") == []


@pytest.mark.parametrize("answered_by", ["machine_start", "fax", "unknown", ""])
def test_a_machine_hears_nothing_and_staff_take_over(office: Office, answered_by: str) -> None:
    office.agree(Purpose.CALLS)
    work(office)
    heard = leg(office, "", AnsweredBy=answered_by)
    assert "<Say" not in heard
    leg(office, "/over", CallStatus="completed")
    assert call(office) == "undelivered"
    assert one(office.database, "SELECT reason FROM handoffs") == "undelivered"


def test_a_call_whose_end_is_never_told_was_heard_by_nobody(office: Office) -> None:
    office.agree(Purpose.CALLS)
    work(office)
    assert telling.end_lost(office.bot.line) == 0
    office.run("UPDATE messages SET taken_at = taken_at - interval '15 minutes' WHERE channel = 'voice'")
    assert telling.end_lost(office.bot.line) == 1
    assert call(office) == "undelivered"
    assert one(office.database, "SELECT reason FROM handoffs") == "undelivered"


def test_a_key_ends_calls_and_texts(office: Office) -> None:
    office.agree(Purpose.CALLS)
    work(office)
    leg(office, "", AnsweredBy="human")
    assert "no more automated calls or texts" in leg(office, "/answer", Digits="9")
    assert one(office.database, "SELECT opted_out_at IS NOT NULL FROM contacts") is True
    assert one(office.database, "SELECT revoked_how FROM agreements") == "voice"


def test_without_that_agreement_staff_phone(office: Office) -> None:
    assert work(office) == []
    assert one(office.database, "SELECT reason FROM handoffs") == "undelivered"


@pytest.mark.parametrize("mark", ["is_text_only = true", "do_not_contact_at = now()"])
def test_some_are_never_called(office: Office, mark: str) -> None:
    office.agree(Purpose.CALLS)
    office.run(f"UPDATE contacts SET {mark}")
    assert work(office) == []


def test_a_call_is_no_text_on_the_browser_phone(office: Office) -> None:
    office.agree(Purpose.CALLS)
    work(office)
    sql = "SELECT channel, arrival IS NOT NULL FROM messages WHERE status = 'accepted'"
    assert rows(office.database, sql) == [("voice", True)]
