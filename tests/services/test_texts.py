"""A text is answered once, whatever the gateway, the network or our own faults do."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from bot.storage.database import Database, DatabaseUnavailable
from bot.values import HandoffReason
from tests.bots import Phone, a_bot
from tests.reading import messages, one, rows


@pytest.fixture
def phone(database: Database) -> Phone:
    return Phone(a_bot(database))


def count(database: Database, table: str) -> object:
    return one(database, f"SELECT count(*) FROM {table}")


def test_the_first_answer_says_that_it_is_a_machine_and_names_911(phone: Phone) -> None:
    first = " ".join(messages(phone.text("hi")))
    assert "automated line" in first
    assert "not a doctor" in first
    assert "911" in first


def test_a_repeat_of_a_text_gets_the_first_answer_byte_for_byte(phone: Phone, database: Database) -> None:
    form = phone.text_form("hi")
    first = phone.post("/webhooks/sms", form)
    phone.clock.move(days=30)
    assert phone.post("/webhooks/sms", form).data == first.data
    assert count(database, "messages") == 2


def test_a_text_that_comes_fifty_times_at_once_is_taken_once(phone: Phone, database: Database) -> None:
    form = phone.text_form("hi")
    with ThreadPoolExecutor(8) as crowd:
        answers = list(crowd.map(lambda _: phone.post("/webhooks/sms", form).data, range(50)))
    assert len(set(answers)) == 1
    assert count(database, "messages") == 2
    assert count(database, "conversations") == 1


def test_texts_of_one_person_at_once_are_taken_one_after_the_other(phone: Phone, database: Database) -> None:
    phone.text("1")  # front door
    forms = [phone.text_form(body) for body in ("1", "2", "2", "2")]
    with ThreadPoolExecutor(4) as crowd:
        list(crowd.map(lambda form: phone.post("/webhooks/sms", form).data, forms))
    assert count(database, "sessions") == 1
    assert one(database, "SELECT count(*) FROM messages WHERE status = 'received'") == 5


def test_two_people_are_two_conversations(phone: Phone, database: Database) -> None:
    phone.text("hi")
    Phone(phone.bot, number="+18175550101").text("hi")
    assert count(database, "conversations") == 2


def test_a_conversation_ends_after_fourteen_quiet_days(phone: Phone, database: Database) -> None:
    phone.text("hi")
    phone.clock.move(days=14)
    assert "automated line" in " ".join(messages(phone.text("hi")))
    assert count(database, "conversations") == 2


def broken_twin(phone: Phone) -> Phone:
    """The same line with a fault in the middle of every turn that waits for an answer."""
    fault = dict.fromkeys(phone.bot.line.questions)
    return Phone(replace(phone.bot, line=replace(phone.bot.line, questions=fault)))  # type: ignore[arg-type]


def test_a_broken_turn_names_people_and_911_and_opens_a_handoff(phone: Phone, database: Database) -> None:
    phone.text("hi")
    answer = " ".join(messages(broken_twin(phone).text("1")))
    assert "(817) 555-0142" in answer
    assert "911" in answer
    assert one(database, "SELECT reason FROM handoffs") == HandoffReason.FAILED_TURN


def test_after_a_broken_turn_the_same_text_is_taken_anew(phone: Phone) -> None:
    phone.text("hi")
    form = phone.text_form("1")
    broken_twin(phone).post("/webhooks/sms", form)
    assert "Safety first" in phone.post("/webhooks/sms", form).get_data(as_text=True)


class Gone(Database):
    """A database that cannot be reached."""

    def __init__(self) -> None:
        super().__init__("postgresql://nobody@127.0.0.1:9/nothing", pool_size=1)


@pytest.fixture
def without_database(phone: Phone) -> Phone:
    return Phone(replace(phone.bot, line=replace(phone.bot.line, database=Gone())))


def test_the_lost_database_is_really_lost() -> None:
    with pytest.raises(DatabaseUnavailable), Gone().begin():
        pass


def test_without_a_database_an_emergency_is_still_answered(without_database: Phone) -> None:
    assert "Call 911 now" in " ".join(messages(without_database.text("chest pain and i cant breathe")))


def test_without_a_database_people_are_named_and_nothing_is_promised(without_database: Phone) -> None:
    answer = " ".join(messages(without_database.text("can i book a visit")))
    assert "(817) 555-0142" in answer
    assert "911" in answer
    assert "list" not in answer


def test_without_a_database_a_stop_is_answered(without_database: Phone) -> None:
    assert messages(without_database.text("stop texting me"))


def test_a_call_without_a_database_hears_people_and_911(without_database: Phone) -> None:
    form = without_database.call_form(without_database.new_id("CA"))
    answer = without_database.post("/webhooks/voice", form).get_data(as_text=True)
    assert "8 1 7, 5 5 5, 0 1 4 2" in answer
    assert "9 1 1" in answer


def test_an_emergency_locks_care_on_every_channel(phone: Phone, database: Database) -> None:
    phone.text("hi")
    assert "emergency room now" in " ".join(messages(phone.text("i cant feel it when i wipe")))
    assert one(database, "SELECT care_lock FROM contacts") == "er_now"
    assert one(database, "SELECT urgency FROM handoffs") == "emergency"
    phone.clock.move(days=20)
    assert "ice 20 minutes" not in phone.text("my back locked up")


def test_a_second_and_worse_report_raises_the_open_handoff(phone: Phone, database: Database) -> None:
    phone.text("i want to talk to a person")
    phone.text("now i have chest pain")
    assert rows(database, "SELECT urgency, requests FROM handoffs") == [("emergency", 2)]


def test_nothing_is_said_by_a_claimed_conversation_but_emergencies(phone: Phone, database: Database) -> None:
    phone.text("i want to talk to a person")
    with database.begin() as tx:
        tx.exec_driver_sql("UPDATE handoffs SET status = 'claimed'")
    assert messages(phone.text("are you there?")) == []
    assert messages(phone.text("1")) == []
    assert "Call 911 now" in " ".join(messages(phone.text("chest pain")))
