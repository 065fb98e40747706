from bot.nlu.batch import answer_line
from bot.nlu.meaning import Option
from bot.nlu.spoken_options import options_in, with_own_words
from tests.nlu.lexicons import lexicon


def test_options_are_read_from_the_words_of_the_question() -> None:
    options = options_in("When did it start? 1 today or yesterday, 2 two or three days ago, 3 not sure")
    assert [option.key for option in options] == ["1", "2", "3"]
    assert "yesterday" in options[0].words


def test_a_clock_time_between_options_is_none() -> None:
    assert [option.key for option in options_in("1 Monday 9 AM, 2 Tuesday 9 AM")] == ["1", "2"]


def test_a_question_without_numbers_has_no_options() -> None:
    assert options_in("Where does it hurt?") == ()


def test_an_option_is_chosen_by_a_word_that_it_alone_has() -> None:
    changing, dropping = with_own_words([Option("1", ("changing a visit",)), Option("2", ("dropping a visit",))])
    assert (changing.words, dropping.words) == (("changing a visit", "changing"), ("dropping a visit", "dropping"))


def test_the_batch_door_reads_a_choice_by_its_words() -> None:
    line = answer_line(lexicon(), '{"id": "1", "text": "the heat", "expects": "choice", "context": "1 ice, 2 heat"}')
    assert '"answer": "2"' in line
