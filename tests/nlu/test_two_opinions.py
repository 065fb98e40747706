"""Rules and net disagree: what is asked about then, whatever the net has learned by now."""

from dataclasses import replace

from bot.nlu.danger_net import Opinion
from bot.nlu.intents import Wish
from bot.nlu.meaning import Reason
from bot.nlu.model import Model
from bot.nlu.red_flags import (
    FEW,
    RULE_ACTS,
    RULE_ACTS_IN_FEW,
    RULE_ASKS,
    RULE_ASKS_TOP,
    Danger,
    Signs,
    _Found,
    _second_opinion,
)
from bot.nlu.understand import _calmed
from bot.values import Disposition, Intent, RedFlag
from tests.nlu.lexicons import lexicon

NO_SIGNS = Signs({}, {}, ([], [], [], []))
CLEAR_ERRAND = Wish((Intent.RESCHEDULE,), chance=0.99)


def net() -> Model:
    model = lexicon().net
    assert model is not None
    return model


def judged(says: Disposition, chance: float, length: int = 12) -> list[Disposition]:
    """What becomes of a rule that says so in a message of so many words, where the net sees this chance of danger."""
    found = [_Found(RedFlag.CHEST_BREATHING, says, Reason("RF14", "falta el aire"))]
    units = [0] * len(net().unit_bias)
    opinion = Opinion(chance, (RedFlag.CHEST_BREATHING,), {Disposition.NONE: 1 - chance, says: chance}, units)
    return [
        each.says for each in _second_opinion(net(), opinion, replace(NO_SIGNS, length=length), found, undoubted=False)
    ]


def suspected(suspicion: float) -> Danger:
    reason = Reason("net chest_breathing", "aire")
    return Danger(Disposition.ASK_SCREEN, (RedFlag.CHEST_BREATHING,), (reason,), suspicion=suspicion)


def test_words_for_911_are_asked_about_although_the_net_hardly_believes_them() -> None:
    between = (RULE_ASKS + RULE_ASKS_TOP) / 2
    assert judged(Disposition.CALL_911, between) == [Disposition.ASK_SCREEN]
    assert judged(Disposition.ER_NOW, between) == []
    assert judged(Disposition.CALL_911, RULE_ASKS_TOP / 2) == []


def test_a_rule_that_the_net_doubts_is_asked_about_instead_of_acted_on() -> None:
    assert judged(Disposition.ER_NOW, 0.5)[0] is Disposition.ASK_SCREEN


def test_the_same_rule_is_believed_sooner_in_a_few_words_which_leave_the_net_little_to_see() -> None:
    between = (RULE_ACTS + RULE_ACTS_IN_FEW) / 2
    assert judged(Disposition.ER_NOW, between, length=FEW) == [Disposition.ER_NOW]
    assert judged(Disposition.ER_NOW, between, length=FEW + 1)[0] is Disposition.ASK_SCREEN


def test_a_clear_errand_calms_a_faint_suspicion_and_no_other() -> None:
    faint, real = suspected(0.3), suspected(0.5)
    assert _calmed(faint, CLEAR_ERRAND, is_harmless=False, is_topic=False).disposition is Disposition.NONE
    assert _calmed(real, CLEAR_ERRAND, is_harmless=False, is_topic=False) is real
