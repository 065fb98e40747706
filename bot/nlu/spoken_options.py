"""The options of a question, where only its words are known: "1 ice, 2 heat" (the batch door)."""

import re
from collections import Counter

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


def options_in(context: str) -> tuple[Option, ...]:
    """The numbered options in the words of a question, each with its phrase and the words that it alone has."""
    flat = flatten(context)
    heads: list[re.Match[str]] = []
    for head in _OPTION.finditer(flat):
        if head[1] == str(len(heads) + 1):  # "9 AM" between them is no option
            heads.append(head)
    found: dict[str, list[str]] = {}
    for place, head in enumerate(heads):
        end = heads[place + 1].start() if place + 1 < len(heads) else len(flat)
        said = re.split(r"[.;?!]", flat[head.end() : end])[0]
        found.setdefault(head[1], re.findall(r"[a-z0-9']+", said))
    counts = Counter(word for words in found.values() for word in set(words))
    return tuple(
        Option(key, (" ".join(words), *(word for word in words if counts[word] == 1 and _tells(word))))
        for key, words in sorted(found.items())
        if words
    )[:MOST_OPTIONS]
