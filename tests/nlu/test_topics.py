"""A sentence nobody can mistake is looked up; with anything beside it, it is weighed like every other message."""

from datetime import UTC, datetime

import pytest

from bot.content import read_book
from bot.nlu.meaning import Expect, Heard, Meaning, Question
from bot.nlu.understand import understand
from bot.values import Disposition, Intent
from tests.guards.sources import ROOT
from tests.nlu.lexicons import lexicon

NOON = datetime(2026, 11, 24, 18, tzinfo=UTC)


def meant(text: str, expects: Expect | None = None) -> Meaning:
    return understand(lexicon(), Heard(text, NOON, question=Question(expects)))


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("hi, who is this please?", "who_we_are"),
        ("¿Quién habla?", "who_we_are"),
        ("how long will this take", "how_long"),
        ("cuanto se tarda esto", "how_long"),
        ("is it a slipped disc?", "diagnosis"),
        ("¿Es grave, doctor?", "diagnosis"),
        ("how many should i take", "dose"),
        ("ya estoy mejor gracias", "better"),
        ("im trying to reach Dr. Nguyen", "person"),
        ("sorry, you have the wrong number", "wrong_number"),
        ("I'm not Maria", "wrong_number"),
        ("aquí no hay nadie con ese nombre", "wrong_number"),
        ("im not coming", ""),
        ("the time is wrong", ""),
    ],
)
def test_a_plain_sentence_is_its_topic(text: str, topic: str) -> None:
    assert (meant(text).topic, meant(text).disposition) == (topic, Disposition.NONE)


@pytest.mark.parametrize(
    "text",
    ["who is this, my chest hurts", "is it serious, my leg gives out", "its better but now i cant pee"],
)
def test_beside_anything_else_it_is_no_topic(text: str) -> None:
    assert not meant(text).topic
    assert meant(text).disposition is not Disposition.NONE


def test_a_topic_belongs_to_an_intent() -> None:
    assert meant("trying to reach doctor smith").intents == (Intent.TALK_TO_HUMAN,)


def test_a_note_for_staff_is_kept_as_it_was_written() -> None:
    note = meant("who is this", Expect.NOTE)
    assert (note.topic, note.answer) == ("", "who is this")


def test_every_topic_with_an_answer_has_its_sentences() -> None:
    assert set(read_book(ROOT / "flows").common.topics) <= {topic.name for topic in lexicon().topics}


@pytest.mark.parametrize("text", ["i hit the wrong button", "am i gonna be ok", "is this normal"])
def test_a_plain_sentence_is_no_answer_to_yes_or_no(text: str) -> None:
    assert meant(text, Expect.YES_NO).answer is None


def test_what_was_meant_is_an_answer() -> None:
    assert meant("sorry i meant no", Expect.YES_NO).answer == "no"
