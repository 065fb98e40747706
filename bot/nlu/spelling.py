"""One mistyped word at a time: which known word was meant, if any.

An ordinary word is never changed; a word is changed only into one the understanding data knows.
"""

import re
from collections.abc import Collection, Iterable, Mapping

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


class Speller:
    """Finds the known word a stranger stands for. `targets` may be reached, `ordinary` words are left alone."""

    def __init__(self, targets: Mapping[str, int], ordinary: Collection[str], known_errors: Mapping[str, str]) -> None:
        self._rank = targets
        self._ordinary = ordinary
        self._errors = known_errors
        self._near: dict[str, list[str]] = {}
        self._alike: dict[str, list[str]] = {}
        for word in targets:
            if len(word) < _SHORTEST - 1:
                continue
            for key in _with_one_missing(word):
                self._near.setdefault(key, []).append(word)
            self._alike.setdefault(sound(word), []).append(word)

    def correct(self, word: str) -> str:
        """The word itself where it is known, ordinary, short or like nothing known."""
        if word in self._errors:
            return self._errors[word]
        if word in self._rank or word in self._ordinary or len(word) < _SHORTEST - 1 or not word.isalpha():
            return word
        candidates = {near for key in _with_one_missing(word) for near in self._near.get(key, ())}
        candidates.update(self._alike.get(sound(word), ()))
        best = min(((self._cost(word, near), near) for near in candidates), default=None)
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
