"""A caller waits in line while staff phones ring: the ladder goes on whatever happens, and the wait always ends."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.manners import MANNERS
from bot.channels.twilio import waiting
from bot.channels.voice import seconds
from bot.clinic.sending import Failure
from bot.services import connecting, legs
from bot.services.gateway import Outcome, Refused, Unknown
from bot.storage.database import Database
from bot.values import Language
from bot.web.phone_line import staff_phones_of
from tests.bots import Phone, a_bot
from tests.reading import one, rows, said
from tests.services.calling import OnTheLine
from tests.services.switchboard import FIRST, SECOND, THIRD, Switchboard, taken_by, work
from tests.services.test_texts import Gone


@pytest.fixture
def phone(database: Database) -> Phone:
    return Phone(a_bot(database))


@pytest.fixture
def caller(phone: Phone) -> OnTheLine:
    caller = OnTheLine(phone)
    caller.press("0")
    return caller


@pytest.fixture
def board() -> Switchboard:
    return Switchboard()


# -- the caller -----------------------------------------------------------------------------------


def test_the_wait_says_what_is_true_and_offers_a_call_back(caller: OnTheLine) -> None:
    assert "<Enqueue" in caller.document
    assert f">{caller.call_id}</Enqueue>" in caller.document
    assert caller.wait() == "To be called back, press 1. You keep your place."
    caller.phone.clock.move(seconds=10)
    assert caller.wait() == "We are still calling our staff. To be called back, press 1. You keep your place."


def test_who_would_rather_be_called_leaves_the_line_and_keeps_their_place(
    caller: OnTheLine, database: Database, board: Switchboard
) -> None:
    work(caller.phone, board)
    before = rows(database, "SELECT code, opened_at, urgency FROM handoffs")
    assert "If nobody calls by" in caller.press_in_line("1")
    assert rows(database, "SELECT code, opened_at, urgency FROM handoffs") == before
    assert one(database, "SELECT summary FROM handoffs").startswith("Tue Nov 24, 10:00 AM by phone, English: call back")
    work(caller.phone, board)
    assert sorted(board.ended) == [FIRST, SECOND]


def test_another_key_leads_nowhere(caller: OnTheLine) -> None:
    caller.press_in_line("5")
    assert "/webhooks/voice/wait/" in caller.document
    assert "<Leave" not in caller.document


def test_without_a_number_nobody_is_promised_a_call(database: Database) -> None:
    caller = OnTheLine(Phone(a_bot(database), number="anonymous"))
    caller.press("0")
    assert "press 1" not in caller.wait()
    caller.press_in_line("1")
    assert "<Leave" not in caller.document


def test_on_call_nobody_is_promised_a_call_when_staff_are_not_in(database: Database) -> None:
    caller = OnTheLine(Phone(a_bot(database, now="2026-11-24 21:00")))
    caller.press("0")
    caller.press("1")
    assert "<Enqueue" in caller.document
    assert "press 1" not in caller.wait()


def test_a_caller_who_hangs_up_ends_the_ringing_and_the_request_stays(
    caller: OnTheLine, database: Database, board: Switchboard
) -> None:
    work(caller.phone, board)
    caller.leave("hangup", CallStatus="completed")
    caller.hang_up()
    assert work(caller.phone, board) == []
    assert sorted(board.ended) == [FIRST, SECOND]
    assert one(database, "SELECT status FROM handoffs") == "waiting"
    assert one(database, "SELECT count(*) FROM messages WHERE body LIKE '%leave your name%'") == 0


@pytest.mark.parametrize("language", Language)
def test_the_whole_wait_is_within_a_minute(language: Language) -> None:
    manners = MANNERS[language]
    longest = seconds(f"{manners.wait_again} {manners.wait_call_back}", language) + waiting._PAUSE_SECONDS
    assert connecting.LONGEST + timedelta(seconds=longest) <= timedelta(seconds=60)
    assert timedelta(seconds=20) >= legs.RUNG_LASTS


def test_with_no_worker_at_all_the_wait_ends_by_itself(caller: OnTheLine) -> None:
    caller.phone.clock.move(seconds=46)
    assert "leave your name" in caller.wait()


def test_without_a_database_the_caller_leaves_the_line_and_hears_whom_to_call(caller: OnTheLine) -> None:
    lost = Phone(replace(caller.phone.bot, line=replace(caller.phone.bot.line, database=Gone())))
    form = caller.phone.call_form(caller.call_id, Digits="1")
    wait = caller.way_out.replace("left", "wait")
    assert b"<Leave" in lost.post(wait, form).data
    assert b"<Redirect" in lost.post(caller.way_out.replace("left", "waited"), form).data
    heard = lost.post(caller.way_out, {**form, "QueueResult": "leave"}).get_data(as_text=True)
    assert "8 1 7, 5 5 5, 0 1 4 2" in said(heard)


# -- the ladder -----------------------------------------------------------------------------------


def test_a_rung_is_twenty_seconds_and_the_last_one_ends_in_a_message(caller: OnTheLine, board: Switchboard) -> None:
    phone = caller.phone
    assert work(phone, board) == [FIRST, SECOND]
    phone.clock.move(seconds=19)
    assert work(phone, board) == []
    phone.clock.move(seconds=1)
    assert work(phone, board) == [THIRD]
    assert sorted(board.ended) == [FIRST, SECOND]
    phone.clock.move(seconds=20)
    assert work(phone, board) == []
    assert "leave your name" in caller.wait()


def test_when_every_phone_of_a_rung_is_busy_the_next_rings_at_once(caller: OnTheLine, board: Switchboard) -> None:
    work(caller.phone, board)
    for phone in staff_phones_of(caller.phone.bot, caller.call_id):
        caller.phone.post(phone.status_url, caller.leg_form(CallStatus="busy"))
    assert work(caller.phone, board) == [THIRD]


def test_a_phone_that_cannot_be_rung_costs_no_time(caller: OnTheLine) -> None:
    refusing = Switchboard(lambda _: Refused(Failure.OTHER, "21211"))
    work(caller.phone, refusing)
    assert work(caller.phone, refusing) == [THIRD]


def test_a_phone_of_which_nobody_knows_whether_it_rings_holds_up_nobody(caller: OnTheLine) -> None:
    unclear = Switchboard(lambda _: Unknown())
    work(caller.phone, unclear)
    caller.phone.clock.move(seconds=20)
    assert work(caller.phone, unclear) == [THIRD]


def test_a_worker_that_dies_between_rungs_leaves_a_ladder_that_another_climbs_on(
    caller: OnTheLine, database: Database, board: Switchboard
) -> None:
    class Killed(BaseException):
        pass

    def die(_: str) -> Outcome:
        raise Killed

    with pytest.raises(Killed):
        work(caller.phone, Switchboard(die))
    assert work(caller.phone, board) == [SECOND]  # the first may be ringing: it is never rung twice
    caller.phone.clock.move(seconds=20)
    assert work(caller.phone, board) == [THIRD]
    assert "through to a person" in said(taken_by(caller, database, THIRD))
