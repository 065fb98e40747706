import pytest

from bot.nlu.meaning import Expect, Option
from bot.values import RedFlag
from tests.nlu.lexicons import answer, hear

TWO = (Option("1", ("ice",)), Option("2", ("heat",)))


@pytest.mark.parametrize("text", ["yes", "1", "1.", "SÍ", "simón", "i do", "claro que sí", "１", "①", "👍"])
def test_many_ways_to_say_yes(text: str) -> None:
    assert answer(text, Expect.YES_NO).answer == "yes"


@pytest.mark.parametrize("text", ["no", "2", "nel", "nop", "nope nothing like that", "para nada", "I don't"])
def test_many_ways_to_say_no(text: str) -> None:
    assert answer(text, Expect.YES_NO).answer == "no"


@pytest.mark.parametrize(
    "text", ["maybe", "kind of", "a little", "not sure", "creo que sí", "un poquito", "sí, un poco"]
)
def test_half_a_no_is_unsure(text: str) -> None:
    assert answer(text, Expect.YES_NO).answer == "unsure"


@pytest.mark.parametrize("text", ["not really", "no not completely", "no muy", "the second one", "im fine"])
def test_a_danger_is_not_denied_by_half(text: str) -> None:
    assert answer(text, Expect.YES_NO, flags=(RedFlag.BLADDER,)).answer == "unsure"


@pytest.mark.parametrize("text", ["uh huh", "mm hmm", "yessir", "ya lo creo que sí"])
def test_a_yes_is_heard_in_its_sounds(text: str) -> None:
    assert answer(text, Expect.YES_NO).answer in ("yes", "unsure")


def test_a_faint_no_to_a_danger_question_is_no_answer() -> None:
    meaning = answer("no", Expect.YES_NO, flags=(RedFlag.BLADDER,), confidence=0.4)
    assert meaning.answer is None
    assert "low confidence" in [reason.rule for reason in meaning.reasons]


def test_a_faint_no_to_a_harmless_question_counts() -> None:
    assert answer("no", Expect.YES_NO, confidence=0.4).answer == "no"


@pytest.mark.parametrize("text", ["2", "#2", "two", "the second one", "option 2", "heat", "la segunda"])
def test_a_choice_by_number_word_or_place(text: str) -> None:
    assert answer(text, Expect.CHOICE, options=TWO).answer == "2"


def test_a_choice_that_is_not_offered_is_no_answer() -> None:
    assert answer("7", Expect.CHOICE, options=TWO).answer is None


@pytest.mark.parametrize(
    "text",
    ["03/14/1985", "3-14-85", "march 14 1985", "March 14th, 1985", "14 de marzo de 1985", "03141985",
     "march fourteenth nineteen eighty five"],
)  # fmt: skip
def test_a_date_of_birth_in_every_common_form(text: str) -> None:
    assert answer(text, Expect.DATE_OF_BIRTH).answer == "1985-03-14"


def test_a_date_of_birth_lies_in_the_past() -> None:
    assert answer("03/14/2030", Expect.DATE_OF_BIRTH).answer is None


@pytest.mark.parametrize(
    "text", ["(817) 916-4685", "eight one seven nine one six four six eight five", "+1 817 916 4685"]
)
def test_a_phone_number_written_or_said(text: str) -> None:
    assert answer(text, Expect.PHONE).answer == "+18179164685"


def test_a_name_keeps_its_own_letters() -> None:
    assert answer("me llamo José Pérez", Expect.NAME).answer == "José Pérez"


@pytest.mark.parametrize(
    "text", ["maria lopez", "hi, my name is Maria Lopez", "MARIA LOPEZ speaking", "this is maria lopez thanks"]
)
def test_a_name_loses_what_stands_around_it(text: str) -> None:
    assert answer(text, Expect.NAME).answer == "Maria Lopez"


@pytest.mark.parametrize("text", ["why do you need it", "no", "what?"])
def test_a_refusal_is_no_name(text: str) -> None:
    assert answer(text, Expect.NAME).answer is None


@pytest.mark.parametrize(("text", "key"), [("option b", "2"), ("to", "2"), ("1 or 2", None), ("the bottom one", "2")])
def test_a_choice_by_letter_sound_or_place(text: str, key: str | None) -> None:
    assert answer(text, Expect.CHOICE, options=TWO).answer == key


def test_of_two_numbers_for_pain_the_worse_counts() -> None:
    assert answer("6 or 7", Expect.NUMBER).answer == "7"


def test_pain_said_in_words_is_a_number() -> None:
    assert answer("about a seven", Expect.NUMBER).answer == "7"


def test_onset_in_words_gives_the_earliest_and_the_latest_moment() -> None:
    onset = hear("it started last night").onset
    assert onset is not None
    assert (onset.earliest.isoformat(), onset.latest.isoformat()) == (
        "2026-11-24T17:00:00-06:00",
        "2026-11-25T06:00:00-06:00",
    )


def test_onset_as_a_digit_is_the_option() -> None:
    assert answer("2", Expect.ONSET, options=TWO).answer == "2"
