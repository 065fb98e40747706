"""Before the first text to a number known from calls alone, the gateway is asked once whether it takes texts."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.channels.twilio.lookup import TwilioLookup
from bot.services.line_types import KEPT
from bot.storage.database import Database
from bot.wiring import make_post
from tests.bots import ACCOUNT, ME, TOKEN, Phone, a_bot
from tests.faults.gateway import FakeGateway, Fault
from tests.reading import one, rows
from tests.services.calling import OnTheLine
from tests.services.sending import Office, an_office


@pytest.fixture
def twilio() -> Iterator[FakeGateway]:
    fake = FakeGateway(TOKEN, ACCOUNT, has_receipts=False)
    yield fake
    fake.stop()


@pytest.fixture
def office(database: Database, twilio: FakeGateway) -> Office:
    made = an_office(database)
    lookup = TwilioLookup(ACCOUNT, (ACCOUNT, TOKEN), base_url=twilio.start())
    return replace(made, post=replace(made.post, lookup=lookup))


@pytest.fixture
def phone(office: Office) -> Phone:
    return Phone(office.bot)


def hangs_up_within_the_screen(office: Office, phone: Phone) -> None:
    caller = OnTheLine(phone)
    caller.press("1")
    caller.press("2")
    caller.phone.post("/webhooks/voice/status", caller.phone.call_form(caller.call_id, CallStatus="completed"))
    office.work()


def test_who_calls_from_a_landline_is_not_texted_and_staff_learn_of_it(
    office: Office, twilio: FakeGateway, phone: Phone
) -> None:
    twilio.lines[ME] = "landline"
    hangs_up_within_the_screen(office, phone)
    assert office.gateway.posted == []
    assert office.state() == ("failed", "refused")
    assert one(office.database, "SELECT error_code FROM messages WHERE kind = 'hang_up_offer'") == "landline"
    assert one(office.database, "SELECT reason FROM handoffs") == "undelivered"


def test_who_calls_from_a_mobile_is_offered_to_go_on(office: Office, twilio: FakeGateway, phone: Phone) -> None:
    hangs_up_within_the_screen(office, phone)
    assert len(office.gateway.posted) == 1
    assert twilio.looked_up == [ME]


def test_the_answer_is_kept_and_paid_for_once_until_it_is_old(
    office: Office, twilio: FakeGateway, phone: Phone
) -> None:
    twilio.lines[ME] = "landline"
    for _ in range(2):
        hangs_up_within_the_screen(office, phone)
    assert twilio.looked_up == [ME]
    twilio.lines[ME] = "mobile"  # ported meanwhile
    office.clock.move(days=KEPT.days + 1)
    hangs_up_within_the_screen(office, phone)
    assert twilio.looked_up == [ME, ME]
    assert len(office.gateway.posted) == 1


def test_who_has_written_to_us_is_not_asked_about(office: Office, twilio: FakeGateway, phone: Phone) -> None:
    twilio.lines[ME] = "landline"
    phone.text("hi")
    hangs_up_within_the_screen(office, phone)
    assert twilio.looked_up == []
    assert len(office.gateway.posted) == 1


def test_where_nobody_can_tell_the_text_goes(office: Office, twilio: FakeGateway, phone: Phone) -> None:
    twilio.script = [Fault.BROKEN_BEFORE]
    hangs_up_within_the_screen(office, phone)
    assert len(office.gateway.posted) == 1
    assert rows(office.database, "SELECT kind FROM line_types") == []


def test_an_emergency_wording_asks_nobody(office: Office, twilio: FakeGateway) -> None:
    twilio.lines[ME] = "landline"
    office.plan("emergency", "Call 911 now.")
    office.work()
    assert office.gateway.said == ["Call 911 now."]
    assert twilio.looked_up == []


@pytest.mark.parametrize(("switch", "is_asked"), [("on", True), ("off", False)])
def test_the_question_is_switchable(database: Database, switch: str, is_asked: bool) -> None:
    bot = a_bot(database, LOOKUP=switch, TWILIO_API_BASE_URL="http://127.0.0.1:9")
    assert (make_post(bot).lookup is not None) is is_asked


@pytest.mark.parametrize("column", ["opted_out_at", "do_not_contact_at"])
def test_who_asked_for_silence_is_neither_texted_nor_asked_about(
    office: Office, twilio: FakeGateway, phone: Phone, column: str
) -> None:
    OnTheLine(phone)  # known from now on
    office.run(f"UPDATE contacts SET {column} = now()")
    hangs_up_within_the_screen(office, phone)
    assert office.gateway.posted == []
    assert twilio.looked_up == []


def test_a_caller_who_hides_the_number_is_not_texted(office: Office) -> None:
    hangs_up_within_the_screen(office, Phone(office.bot, number="anonymous"))
    assert office.gateway.posted == []
