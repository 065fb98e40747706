"""Staff phones that ring for a waiting caller: one takes the call, a mailbox never, and none hears a fact too soon."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.services import legs
from bot.storage.database import Database
from tests.bots import Phone, a_bot
from tests.reading import one, rows, said
from tests.services.calling import OnTheLine
from tests.services.switchboard import FIRST, SECOND, THIRD, Switchboard, presses, taken_by, url, work


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


def test_a_mailbox_that_picks_up_first_never_takes_the_call(
    caller: OnTheLine, database: Database, board: Switchboard
) -> None:
    work(caller.phone, board)
    mailbox, person = url(database, FIRST), url(database, SECOND)
    assert "Press 1" in caller.phone.post(mailbox, caller.leg_form()).get_data(as_text=True)
    assert "We are" in caller.wait() or "press 1" in caller.wait()
    caller.phone.post(f"{mailbox}/over", caller.leg_form(CallStatus="completed"))
    caller.phone.post(person, caller.leg_form())
    assert f">{caller.call_id}</Queue>" in presses(caller, person)
    assert "Somebody is coming" in caller.wait()


def test_a_phone_hears_no_fact_before_1_is_pressed_and_the_summary_after(
    caller: OnTheLine, database: Database, board: Switchboard
) -> None:
    work(caller.phone, board)
    path = url(database, FIRST)
    before = said(caller.phone.post(path, caller.leg_form()).get_data(as_text=True))
    assert before == "Call from the clinic line. Press 1 to accept. Call from the clinic line. Press 1 to accept."
    after = said(presses(caller, path))
    assert "Talk to human. Same day. Speaks English." in after
    assert caller.phone.number[-4:] not in after.replace(" ", "")


def test_of_two_who_press_1_one_takes_the_call(caller: OnTheLine, database: Database, board: Switchboard) -> None:
    work(caller.phone, board)
    paths = [url(database, number) for number in (FIRST, SECOND)]
    with ThreadPoolExecutor(2) as staff:
        heard = list(staff.map(lambda path: presses(caller, path), paths))
    assert sorted("<Queue" in document for document in heard) == [False, True]
    assert any("not waiting any more" in document for document in heard)
    work(caller.phone, board)
    assert len(board.ended) == 1


def test_a_key_told_twice_is_one_answer(caller: OnTheLine, database: Database, board: Switchboard) -> None:
    work(caller.phone, board)
    path = url(database, FIRST)
    assert presses(caller, path) == presses(caller, path)


def test_a_talk_that_ends_ends_the_call_and_the_ladder(
    caller: OnTheLine, database: Database, board: Switchboard
) -> None:
    work(caller.phone, board)
    taken_by(caller, database, FIRST)
    assert one(database, "SELECT accepted_at IS NOT NULL FROM calls")
    path = url(database, FIRST)
    caller.phone.post(f"{path}/over", caller.leg_form(CallStatus="completed"))
    caller.leave("bridged")
    assert "<Hangup" in caller.document
    caller.phone.clock.move(seconds=60)
    assert work(caller.phone, board) == []
    assert said(caller.phone.post(f"{path}/talked", caller.leg_form()).get_data(as_text=True)) == ""


def test_whoever_pressed_1_and_was_gone_before_the_caller_came_leaves_the_next_rung(
    caller: OnTheLine, database: Database, board: Switchboard
) -> None:
    work(caller.phone, board)
    path = url(database, FIRST)
    presses(caller, path)
    caller.phone.post(f"{path}/over", caller.leg_form(CallStatus="completed"))
    assert work(caller.phone, board) == [THIRD]
    assert "press 1" in caller.wait()


def test_who_presses_1_after_the_caller_has_gone_is_told(
    caller: OnTheLine, database: Database, board: Switchboard
) -> None:
    work(caller.phone, board)
    caller.hang_up()
    assert "not waiting any more" in presses(caller, url(database, FIRST))
    assert "<Hangup" in caller.phone.post(url(database, SECOND), caller.leg_form()).get_data(as_text=True)


def test_a_phone_at_somebodys_ear_is_not_hung_up_by_the_next_rung(
    caller: OnTheLine, database: Database, board: Switchboard
) -> None:
    work(caller.phone, board)
    path = url(database, FIRST)
    caller.phone.clock.move(seconds=19)
    caller.phone.post(path, caller.leg_form())
    caller.phone.clock.move(seconds=1)
    work(caller.phone, board)
    assert board.ended == [SECOND]
    assert "<Queue" in presses(caller, path)


def test_whoever_picks_up_in_the_last_moment_of_a_rung_is_not_hung_up(
    caller: OnTheLine, database: Database, board: Switchboard
) -> None:
    line = caller.phone.bot.line
    work(caller.phone, board)
    caller.phone.clock.move(seconds=20)
    legs.climb_due(line)
    path = url(database, FIRST)
    caller.phone.post(path, caller.leg_form())
    legs.end_due(line, board)
    assert board.ended == [SECOND]
    assert "<Queue" in presses(caller, path)


def test_a_request_that_is_being_talked_about_pages_nobody_for_a_while(
    caller: OnTheLine, database: Database, board: Switchboard
) -> None:
    work(caller.phone, board)
    before = one(database, "SELECT next_at FROM climbs")
    presses(caller, url(database, FIRST))
    assert one(database, "SELECT next_at FROM climbs") > before


@pytest.mark.parametrize("path", ["", "/answer", "/joining", "/talked", "/over"])
def test_a_leg_nobody_knows_is_hung_up(phone: Phone, path: str) -> None:
    form = phone.call_form("CA" + "d" * 32, Digits="1", CallStatus="completed")
    answer = phone.post(f"/webhooks/leg/unknown{path}", form)
    assert answer.status_code in (200, 204)
    assert b"<Queue" not in answer.data


def test_the_audit_tells_of_every_rung(caller: OnTheLine, database: Database, board: Switchboard) -> None:
    work(caller.phone, board)
    presses(caller, url(database, FIRST))
    acts = [row[0] for row in rows(database, "SELECT act FROM audit WHERE act LIKE 'caller%' ORDER BY id")]
    assert acts == ["caller_waits", "caller_rung", "caller_taken"]
