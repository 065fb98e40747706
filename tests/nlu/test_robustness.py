import os
import string
import subprocess
import sys
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.nlu.batch import answer_line, why
from bot.nlu.lexicon import Lexicon, LexiconError
from bot.nlu.meaning import Expect, Heard, Option, Question
from bot.nlu.text import read
from bot.nlu.understand import understand
from bot.values import Channel
from tests.nlu.lexicons import UNDERSTANDING, WEDNESDAY, files, hear, lexicon

PIECES = """no since ago half weeks day may last first 31st 29 february
de hoy en ocho el 5 al 7 antes del a las y media pasado instead
wait or not after before to between monday
i cant pee my leg stop 3 mañana the 5th 12/3 10/10 1990 ² ① ٣ 😀 \u200b z\u0337 ; - / next 99999999999"""
WORDS = st.sampled_from(tuple(word for word in PIECES.split() if word))
ANYTHING = st.one_of(
    st.text(max_size=200), st.lists(WORDS, max_size=30).map(" ".join), st.text(string.digits + "/-:. ", max_size=20)
)


@settings(max_examples=150, deadline=None)
@given(text=ANYTHING, expects=st.sampled_from([None, *Expect]), confidence=st.sampled_from([None, 0.2, 0.9]))
def test_whatever_is_said_there_is_a_result(text: str, expects: Expect | None, confidence: float | None) -> None:
    question = Question(expects, (Option("1"), Option("2")))
    understand(lexicon(), Heard(text, WEDNESDAY, Channel.VOICE, None, confidence, question))


@settings(max_examples=150, deadline=None)
@given(text=st.lists(WORDS, max_size=12).map(" ".join))
def test_no_day_lies_in_the_past_and_no_onset_ahead(text: str) -> None:
    meaning = understand(lexicon(), Heard(text, WEDNESDAY))
    sides = [side for window in meaning.windows for side in (window.start, window.end) if side and side[0] != "T"]
    assert all(side[:10] >= WEDNESDAY.date().isoformat() for side in sides)
    assert meaning.onset is None or meaning.onset.earliest <= meaning.onset.latest <= WEDNESDAY


@pytest.mark.parametrize(
    "text", ["", " ", "😀😀", "\u0301" * 500, "\u202eSTOP", "\x00", "²", "٣", "a" * 5000, "no puedo mover " * 400]
)
def test_bad_input_is_never_an_exception_and_never_slow(text: str) -> None:
    hear(text)
    started = time.process_time()
    hear(text)
    assert time.process_time() - started < 0.1


def test_the_same_words_mean_the_same_every_time() -> None:
    assert hear("cant pee, next tuesday") == hear("cant pee, next tuesday")


def test_wrong_content_is_refused_with_every_problem_at_once() -> None:
    broken = {
        **files(),
        "x.toml": '[concepts.a]\nen = ["(b"]\n[concepts.c]\nen = ["<nobody>"]\n[[rule]]\nflag = "gout"\n',
    }
    with pytest.raises(LexiconError) as caught:
        Lexicon.parse(broken)
    assert all(part in str(caught.value) for part in ("bracket", "nobody", "gout"))


def test_invalid_toml_is_named_by_its_file() -> None:
    with pytest.raises(LexiconError, match=r"y\.toml"):
        Lexicon.parse({**files(), "y.toml": "= ="})


def test_a_trained_model_cut_short_is_named() -> None:
    with pytest.raises(LexiconError, match="danger: no trained model"):
        Lexicon.parse(files(), {"danger": (UNDERSTANDING / "danger.model").read_bytes()[:-1]})


def test_a_slip_that_may_be_two_words_is_mended_to_the_commoner_in_every_process() -> None:
    program = "from tests.nlu.lexicons import lexicon; print(*lexicon().read('she ssits and is stoved up').words)"
    for seed in ("1", "2", "3"):
        ran = subprocess.run(
            [sys.executable, "-c", program],
            cwd=UNDERSTANDING.parents[1],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert ran.stdout == "she sits and is stoned up\n"


def test_repeated_letters_and_masks_fall_away() -> None:
    assert read("ST0P plzzzz", lexicon().known).words[0] == "stop"


def test_the_batch_door_answers_a_line_with_a_line() -> None:
    line = answer_line(lexicon(), '{"id": "7", "text": "tuesday afternoon", "reference": "2026-11-22T09:00:00"}')
    assert '"start": "2026-11-24T12:00", "end": "2026-11-24T17:00"' in line


def test_the_batch_door_names_a_wrong_field() -> None:
    assert "expects" in answer_line(lexicon(), '{"id": "7", "text": "x", "expects": "gold"}')


def test_why_quotes_the_words() -> None:
    assert "'cant pee'" in why(lexicon(), "i cant pee")
