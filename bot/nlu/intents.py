"""What the person wants: a small network over pieces of words and word families, a sentence at a time.

Below the margin nothing is decided: two or three guesses are given to be asked back with.
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.nlu.grammar import Hits
from bot.nlu.lexicon import Lexicon
from bot.nlu.meaning import Reason
from bot.nlu.model import Model, pieces_of, shares_of, words_of
from bot.nlu.text import Text
from bot.nlu.word_classes import classes_in
from bot.values import Intent

CLEAR = 0.45  # probability above which an intent is taken
SECOND = 0.55  # a part of the message must be clearer than that to add a second intent
HEARD_TOO = 0.02  # and the whole message must not find it absurd: "drop" alone is not what "drop off my forms" wants
ALSO = 0.27  # the runner-up of the whole message is kept from here: two wishes share what one would have alone
BARE = 5  # so few words, and no joint between them, hold one wish: two that are likely are two readings of it
GUESS = 0.12  # below this an intent is not worth asking back with
LONGEST = 60  # words the model looks at
_BACK_PAIN = ("i_spasm", "i_backache")  # families of words
_DIGITS = "0"  # stands for every number: which one it is says nothing of the wish

# What ends or moves the conversation is served first; everything else in the order in which it was said.
_FIRST = (
    Intent.OPT_OUT, Intent.ABUSE, Intent.WRONG_NUMBER, Intent.RUNNING_LATE, Intent.CANCEL_APPOINTMENT,
    Intent.RESCHEDULE,
)  # fmt: skip
_WEAK = frozenset(
    {
        Intent.THANKS_SMALLTALK,
        Intent.HELP,
        Intent.OUT_OF_SCOPE,
        Intent.REPEAT,
        Intent.GO_BACK,
        Intent.OPT_OUT,
        Intent.ABUSE,
    }
)
_JOINERS = frozenset({"and", "also", "y", "tambien", "plus", "then", "pero", "but", "ademas", "oh"})


CALM = frozenset({
    Intent.OPT_OUT, Intent.OPT_IN, Intent.LANGUAGE_SWITCH, Intent.GO_BACK, Intent.REPEAT, Intent.START_OVER,
    Intent.HOURS,
    Intent.LOCATION_DIRECTIONS, Intent.PHONE_NUMBER_FAX, Intent.INSURANCE_BILLING, Intent.CONFIRM, Intent.RESCHEDULE,
    Intent.RUNNING_LATE, Intent.WRONG_NUMBER, Intent.THANKS_SMALLTALK, Intent.CANCEL_APPOINTMENT, Intent.RECORDS_REFILL,
})  # fmt: skip
CALM_FROM = 0.9  # a wish for one of these, so clear, is no cry for help that the safety net must catch


STAYS, LEAVES = "stays", "leaves"  # the second head of the model: does the person ask for no more messages?
Blocks = tuple[list[str], list[str], list[str], list[str]]  # features that weigh alike


@dataclass(frozen=True, slots=True)
class Wish:
    """The intents, the first to act on; or guesses when none is clear."""

    intents: tuple[Intent, ...] = ()
    guesses: tuple[Intent, ...] = ()
    reasons: tuple[Reason, ...] = ()
    chance: float = 0.0  # of the first intent
    leaving: float = 0.0  # the chance that it asks for no more messages


def _rank(intent: Intent, chance: float) -> int:
    """Only what the whole message clearly wants comes before what was said earlier; a runner-up never does."""
    return _FIRST.index(intent) if intent in _FIRST and chance >= CLEAR else len(_FIRST)


def families_in(families: Mapping[int, str], hits: Hits, start: int = 0, end: int = 10_000) -> list[str]:
    """The word families found between two tokens, and which of them stand together."""
    present = sorted(
        families[concept]
        for concept in families.keys() & hits.keys()
        if any(start <= hit.start and hit.end <= end for hit in hits[concept])
    )
    pairs = [f"{first}+{second}" for index, first in enumerate(present) for second in present[index + 1 :]]
    return present + pairs


def find_intents(lexicon: Lexicon, text: Text, hits: Hits) -> Wish:
    """Never raises; an empty text wishes nothing."""
    model = lexicon.model
    words = text.words[:LONGEST]
    if model is None or not any(letter.isalpha() for letter in text.flat):
        return Wish()
    blocks = blocks_of(lexicon, text, hits)
    units = model.units(*blocks)
    scores = model.scores(units)
    whole = _ranked(model, scores)
    likely = {intent: chance for chance, intent in whole}
    counts = {*likely} - _WEAK | {Intent.OPT_OUT}
    heard = {intent for intent in counts if likely[intent] >= HEARD_TOO}
    clear: dict[Intent, float] = {}
    parts = _parts(text, len(words))
    for start, end in parts if len(heard) > 1 else ():
        part = model.units(*blocks_of(lexicon, text, hits, start, end))
        chance, intent = _ranked(model, model.scores(part))[0]
        if chance >= SECOND and intent in heard and intent not in _WEAK:
            clear[intent] = max(chance, clear.get(intent, 0.0))
    if whole[0][0] >= CLEAR and not _has_two_readings(whole, words, parts):
        clear.setdefault(whole[0][1], whole[0][0])
        clear.update({intent: chance for chance, intent in whole[1:2] if chance >= ALSO and intent not in _WEAK})
    leaving = _leaving(model, scores)
    if not clear:
        guesses = tuple(intent for chance, intent in whole[:3] if chance >= GUESS)
        if Intent.SPASM_CARE in guesses and any(lexicon.grammar.id(name) in hits for name in _BACK_PAIN):
            return Wish((Intent.SPASM_CARE,), leaving=leaving)  # a long story of a bad back: the screen comes first
        return Wish(guesses=guesses, leaving=leaving)
    strong = [intent for intent in clear if intent not in _WEAK] or list(clear)
    ordered = sorted(strong, key=lambda intent: _rank(intent, likely[intent]))[:3]
    evidence = _words_for(model, units, blocks, ordered[0])
    reason = Reason(f"intent: {ordered[0].value}", ", ".join(evidence))
    return Wish(tuple(ordered), (), (reason,), clear[ordered[0]], leaving)


def _has_two_readings(whole: list[tuple[float, Intent]], words: Sequence[str], parts: list[tuple[int, int]]) -> bool:
    chance, second = whole[1]
    return chance >= ALSO and second not in _WEAK and len(words) <= BARE and not parts


def blocks_of(lexicon: Lexicon, text: Text, hits: Hits, start: int = 0, end: int = LONGEST) -> Blocks:
    """The four blocks of features: words and pairs, pieces of words, word families, and the classes of the words."""
    words = [_DIGITS if word[0].isdigit() else word for word in text.words[start:end]]
    found = families_in(lexicon.families, hits, start, end)
    if _DIGITS in words:
        found += [f"<number>{family}" for family in ("", *found) if "+" not in family]
    if "?" in text.flat:
        found.append("<question>")
    return words_of(words), pieces_of(words), found, classes_in(lexicon.classes, words)


def _words_for(model: Model, units: Sequence[int], blocks: Blocks, intent: Intent) -> list[str]:
    """The words that spoke most for it; pieces of words and families where no whole word did."""
    words, pieces, families, _ = blocks
    return model.evidence(units, words, intent.value) or model.evidence(units, pieces + families, intent.value)


def _ranked(model: Model, scores: Sequence[float]) -> list[tuple[float, Intent]]:
    """Every intent with its chance, the likeliest first."""
    names = model.classes[: model.classes.index(STAYS)]
    chances = shares_of(scores[: len(names)])
    return sorted(((chance, Intent(name)) for chance, name in zip(chances, names, strict=True)), reverse=True)


def _leaving(model: Model, scores: Sequence[float]) -> float:
    """The chance that it asks for no more messages."""
    return shares_of(scores[model.classes.index(STAYS) :])[1]


def _parts(text: Text, limit: int) -> list[tuple[int, int]]:
    """Pieces that may each hold a wish: cut at full stops, commas and joining words."""
    cuts = [0]
    for index, token in enumerate(text.tokens[:limit]):
        if index - cuts[-1] >= 2 and (token.pause >= 1 or token.word in _JOINERS):
            cuts.append(index)
    cuts.append(limit)
    parts = [(start, end) for start, end in itertools.pairwise(cuts) if end - start >= 2]
    return parts if 1 < len(parts) <= 6 else []
