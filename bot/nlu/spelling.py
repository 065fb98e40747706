"""One mistyped word at a time: which known word was meant, if any.

An ordinary word is never changed; a word is changed only into one the understanding data knows.
"""

import re
import zlib
from array import array
from bisect import bisect_left
from collections.abc import Container, Iterable, Iterator, Mapping

from rapidfuzz.distance import OSA

_SHORTEST = 5  # letters; "peo", "hig" could be anything
_SOUNDS = (
    ("ph", "f"), ("qu", "k"), ("ck", "k"), ("ll", "y"), ("gh", "g"), ("h", ""), ("z", "s"), ("v", "b"), ("w", "u"),
    ("ce", "se"), ("ci", "si"), ("c", "k"), ("q", "k"), ("j", "g"), ("x", "ks"),
)  # fmt: skip
_VOWELS = re.compile(r"[aeiouy]")
_DOUBLED = re.compile(r"(.)\1+")


def sound(word: str) -> str:
    """A rough key: how the word sounds to an English or Spanish ear, the vowels after the first dropped."""
    for written, spoken in _SOUNDS:
        word = word.replace(written, spoken)
    word = _DOUBLED.sub(r"\1", word)
    return word[:1] + _VOWELS.sub("", word[1:])


class _Index:
    """Words by key, in one flat array: small, and never written on once it is made."""

    def __init__(self, keyed: Iterable[tuple[str, int]]) -> None:
        self._entries = array("Q", sorted(_entry(key) + place for key, place in keyed))

    def places(self, key: str) -> Iterator[int]:
        """The places kept under this key."""
        entries, low = self._entries, _entry(key)
        for at in range(bisect_left(entries, low), len(entries)):
            if entries[at] > low + 0xFFFF:
                return
            yield entries[at] - low


def _entry(key: str) -> int:
    return zlib.crc32(key.encode()) << 16


class Speller:
    """Finds the known word a stranger stands for. `targets` may be reached, `ordinary` words are left alone."""

    def __init__(self, targets: Mapping[str, int], ordinary: Container[str], known_errors: Mapping[str, str]) -> None:
        self._rank = targets
        self._ordinary = ordinary
        self._errors = known_errors
        self._words = tuple(word for word in targets if len(word) >= _SHORTEST - 1)
        self._near = _Index((key, place) for place, word in enumerate(self._words) for key in _with_one_missing(word))
        self._alike = _Index((sound(word), place) for place, word in enumerate(self._words))

    def correct(self, word: str) -> str:
        """The word itself where it is known, ordinary, short or like nothing known."""
        if word in self._errors:
            return self._errors[word]
        if word in self._rank or word in self._ordinary or len(word) < _SHORTEST - 1 or not word.isalpha():
            return word
        places = {place for key in _with_one_missing(word) for place in self._near.places(key)}
        places.update(self._alike.places(sound(word)))
        near = (self._words[place] for place in places)
        best = min(((self._cost(word, candidate), candidate) for candidate in near), default=None)
        return best[1] if best is not None and best[0][0] <= _allowed(word) else word

    def _cost(self, word: str, near: str) -> tuple[float, int]:
        distance = OSA.distance(word, near, score_cutoff=2)
        penalty = 0.0 if word[0] == near[0] else 0.6
        if len(near) == len(word) + 1 and near.startswith(word) and len(word) < _SHORTEST:
            penalty += 1.0
        return distance + penalty, self._rank.get(near, 0)


def _allowed(word: str) -> float:
    if len(word) < _SHORTEST:
        return 1.0
    return 1.6 if len(word) < 7 else 2.0


def _with_one_missing(word: str) -> Iterable[str]:
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]
