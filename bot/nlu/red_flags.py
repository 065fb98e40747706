"""Words that may mean danger. Runs on every message, in every state, before anything else.

A missed danger is the worst mistake of the house, so the unclear is asked about, never passed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot.nlu.danger_net import Blocks, Opinion, blocks_of, opinion_of, words_for
from bot.nlu.grammar import Hit, Hits
from bot.nlu.lexicon import Lexicon, Rule
from bot.nlu.meaning import Reason
from bot.nlu.model import Model
from bot.nlu.scope import Scope, Standing
from bot.nlu.text import Text
from bot.nlu.yes_no import is_bare_answer
from bot.values import Disposition, RedFlag

NET_ACTS = 0.75  # from this chance of a disposition the net acts on it by itself
NET_ACTS_TODAY = 0.85  # the same for what staff see today: asking costs little, and spares them a false alarm
NET_RAISES = 0.4  # the same where something must be done today in any case: the more urgent of two readings counts
CERTAIN = 0.9  # from this chance that something must be done today
NET_ASKS = 0.22  # from this chance of any danger its question is asked
NET_ASKS_TOP = 0.03  # from this chance that it is for 911 or 988 the question is asked
NET_OVERRULES = 0.85  # the same where a rule has read one leg alone (RF26), and the net thinks of legs too
LEGS = frozenset({RedFlag.ONE_LEG, RedFlag.BOTH_LEGS})
CANNOT_MOVE = "K10"  # the rule of this source asks whether it hurts too much to move, or the legs will not work
TOLD_APART = frozenset({RedFlag.LEG_WEAKNESS, RedFlag.SEVERE_PAIN, RedFlag.OTHER_EMERGENCY})  # by that question
RULE_ACTS = 0.8  # below this chance that anything must be done, a rule's words are asked about instead
RULE_ACTS_IN_FEW = 0.65  # the same in a few words, which leave the net little to see beside the rule's own
FEW = 5  # words
RULE_ACTS_TOP = 0.5  # the same for words that call for 911 or 988
RULE_ASKS = 0.25  # below this they are let go, as in "what are the signs of a stroke"
RULE_ASKS_TOP = 0.05  # the same for words that call for 911 or 988
SHORT_ANSWER = 3  # words; "creo que sí" is an answer, not a danger


@dataclass(frozen=True, slots=True)
class Danger:
    """What was found: the most urgent disposition, the flags in the order they matter, and why."""

    disposition: Disposition = Disposition.NONE
    flags: tuple[RedFlag, ...] = ()
    reasons: tuple[Reason, ...] = ()
    hits: Hits = field(default_factory=dict)  # every concept in the message, for the readers that follow
    suspicion: float = 0.0  # the net's chance of any danger

    @property
    def only_suspected(self) -> bool:
        """No rule fired; the net asks."""
        return self.disposition is Disposition.ASK_SCREEN and all(
            reason.rule.startswith("net ") for reason in self.reasons
        )


@dataclass(frozen=True, slots=True)
class _Found:
    flag: RedFlag
    says: Disposition
    reason: Reason


# Both together are worse than either: fever with a risk of infection or after a spine procedure (RF09, K5).
_TOGETHER = (
    (frozenset({RedFlag.FEVER, RedFlag.INFECTION_RISK}), Disposition.ER_NOW, "fever with a risk of infection"),
    (frozenset({RedFlag.FEVER, RedFlag.POST_OP}), Disposition.ER_NOW, "fever after an operation"),
    (frozenset({RedFlag.SUICIDAL, RedFlag.OVERDOSE}), Disposition.CALL_911, "pills taken with the wish to die (RF24)"),
)


@dataclass(frozen=True, slots=True)
class Signs:
    """All that is known of a message before it is judged."""

    hits: Hits  # every concept in it
    touched: Mapping[Rule, list[tuple[Hit, Standing | None]]]  # rules whose words are there; None where excused
    blocks: Blocks  # what the net looks at
    length: int = 0  # of the message, in words


def read_signs(lexicon: Lexicon, text: Text, *, unscoped: bool = False) -> Signs:
    """The rules whose words are in the message, how those words stand, and the features for the net."""
    grammar = lexicon.grammar
    everything = hits = grammar.find(text.tokens)
    innocent = hits.get(grammar.id("innocent"), [])
    if innocent:
        blank = frozenset(index for hit in innocent for index in range(hit.start, hit.end))
        hits = {**grammar.find(text.tokens, blank), grammar.id("innocent"): innocent}
    scope = None if unscoped else Scope(grammar, text, hits)
    touched = {rule: _standings(rule, hits, scope) for rule in lexicon.rules if rule.when in hits}
    verdicts = [
        (rule.flag, rule.says, standing.value if standing else "excused")
        for rule, standings in touched.items()
        for _, standing in standings[:3]
    ]
    blocks = blocks_of(text.words, lexicon.classes, lexicon.names, hits, verdicts)
    return Signs(everything, touched, blocks, len(text.words))


def _standings(rule: Rule, hits: Hits, scope: Scope | None) -> list[tuple[Hit, Standing | None]]:
    if scope is None:
        return [(match, Standing.HOLDS) for match in hits[rule.when]]
    excuses = hits.get(rule.unless, [])
    return [
        (
            match,
            None
            if any(excuse.start < match.end and match.start < excuse.end for excuse in excuses)
            else scope.standing(match, rule.keeps),
        )
        for match in hits[rule.when]
    ]


def find_danger(lexicon: Lexicon, text: Text, *, unscoped: bool = False, undoubted: bool = False) -> Danger:
    """Never raises. `unscoped` reads one of our own questions, which names dangers without reporting any;
    `undoubted` believes the rules whatever the net thinks: of somebody who leaves nothing can be asked.
    """
    if not text.tokens:
        return Danger()
    signs = read_signs(lexicon, text, unscoped=unscoped)
    found = [each for rule, standings in signs.touched.items() for each in _found_by(rule, standings, text)]
    if not signs.hits.get(lexicon.grammar.id("recent")):
        found = _without_long_standing(found)
    if unscoped or lexicon.net is None or _is_short_answer(lexicon, text, signs.hits):
        return replace(_together(found), hits=signs.hits)
    opinion = opinion_of(lexicon.net, signs.blocks)
    found = _second_opinion(lexicon.net, opinion, signs, found, undoubted=undoubted)
    return replace(_together(found), hits=signs.hits, suspicion=opinion.chance)


def _without_long_standing(found: list[_Found]) -> list[_Found]:
    """Leaks unchanged for years are for a nurse today, not for the emergency room (message OLD)."""
    old = {each.flag for each in found if " OLD " in each.reason.rule}
    return [each for each in found if each.flag not in old or " OLD " in each.reason.rule]


def _second_opinion(
    net: Model, opinion: Opinion, signs: Signs, found: list[_Found], *, undoubted: bool
) -> list[_Found]:
    """Rules and net together: the rules are believed where the net sees any danger, the net where it is sure."""
    if not undoubted and opinion.chance < RULE_ASKS:
        graver = [_asked_about(each) for each in found if _is_top(each)] if opinion.chance >= RULE_ASKS_TOP else []
        found = [each for each in found if each.says is Disposition.NONE] + graver
    elif not undoubted:
        found = [_asked_about(each) if _is_doubted(each, opinion, signs.length) else each for each in found]
    says = _net_says(opinion)
    if says.acts_at_once and opinion.flags[0] in TOLD_APART and any(_asks_what_hinders(each) for each in found):
        says = Disposition.ASK_SCREEN
    is_one_leg = any(each.says is Disposition.NONE for each in found) and opinion.flags[0] in LEGS
    is_settled = is_one_leg and opinion.chance < NET_OVERRULES
    if says is Disposition.NONE or is_settled or any(each.says.urgency > says.urgency for each in found):
        return found
    chance = opinion.chance if says is Disposition.ASK_SCREEN else opinion.at_least(says)
    return found + [
        _Found(
            flag,
            says,
            Reason(f"net {flag.value} {chance:.2f}: {says.value}", words_for(net, opinion, signs.blocks, flag)),
        )
        for flag in opinion.flags
        if all(each.flag is not flag or each.says is not says for each in found)
    ]


def _asks_what_hinders(found: _Found) -> bool:
    return found.says is Disposition.ASK_SCREEN and found.reason.rule.startswith(CANNOT_MOVE)


def _is_top(found: _Found) -> bool:
    return found.says.urgency >= Disposition.CRISIS_988.urgency


def _is_doubted(found: _Found, opinion: Opinion, length: int) -> bool:
    in_general = RULE_ACTS if length > FEW else RULE_ACTS_IN_FEW
    enough = RULE_ACTS_TOP if _is_top(found) else in_general
    return found.says.acts_at_once and opinion.at_least(Disposition.SAME_DAY_STAFF) < enough


def _asked_about(found: _Found) -> _Found:
    doubted = Reason(f"{found.reason.rule}, doubted: {Disposition.ASK_SCREEN.value}", found.reason.words)
    return _Found(found.flag, Disposition.ASK_SCREEN, doubted)


def _net_says(opinion: Opinion) -> Disposition:
    is_crisis = opinion.flags[0] is RedFlag.SUICIDAL
    enough = NET_RAISES if opinion.at_least(Disposition.SAME_DAY_STAFF) >= CERTAIN else NET_ACTS
    for says in (Disposition.CALL_911, Disposition.CRISIS_988, Disposition.ER_NOW, Disposition.SAME_DAY_STAFF):
        if opinion.at_least(says) >= (NET_ACTS_TODAY if says is Disposition.SAME_DAY_STAFF else enough):
            return Disposition.CALL_911 if says is Disposition.CRISIS_988 and not is_crisis else says
    is_near = opinion.chance >= NET_ASKS or opinion.at_least(Disposition.CRISIS_988) >= NET_ASKS_TOP
    return Disposition.ASK_SCREEN if is_near else Disposition.NONE


def _is_short_answer(lexicon: Lexicon, text: Text, hits: Hits) -> bool:
    kinds = ("yes", "no", "unsure")
    is_answer = any(hits.get(lexicon.grammar.id(f"cue_answer_{kind}")) for kind in kinds)
    return (is_answer and len(text.words) <= SHORT_ANSWER) or is_bare_answer(lexicon, text, hits)


def _found_by(rule: Rule, standings: list[tuple[Hit, Standing | None]], text: Text) -> list[_Found]:
    found: list[_Found] = []
    for match, standing in standings:
        says = _weighed(rule, standing)
        if says is None:
            continue
        words = text.quote(match.start, match.end)
        found.append(_Found(rule.flag, says, Reason(f"{rule.cite} {rule.flag.value}: {says.value}", words)))
        if says is rule.says:
            break
    return found


def _weighed(rule: Rule, standing: Standing | None) -> Disposition | None:
    if standing is Standing.HOLDS:
        return rule.says
    if standing is Standing.WEAKER:
        return Disposition.ASK_SCREEN if rule.says is not Disposition.NONE else None
    if rule.flag is RedFlag.SUICIDAL and standing in (Standing.HYPOTHETICAL, Standing.PAST):
        return Disposition.ASK_SCREEN
    return None


def _together(found: list[_Found]) -> Danger:
    if not found:
        return Danger()
    flags = {each.flag for each in found if each.says.acts_at_once}
    for needed, says, why in _TOGETHER:
        if needed <= flags:
            words = " … ".join(each.reason.words for each in found if each.flag in needed)
            first = next(each.flag for each in found if each.flag in needed)
            found.append(_Found(first, says, Reason(f"{why}: {says.value}", words)))
    found.sort(key=lambda each: -each.says.urgency)  # stable: the order of the rules decides among equals
    top = found[0].says
    kept = [each for each in found if each.says is top or each.says.acts_at_once or top is Disposition.NONE]
    return Danger(
        top, tuple(dict.fromkeys(each.flag for each in kept)), tuple(dict.fromkeys(each.reason for each in kept))
    )
