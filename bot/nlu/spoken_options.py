"""The words by which an option may be chosen: those it alone has; and options read from a question, "1 ice, 2 heat"."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from bot.nlu.meaning import Option
from bot.nlu.numbers import word_value
from bot.nlu.text import flatten, word_set

MOST_OPTIONS = 9
_OPTION = re.compile(r"(?:^|[^\w/])(\d)[).:=]?\s+(?:for |para |es |is |= |- )?(?=[^\d\s])")
_IDLE = word_set(
    "the a an and or for to of in on at with my your you i is are it press reply say text choose please not now that"
    " el la los las un una de del y o en con para por mi su es marque responda diga oprima presione elija favor"
    " que si no"
)


def _tells(word: str) -> bool:
    return word not in _IDLE and word_value(word) is None


def with_own_words(options: Sequence[Option]) -> tuple[Option, ...]:
    """Each option also by the words that it alone has: "changing" is enough for "changing a visit"."""
    words = [re.findall(r"[a-z0-9']+", flatten(" ".join(option.words))) for option in options]
    counts = Counter(word for each in words for word in set(each))
    own = [(word for word in dict.fromkeys(each) if counts[word] == 1 and _tells(word)) for each in words]
    return tuple(replace(option, words=(*option.words, *telling)) for option, telling in zip(options, own, strict=True))


def options_in(context: str) -> tuple[Option, ...]:
    """The numbered options in the words of a question, each with its phrase and the words that it alone has."""
    flat = flatten(context)
    heads: list[re.Match[str]] = []
    for head in _OPTION.finditer(flat):
        if head[1] == str(len(heads) + 1):  # "9 AM" between them is no option
            heads.append(head)
    found: dict[str, Option] = {}
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(flat)
        said = " ".join(re.findall(r"[a-z0-9']+", re.split(r"[.;?!]", flat[head.end() : end])[0]))
        if said:
            found.setdefault(head[1], Option(head[1], (said,)))
    return with_own_words([found[key] for key in sorted(found)])[:MOST_OPTIONS]
