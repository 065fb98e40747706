"""What the gateway says decides what a message becomes; what it does not say is looked for, and never guessed."""

import pytest

from bot.clinic.sending import Failure
from bot.services.evidence import look_after_doubts
from bot.services.gateway import Accepted, Outcome, Parcel, Refused, Unknown
from bot.storage import doubts
from bot.storage.database import Database
from tests.reading import one
from tests.services.sending import Office, an_office


@pytest.fixture
def office(database: Database) -> Office:
    return an_office(database)


def refusing(failure: Failure, code: str, rest: float = 0.0) -> Outcome:
    return Refused(failure, code, rest)


def test_a_refusal_ends_the_message_and_tells_staff(database: Database) -> None:
    office = an_office(database, answer=lambda *_: refusing(Failure.BAD_NUMBER, "21211"))
    office.plan()
    office.work()
    assert office.state() == ("failed", "refused")
    assert one(database, "SELECT reason FROM handoffs") == "undelivered"


def test_a_block_at_the_network_becomes_our_opt_out(database: Database) -> None:
    office = an_office(database, answer=lambda *_: refusing(Failure.OPTED_OUT, "21610"))
    office.plan()
    office.work()
    assert one(database, "SELECT opted_out_at IS NOT NULL FROM contacts") is True


@pytest.mark.parametrize("failure", [Failure.TOO_MANY, Failure.SET_UP])
def test_a_gateway_that_wants_rest_gets_it_and_nothing_is_lost(database: Database, failure: Failure) -> None:
    office = an_office(database, answer=lambda *_: refusing(failure, "20429", 30.0))
    office.plan()
    office.plan(phone="+18175550101")
    office.work()
    assert len(office.gateway.posted) == 1
    assert {state for state, _ in office.states()} == {"due"}
    office.gateway.answer = lambda _, number: Accepted(f"SM{number:032x}")
    office.run("UPDATE sending_pace SET paused_until = NULL")
    office.run("UPDATE messages SET woken_at = NULL")
    assert office.work() == 2


def in_doubt(_: Parcel, __: int) -> Outcome:
    return Unknown()


def test_a_message_in_doubt_that_the_gateway_lists_was_sent(database: Database) -> None:
    office = an_office(database, answer=in_doubt)
    office.plan(body="reminder")
    office.work()
    assert office.state() == ("unknown", None)
    office.gateway.listed.append(("reminder", "SM1"))
    look_after_doubts(office.post)
    assert office.state() == ("accepted", None)
    assert one(database, "SELECT gateway_id FROM messages") == "SM1"


def test_a_text_of_another_message_is_no_evidence(database: Database) -> None:
    office = an_office(database)
    office.plan(body="same words")
    office.work()
    office.gateway.answer = in_doubt
    office.plan(body="same words")
    office.work()
    office.gateway.listed.append(("same words", f"SM{1:032x}"))
    look_after_doubts(office.post)
    assert sorted(state for state, _ in office.states()) == ["accepted", "unknown"]


def test_a_message_in_doubt_is_sent_again_only_after_two_looks_and_only_if_its_kind_allows(database: Database) -> None:
    office = an_office(database, answer=in_doubt)
    office.plan("emergency", "Call 911 now.")
    office.work()
    look_after_doubts(office.post)
    assert office.state() == ("unknown", None)
    look_after_doubts(office.post)
    assert office.state() == ("due", None)
    office.gateway.answer = lambda *_: Accepted("SM2")
    office.work()
    assert office.state() == ("accepted", None)
    assert len(office.gateway.posted) == 2


def test_a_message_in_doubt_whose_kind_is_not_sent_twice_goes_to_staff(database: Database) -> None:
    office = an_office(database, answer=in_doubt)
    office.plan()
    office.work()
    look_after_doubts(office.post)
    look_after_doubts(office.post)
    assert office.state() == ("unknown", "undecided")
    assert len(office.gateway.posted) == 1
    assert one(database, "SELECT reason FROM handoffs") == "undelivered"


def test_what_a_dead_worker_had_in_hand_is_taken_up_as_unknown(office: Office) -> None:
    office.plan()
    office.run(
        "UPDATE messages SET status = 'sending', taken_at = now() - interval '2 minutes', "
        "lease_until = now() - interval '1 minute'"
    )
    with office.database.begin() as tx:
        assert doubts.find_lost(tx) == 1
    assert office.state() == ("unknown", None)


def test_a_worker_that_slept_past_its_lease_changes_nothing(database: Database) -> None:
    office = an_office(database)

    def slow(_: Parcel, __: int) -> Outcome:
        office.run("UPDATE messages SET status = 'unknown', fence = fence + 1")
        return Refused(Failure.BAD_NUMBER, "21211")

    office.gateway.answer = slow
    office.plan()
    office.work()
    assert office.state() == ("unknown", None)
