"""What a person says, and the number they say it from, never reaches a log."""

import json

import pytest
import structlog

from bot.logs import configure_logging, masked
from bot.storage.database import Database
from tests.bots import Phone, a_bot
from tests.services.test_texts import broken_twin

CANARIES = ("xylophone", "8175550100", "555-0100", "(817) 555-0100", "Zebediah")


def test_a_broken_turn_is_logged_without_a_word_of_it(database: Database, capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("DEBUG")
    phone = Phone(a_bot(database))
    phone.text("hi")
    broken_twin(phone).text("xylophone, call Zebediah at (817) 555-0100")
    structlog.reset_defaults()
    printed = "".join(capsys.readouterr())
    assert "turn broke" in printed
    assert not [canary for canary in CANARIES if canary in printed]


def test_each_line_is_one_json_object(capsys: pytest.CaptureFixture[str]) -> None:
    configure_logging("INFO")
    structlog.get_logger("test").info("tidied", conversations=3, note="two\nlines")
    structlog.reset_defaults()
    (line,) = capsys.readouterr().out.splitlines()
    assert json.loads(line)["conversations"] == 3


def test_numbers_and_words_are_taken_out_of_whatever_is_logged() -> None:
    event = masked(None, "", {"event": "failed for +1 (817) 555-0100", "body": "my secret", "count": 2})
    assert event == {"event": "failed for [number]", "count": 2}
