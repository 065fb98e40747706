"""The second opinion on every message: a network that has learned from thousands of messages.

Rules know the words somebody thought of; the net weighs all words at once, and what the rules said of them.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.nlu.grammar import Hits
from bot.nlu.model import Model, pieces_of, shares_of, words_of
from bot.nlu.word_classes import WordClasses, classes_in
from bot.values import Disposition, RedFlag

HARMLESS = "none"  # the class of messages without danger
MOST_WORDS = 80
LIKELY = 0.25  # from this chance of its own a flag is named
FLAGS = (HARMLESS, *(flag.value for flag in RedFlag))  # the first head: what it is about
LEVELS = tuple(disposition.value for disposition in Disposition)  # the second head: how urgent it is

Blocks = tuple[list[str], list[str], list[str], list[str]]  # features that weigh alike
Verdict = tuple[RedFlag, Disposition, str]  # what a rule is about, what it says, and how its words stand


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the net thinks of a message."""

    chance: float  # of any danger at all
    flags: tuple[RedFlag, ...]  # the likeliest first
    urgency: Mapping[Disposition, float]  # the chance of each disposition
    units: Sequence[int]  # of the net, as the message moved them

    def at_least(self, disposition: Disposition) -> float:
        """The chance that the message is as urgent as this, or more."""
        return sum(chance for each, chance in self.urgency.items() if each.urgency >= disposition.urgency)


def blocks_of(
    words: Sequence[str],
    classes: Iterable[WordClasses],
    names: Mapping[int, str],
    hits: Hits,
    verdicts: Iterable[Verdict],
) -> Blocks:
    """The words, and pairs of them; their pieces; concepts, with what rules made of them; the classes of the words."""
    found = {f"<{names[concept]}>" for concept in hits if concept in names}
    for flag, says, standing in verdicts:
        found.update((f"{flag}:{says}:{standing}", f"{flag}:{standing}", f"{says}:{standing}"))
    words = words[:MOST_WORDS]
    return words_of(words), pieces_of(words), sorted(found), classes_in(classes, words)


def opinion_of(net: Model, blocks: Blocks) -> Opinion:
    """Never raises."""
    units = net.units(*blocks)
    scores = net.scores(units)
    flags = shares_of(scores[: len(FLAGS)])
    levels = shares_of(scores[len(FLAGS) :])
    ranked = sorted(zip(flags[1:], map(RedFlag, FLAGS[1:]), strict=True), reverse=True)
    likely = tuple(flag for chance, flag in ranked if chance >= LIKELY) or (ranked[0][1],)
    urgency = {Disposition(name): chance for name, chance in zip(LEVELS, levels, strict=True)}
    danger = (1 - flags[0] + 1 - urgency[Disposition.NONE]) / 2
    return Opinion(danger, likely, urgency, units)


def words_for(net: Model, opinion: Opinion, blocks: Blocks, flag: RedFlag) -> str:
    """The person's words that spoke most for this flag; pieces of words and concepts where no whole word did."""
    words, pieces, concepts, _ = blocks
    whole = [feature for feature in words if feature.startswith("=")]
    spoke = net.evidence(opinion.units, whole, flag.value)
    spoke = spoke or net.evidence(opinion.units, pieces + concepts, flag.value)
    return ", ".join(feature.removeprefix("=").replace("_", " ").strip() for feature in spoke)
