import pytest

from bot.nlu.meaning import Expect, Heard, Question
from bot.nlu.opt_out import ABSURD, find_opt_out
from bot.nlu.red_flags import find_danger
from bot.nlu.understand import understand
from bot.values import Disposition, Intent, RedFlag
from tests.nlu.lexicons import WEDNESDAY, hear, lexicon


@pytest.mark.parametrize(
    "text",
    ["STOP", "stop please", "S T O P", "ST\u200bOP", "\u0405\u0422\u041e\u0420", "ALTO",
     "take me off this list", "ya no me manden mensajes",
     "no más mensajes", "quit texting me", "dont text me anymore", "darme de baja", "please stop sending me texts"],
)  # fmt: skip
def test_any_wording_that_asks_for_silence_is_an_opt_out(text: str) -> None:
    meaning = hear(text)
    assert meaning.opt_out
    assert meaning.intents == (Intent.OPT_OUT,)


@pytest.mark.parametrize(
    "text",
    ["when will the pain stop", "I want to cancel my appointment", "nomás", "nomás quiero una cita", "cancel",
     "should i stop taking ibuprofen", "quiero cancelar mi cita", "dont call me at work, call my cell"],
)  # fmt: skip
def test_what_only_resembles_an_opt_out_is_none(text: str) -> None:
    assert not hear(text).opt_out


@pytest.mark.parametrize(
    "text",
    ["no fever. but twice today stool came out and i couldn't clench to stop it", "it just runs out, i cant stop it",
     "se me cayo el celular y se quebro la pantalla, por eso no veo bien el mensaje",
     "my immune system is great, knock wood, never sick. just too many burpees"],
)  # fmt: skip
def test_a_story_that_asks_for_no_silence_is_no_opt_out(text: str) -> None:
    assert not hear(text).opt_out


def test_a_bare_cancel_after_a_reminder_is_both() -> None:
    meaning = understand(lexicon(), Heard("Cancel", WEDNESDAY, question=Question(after_reminder=True)))
    assert meaning.opt_out
    assert meaning.intents == (Intent.CANCEL_APPOINTMENT,)


@pytest.mark.parametrize(
    "text", ["i can't do this no more", "im tired of fighting, i want to be gone", "caca sin control"]
)
def test_a_cry_for_help_is_no_opt_out(text: str) -> None:
    meaning = hear(text)
    assert not meaning.opt_out
    assert meaning.disposition is not Disposition.NONE


@pytest.mark.parametrize("text", ["i said no", "ya dije que no"])
def test_a_no_said_again_to_a_question_is_a_no_and_no_opt_out(text: str) -> None:
    asked = Question(Expect.YES_NO, flags=(RedFlag.BLADDER,))
    meaning = understand(lexicon(), Heard(text, WEDNESDAY, question=asked))
    assert (meaning.answer, meaning.opt_out, meaning.intents) == ("no", False, ())


def test_words_of_an_opt_out_that_the_model_finds_absurd_are_none() -> None:
    said = lexicon().read("dont text me anymore")
    danger = find_danger(lexicon(), said)
    heard = {
        chance: find_opt_out(lexicon(), said, danger, after_reminder=False, chance=chance)
        for chance in (None, ABSURD, ABSURD / 2)
    }
    assert [chance for chance, why in heard.items() if why] == [None, ABSURD]
