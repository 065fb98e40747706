"""Words that may mean danger. Runs on every message, in every state, before anything else.

A missed danger is the worst mistake of the house, so the unclear is asked about, never passed.
"""

from dataclasses import dataclass, field, replace

from bot.nlu.grammar import Hit, Hits
from bot.nlu.lexicon import Lexicon, Rule
from bot.nlu.meaning import Reason
from bot.nlu.model import features_of
from bot.nlu.scope import Scope, Standing
from bot.nlu.text import Text
from bot.values import Disposition, RedFlag

HARMLESS = "none"  # the class of the safety net for messages without danger
NET_ASKS = 0.4  # from this chance of a flag on its question is asked
NET_WELL = 0.8  # the same where the message says that things are well
NET_SURE = 0.9  # the only thing the net does at once: offer 988, since nobody is asked that as a routine
NET_WORDS = 60
SHORT_ANSWER = 3  # words; "creo que sí" is an answer, not a danger


@dataclass(frozen=True, slots=True)
class Danger:
    """What was found: the most urgent disposition, the flags in the order they matter, and why."""

    disposition: Disposition = Disposition.NONE
    flags: tuple[RedFlag, ...] = ()
    reasons: tuple[Reason, ...] = ()
    hits: Hits = field(default_factory=dict)  # every concept in the message, for the readers that follow

    @property
    def only_suspected(self) -> bool:
        """No rule fired; the safety net asks."""
        return self.disposition is Disposition.ASK_SCREEN and all(
            reason.rule.startswith("safety net") for reason in self.reasons
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


def find_danger(lexicon: Lexicon, text: Text, *, unscoped: bool = False) -> Danger:
    """Never raises. `unscoped` reads one of our own questions, which names dangers without reporting any."""
    if not text.tokens:
        return Danger()
    grammar = lexicon.grammar
    everything = hits = grammar.find(text.tokens)
    innocent = hits.get(grammar.id("innocent"), [])
    if innocent:
        blank = frozenset(index for hit in innocent for index in range(hit.start, hit.end))
        hits = grammar.find(text.tokens, blank)
    scope = None if unscoped else Scope(grammar, text, hits)
    touched = [rule for rule in lexicon.rules if rule.when in hits]
    found = [each for rule in touched for each in _matches(rule, hits, scope, text)]
    if not hits.get(grammar.id("recent")):
        found = _without_long_standing(found)
    heard = {each.flag for each in found}
    dismissed = any(rule.flag not in heard for rule in touched)
    is_open = all(each.says is Disposition.NONE for each in found) and not dismissed
    if is_open and not innocent and not unscoped:
        found = _caught(lexicon, text, hits) or found
    return replace(_together(found), hits=everything)


def _without_long_standing(found: list[_Found]) -> list[_Found]:
    """Leaks unchanged for years are for a nurse today, not for the emergency room (message OLD)."""
    old = {each.flag for each in found if " OLD " in each.reason.rule}
    return [each for each in found if each.flag not in old or " OLD " in each.reason.rule]


def _caught(lexicon: Lexicon, text: Text, hits: Hits) -> list[_Found]:
    """The safety net: words that look like a danger although no rule fired are asked about."""
    net = lexicon.net
    words = text.words[:NET_WORDS]
    if net is None or len(words) < 2 or _is_short_answer(lexicon, words, hits) or _is_only_asked(lexicon, hits):
        return []
    features = features_of(words)
    chances = net.probabilities(features)
    flag, chance = max(zip(net.classes, chances, strict=True), key=lambda pair: pair[1] if pair[0] != HARMLESS else 0.0)
    bar = NET_WELL if hits.get(lexicon.grammar.id("all_well")) else NET_ASKS
    if chance < bar or flag == RedFlag.ONE_LEG:
        return []
    sure = flag == RedFlag.SUICIDAL and chance >= NET_SURE
    says = Disposition.CRISIS_988 if sure else Disposition.ASK_SCREEN
    evidence = ", ".join(net.evidence(features, flag))
    return [_Found(RedFlag(flag), says, Reason(f"safety net {flag} {chance:.2f}: {says.value}", evidence))]


def _is_short_answer(lexicon: Lexicon, words: tuple[str, ...], hits: Hits) -> bool:
    kinds = ("yes", "no", "unsure")
    return len(words) <= SHORT_ANSWER and any(hits.get(lexicon.grammar.id(f"cue_answer_{kind}")) for kind in kinds)


def _is_only_asked(lexicon: Lexicon, hits: Hits) -> bool:
    return any(hits.get(lexicon.grammar.id(f"scope_hypothetical_{kind}")) for kind in ("before", "topic"))


def _matches(rule: Rule, hits: Hits, scope: Scope | None, text: Text) -> list[_Found]:
    harmless = hits.get(rule.unless, []) if scope is not None else []
    found: list[_Found] = []
    for match in hits[rule.when]:
        if any(excuse.start < match.end and match.start < excuse.end for excuse in harmless):
            continue
        says = _weighed(rule, match, scope)
        if says is None:
            continue
        words = text.quote(match.start, match.end)
        found.append(_Found(rule.flag, says, Reason(f"{rule.cite} {rule.flag.value}: {says.value}", words)))
        if says is rule.says:
            break
    return found


def _weighed(rule: Rule, match: Hit, scope: Scope | None) -> Disposition | None:
    standing = Standing.HOLDS if scope is None else scope.standing(match, rule.keeps)
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
