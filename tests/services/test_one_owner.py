"""While a person has a conversation the line is silent – except for danger, STOP and HELP, which always act."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bot.clinic.staff_rules import Mark, Outcome, Role
from bot.services import console_acts, console_records
from bot.services.console_forms import Form, Told
from bot.storage.database import Database
from tests.bots import Phone, a_bot
from tests.reading import messages, one, said
from tests.services.calling import OnTheLine
from tests.services.staffing import Hired, hire


@pytest.fixture
def me(database: Database) -> Phone:
    return Phone(a_bot(database))


@pytest.fixture
def fred(me: Phone) -> Hired:
    return hire(me.bot.line, "Fred Desk", Role.FRONT_DESK)


def form(me: Phone, fred: Hired) -> Form:
    with me.bot.line.database.begin() as tx:
        conversation_id = tx.scalar(text("SELECT id FROM conversations WHERE closed_at IS NULL"))
    assert isinstance(conversation_id, UUID)
    return Form(fred.asker, conversation_id, uuid4())


def test_while_a_handoff_only_waits_the_line_still_serves(me: Phone) -> None:
    me.text("I want to talk to a person")
    assert messages(me.text("when are you open?")) != []


def test_once_claimed_the_line_is_silent_and_keeps_every_word(me: Phone, fred: Hired) -> None:
    me.text("I want to talk to a person")
    assert console_acts.claim(me.bot.line, form(me, fred)) is Told.DONE
    for words in ("when are you open?", "1", "book", "my back hurts", "menu", "¿hola?"):
        assert messages(me.text(words)) == []
    with me.bot.line.database.begin() as tx:
        assert tx.scalar(text("SELECT count(*) FROM messages WHERE status = 'received'")) == 7


def test_danger_is_answered_whoever_has_the_conversation(me: Phone, fred: Hired) -> None:
    me.text("I want to talk to a person")
    console_acts.claim(me.bot.line, form(me, fred))
    assert "911" in " ".join(messages(me.text("I have chest pain and can't breathe")))


def test_help_and_stop_act_whoever_has_the_conversation(me: Phone, fred: Hired) -> None:
    me.text("I want to talk to a person")
    console_acts.claim(me.bot.line, form(me, fred))
    assert messages(me.text("HELP")) != []
    assert len(messages(me.text("STOP"))) == 1


def test_after_the_close_the_line_answers_again(me: Phone, fred: Hired) -> None:
    me.text("I want to talk to a person")
    console_acts.claim(me.bot.line, form(me, fred))
    assert messages(me.text("hello?")) == []
    console_acts.close(me.bot.line, form(me, fred), Outcome.CALLED, {})
    assert messages(me.text("when are you open?")) != []


def test_the_first_text_of_somebody_whose_call_was_taken_is_kept_in_silence(me: Phone, fred: Hired) -> None:
    OnTheLine(me).press("0")
    assert console_acts.claim(me.bot.line, form(me, fred)) is Told.DONE
    assert messages(me.text("hello, it is me again")) == []


def test_a_blocked_number_stays_blocked_in_a_new_conversation(me: Phone, fred: Hired) -> None:
    me.text("hello")
    console_records.mark(me.bot.line, form(me, fred), Mark.NUISANCE, is_on=True)
    me.bot.line.database.run(lambda tx: tx.execute(text("UPDATE conversations SET closed_at = now()")))
    assert messages(me.text("hello again")) == []


# -- calls: nobody can be silent on one, so whoever calls is brought to the people who have the talk ---------------


def test_a_caller_whose_request_somebody_has_is_rung_through_to_people(me: Phone, fred: Hired) -> None:
    me.text("I want to talk to a person")
    console_acts.claim(me.bot.line, form(me, fred))
    caller = OnTheLine(me)
    heard = said(caller.document)
    assert heard.index("9 1 1") < heard.index("Our staff have your request")
    assert "back spasm help" not in heard
    assert len(caller.ringing) == 2
    assert one(me.bot.line.database, "SELECT count(*) FROM handoffs WHERE status = 'claimed'") == 1
    assert one(me.bot.line.database, "SELECT count(*) FROM climbs WHERE ended_at IS NULL") == 0


def test_a_blocked_number_gets_no_answer_but_to_danger_and_rings_nobody(me: Phone, fred: Hired) -> None:
    me.text("hello")
    console_records.mark(me.bot.line, form(me, fred), Mark.NUISANCE, is_on=True)
    assert messages(me.text("I want to talk to a person")) == []
    assert "911" in " ".join(messages(me.text("I have chest pain and can't breathe")))
    me.bot.line.database.run(lambda tx: tx.execute(text("DELETE FROM climbs")))
    caller = OnTheLine(me)
    heard = said(caller.document)
    assert heard.index("9 1 1") < heard.index("does not serve this number")
    assert "<Hangup" in caller.document
    assert one(me.bot.line.database, "SELECT count(*) FROM connections") == 0
