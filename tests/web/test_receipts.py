"""What became of a text is believed when it is signed, counted once, and never taken back."""

from itertools import permutations

import pytest
from werkzeug.test import TestResponse

from bot.storage.database import Database
from tests.bots import ACCOUNT, Phone
from tests.reading import one
from tests.services.sending import Office, an_office

SID = "SM" + "1" * 32


@pytest.fixture
def office(database: Database) -> Office:
    return an_office(database)


@pytest.fixture
def phone(office: Office) -> Phone:
    return Phone(office.bot)


def key(office: Office) -> str:
    return str(one(office.database, "SELECT receipt_key FROM messages WHERE receipt_key IS NOT NULL"))


def tell(phone: Phone, receipt_key: str, status: str, code: str = "", sid: str = SID) -> TestResponse:
    form = {"MessageSid": sid, "MessageStatus": status, "AccountSid": ACCOUNT, "To": "+18175550100"}
    return phone.post(f"/webhooks/receipts/{receipt_key}", {**form, **({"ErrorCode": code} if code else {})})


def test_a_receipt_moves_its_message_on(office: Office, phone: Phone) -> None:
    office.plan()
    office.work()
    assert tell(phone, key(office), "delivered", sid=f"SM{1:032x}").status_code == 204
    assert office.state() == ("delivered", None)


def test_whatever_the_order_of_receipts_the_status_never_goes_back(office: Office, phone: Phone) -> None:
    for number, order in enumerate(permutations(("accepted", "queued", "sending", "sent", "delivered"))):
        office.plan(subject=f"test:{number}", phone=f"+1817555{number:04}")
        receipt_key = str(one(office.database, "SELECT receipt_key FROM messages WHERE status = 'due'"))
        for status in order:
            tell(phone, receipt_key, status, sid=f"SM{number:032x}")
        where = f"WHERE receipt_key = '{receipt_key}'"
        assert one(office.database, f"SELECT status FROM messages {where}") == "delivered", order


def test_a_receipt_before_our_own_record_settles_the_message(office: Office, phone: Phone) -> None:
    office.plan()
    office.run("UPDATE messages SET status = 'sending', lease_until = now() + interval '1 minute'")
    tell(phone, key(office), "sent")
    assert office.state() == ("accepted", None)
    assert one(office.database, "SELECT gateway_id FROM messages") == SID


def test_a_receipt_settles_a_message_in_doubt(office: Office, phone: Phone) -> None:
    office.plan()
    office.run("UPDATE messages SET status = 'unknown'")
    tell(phone, key(office), "delivered")
    assert office.state() == ("delivered", None)


def test_the_same_receipt_twice_is_kept_once(office: Office, phone: Phone) -> None:
    office.plan()
    office.work()
    for _ in range(3):
        tell(phone, key(office), "undelivered", "30003")
    assert one(office.database, "SELECT count(*) FROM receipts") == 1
    assert one(office.database, "SELECT requests FROM handoffs") == 1


def test_an_undelivered_text_goes_to_staff_with_the_gateways_code(office: Office, phone: Phone) -> None:
    office.plan()
    office.work()
    tell(phone, key(office), "undelivered", "30005")
    assert one(office.database, "SELECT error_code FROM messages WHERE status = 'undelivered'") == "30005"
    assert one(office.database, "SELECT reason FROM handoffs") == "undelivered"


def test_a_block_told_by_receipt_becomes_our_opt_out(office: Office, phone: Phone) -> None:
    office.plan()
    office.work()
    tell(phone, key(office), "failed", "21610")
    assert one(office.database, "SELECT opted_out_at IS NOT NULL FROM contacts") is True


def test_a_receipt_for_nothing_of_ours_makes_no_row(office: Office, phone: Phone) -> None:
    assert tell(phone, "never-given", "delivered").status_code == 204
    assert one(office.database, "SELECT count(*) FROM receipts") == 0


def test_a_status_learned_later_is_kept_and_changes_nothing(office: Office, phone: Phone) -> None:
    office.plan()
    office.work()
    assert tell(phone, key(office), "teleported").status_code == 204
    assert office.state() == ("accepted", None)


def test_an_unsigned_receipt_is_refused(office: Office, phone: Phone) -> None:
    office.plan()
    answer = phone.client.post(f"/webhooks/receipts/{key(office)}", data={"MessageSid": SID})
    assert answer.status_code == 403


@pytest.mark.parametrize("sid", ["", "SM1", "CA" + "1" * 32])
def test_a_signed_receipt_without_a_texts_id_is_refused(office: Office, phone: Phone, sid: str) -> None:
    assert tell(phone, "a-key", "sent", sid=sid).status_code == 400
