"""Many words of which one thing is asked only: is this word among them?"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable
from zlib import crc32


class WordSet:
    """Kept as sorted checksums, four bytes a word instead of some ninety, and never written on by forked workers.

    Of a hundred thousand words that are not in it, one or two are taken to be.
    """

    __slots__ = ("_keys",)

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._keys = array("I", sorted({crc32(word.encode()) for word in words}))

    def __contains__(self, word: object) -> bool:
        keys, key = self._keys, crc32(str(word).encode())
        at = bisect_left(keys, key)
        return at < len(keys) and keys[at] == key

    def __len__(self) -> int:
        return len(self._keys)
