import pytest

from bot.nlu.meaning import Expect, Heard, Question
from bot.nlu.understand import understand
from bot.values import Disposition, Intent, RedFlag
from tests.nlu.lexicons import WEDNESDAY, hear, lexicon

D = Disposition


@pytest.mark.parametrize(
    ("text", "disposition", "flag"),
    [
        ("no numbness but i cant pee", D.ER_NOW, RedFlag.BLADDER),
        ("mi mama no puede orinar", D.ER_NOW, RedFlag.BLADDER),
        ("cant feel when i wipe", D.ER_NOW, RedFlag.SADDLE_NUMBNESS),
        ("se me dobla la pierna", D.ER_NOW, RedFlag.LEG_WEAKNESS),
        ("I can't move my legs", D.CALL_911, RedFlag.LEG_WEAKNESS),
        ("this hurts so bad i want to die", D.CRISIS_988, RedFlag.SUICIDAL),
        ("me quiero morir del dolor", D.CRISIS_988, RedFlag.SUICIDAL),
        ("my chest hurts and i cant breathe", D.CALL_911, RedFlag.CHEST_BREATHING),
        ("took too many advil", D.ER_NOW, RedFlag.OVERDOSE),
        ("took the whole bottle of pills, i want to die", D.CALL_911, RedFlag.SUICIDAL),
        ("fever of 102 and i had a spine shot last week", D.ER_NOW, RedFlag.FEVER),
        ("i leak when i sneeze, for years since my kids", D.SAME_DAY_STAFF, RedFlag.BLADDER),
        ("cant get an erection since my back went out", D.ASK_SCREEN, RedFlag.SEXUAL_FUNCTION),
        ("my hands are clumsy and i drop things", D.ASK_SCREEN, RedFlag.HANDS_GAIT),
        ("I can't move", D.ASK_SCREEN, RedFlag.LEG_WEAKNESS),
        ("mi esposo me pega", D.SAME_DAY_STAFF, RedFlag.ABUSE_AT_HOME),
        ("sciatica down my left leg", D.NONE, RedFlag.ONE_LEG),
    ],
)
def test_a_danger_is_heard_and_weighed(text: str, disposition: D, flag: RedFlag) -> None:
    meaning = hear(text)
    assert (meaning.disposition, flag in meaning.red_flags) == (disposition, True), meaning.reasons


@pytest.mark.parametrize(
    "text",
    [
        "my back is killing me",
        "no numbness, no weakness, peeing fine",
        "no tengo fiebre ni adormecimiento",
        "my dad had a stroke in 2015",
        "what are the symptoms of cauda equina",
        "should i worry if my leg goes numb",
        "i pulled my back moving a chest of drawers",
        "fever pitch game tonight",
        "I'm a 911 dispatcher, off today",
        "se me fue la espalda",
        "my back locked up and i can't stand up straight",
        "gracias mi corazon",
        "what would an aneurysm feel like, i read an article",
    ],
)
def test_what_only_sounds_like_danger_passes(text: str) -> None:
    assert hear(text).disposition is D.NONE, hear(text).reasons


def test_the_net_acts_by_itself_where_it_is_sure_and_names_the_words() -> None:
    words = "googled how to die without pain"
    meaning = hear(words)
    assert (meaning.disposition, meaning.red_flags) == (D.CRISIS_988, (RedFlag.SUICIDAL,))
    assert meaning.reasons[0].rule.startswith("net suicidal")
    assert set(meaning.reasons[0].words.replace(",", "").split()) <= set(words.split())


def test_the_wish_to_die_is_not_calmed_by_a_wish_to_cancel() -> None:
    assert hear("cancel my appointment, i wont be alive by then").disposition is not D.NONE


def test_locked_up_is_how_people_say_spasm() -> None:
    assert hear("my back locked up this morning").intents == (Intent.SPASM_CARE,)


def test_every_danger_names_its_rule_and_the_words() -> None:
    reason = hear("well i cant pee since last night").reasons[0]
    assert (reason.rule, reason.words) == ("RF02 bladder: er_now", "cant pee")


@pytest.mark.parametrize("text", ["yes", "1", "a little", "creo que si"])
def test_a_bare_answer_is_read_against_the_words_of_the_question(text: str) -> None:
    asked = Question(Expect.YES_NO, context="Do you have new numbness between your legs? 1 yes, 2 no")
    meaning = understand(lexicon(), Heard(text, WEDNESDAY, question=asked))
    assert (meaning.disposition, meaning.red_flags[0]) == (D.ER_NOW, RedFlag.SADDLE_NUMBNESS)


def test_a_clear_no_passes_the_question() -> None:
    asked = Question(Expect.YES_NO, context="Do you have new numbness between your legs? 1 yes, 2 no")
    assert understand(lexicon(), Heard("no", WEDNESDAY, question=asked)).disposition is D.NONE
