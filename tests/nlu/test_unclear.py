"""A few bare words may be one wish or another: none of them is taken, and the line can ask which it was."""

import tomllib
from pathlib import Path

from bot.nlu.meaning import Heard
from bot.nlu.understand import understand
from bot.values import Channel, Disposition, Language
from tests.nlu.lexicons import WEDNESDAY, lexicon

UNCLEAR = Path(__file__).parents[1] / "corpus" / "developed" / "unclear.toml"


def test_what_may_be_one_wish_or_another_is_not_decided_but_asked() -> None:
    cases = tomllib.loads(UNCLEAR.read_text(encoding="utf-8"))["case"]
    wrong = []
    for case in cases:
        found = understand(lexicon(), Heard(case["text"], WEDNESDAY, Channel.SMS, Language(case["lang"])))
        likely = set(found.guesses) & set(case["intents"])
        if found.intents or len(likely) < 2 or found.disposition is not Disposition.NONE:
            wrong.append(case["text"])
    assert len(wrong) <= len(cases) // 20, wrong


def test_numbers_and_keys_struck_at_random_are_no_wish_to_ask_back_with() -> None:
    for words in ("2", "37", "12/4", "??", ":)"):
        found = understand(lexicon(), Heard(words, WEDNESDAY))
        assert (found.intents, found.guesses) == ((), ()), words
