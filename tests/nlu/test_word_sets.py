from bot.nlu.lexicon import Lexicon
from bot.nlu.word_sets import WordSet
from tests.nlu.lexicons import lexicon

WORDS = ("back", "espalda", "numb", "back")


def test_a_word_is_in_the_set_or_it_is_not() -> None:
    words = WordSet(WORDS)
    assert all(word in words for word in WORDS)
    assert not any(word in words for word in ("bac", "backs", "", "entumido"))
    assert len(words) == 3


def test_nothing_is_in_an_empty_set() -> None:
    assert "back" not in WordSet()
    assert not WordSet()


def test_every_word_of_the_reviewed_phrases_is_known() -> None:
    line: Lexicon = lexicon()
    assert [word for word in line.grammar.phrases.words if word not in line.known] == []
