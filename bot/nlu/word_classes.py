"""Which words are used alike: the Brown classes of frequent words, learned by others from large texts.

A class is a path in a tree of classes, and words that share the beginning of their paths are used more or less alike:
what a model learned of "butt" says something of "rear", and what follows "can't feel my" something of both.
"""

import base64
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from bot.nlu.model import key_of, numbers_in

_BROAD, _NEIGHBOURS = 8, 9  # bits of a path: of a wide class of words, and of each of two that follow each other


@dataclass(frozen=True, slots=True)
class WordClasses:
    """The classes of one language's words."""

    language: str
    keys: "array[int]"  # the checksums of the words, sorted
    paths: "array[int]"  # the path of each word's class, its first step in the lowest bit

    @classmethod
    def parse(cls, language: str, table: Mapping[str, Any]) -> "WordClasses":
        """`table["paths"]` is base64 of zlib of the keys and then the paths, four little-endian bytes each."""
        packed = zlib.decompress(base64.b64decode(table["paths"]))
        words = int(table["words"])
        numbers = numbers_in(packed)
        return cls(language, numbers[:words], numbers[words:])

    def path_of(self, word: str) -> int:
        """The path of the word's class; 0 for a word that is too rare to have one."""
        key = key_of(word)
        at = bisect_left(self.keys, key)
        return self.paths[at] if at < len(self.keys) and self.keys[at] == key else 0


def classes_in(languages: Iterable[WordClasses], words: Sequence[str]) -> list[str]:
    """The classes of the words, wide and narrow, and of each two words that follow each other."""
    found: dict[str, None] = {}
    broad, near = (1 << _BROAD) - 1, (1 << _NEIGHBOURS) - 1
    for language in languages:
        tag, paths = language.language, [language.path_of(word) for word in words]
        for path in paths:
            if path:
                found[f"{tag}:{path}"] = found[f"{tag}~{path & broad}"] = None
        for first, second in pairwise(paths):
            if first and second:
                found[f"{tag}+{first & near}+{second & near}"] = None
    return list(found)
