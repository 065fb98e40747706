"""A small linear model: weights of character n-grams, words and concepts, added up.

Trained by tools/train_*.py. A feature is known by its checksum alone, and all weights lie in two flat arrays: read in
milliseconds, and shared by forked workers, who never write on them.
"""

import base64
import itertools
import math
import struct
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32, decompress

ZERO = 64  # the byte that stands for weight 0; weights reach from -63 to 63 steps
_FIRST_BITS, _LATER_BITS = 13, 19  # of a 32-bit checksum
MOST_FEATURES = 500  # of one message; 500 times 127 fits the 16 bits a sum has


@dataclass(frozen=True, slots=True)
class Model:
    """Scores for each class, and the words that made them."""

    classes: tuple[str, ...]
    scale: float  # one step of a stored weight
    bias: tuple[float, ...]
    keys: "array[int]"  # the checksums of the features, sorted
    starts: "array[int]"  # where the keys with the same first bits begin, so that few are looked at
    rows: bytes  # a row a feature, a byte a class, padded to an even length

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> "Model":
        """`table["weights"]` is base64 of zlib of the keys (four bytes each, little-endian) and then the rows."""
        classes = tuple(table["classes"])
        packed = decompress(base64.b64decode(table["weights"]))
        split = 4 * int(table["features"])
        keys = array("I", struct.unpack(f"<{split // 4}I", packed[:split]))
        starts = array("I", (bisect_left(keys, first << _LATER_BITS) for first in range((1 << _FIRST_BITS) + 1)))
        return cls(classes, float(table["scale"]), tuple(map(float, table["bias"])), keys, starts, packed[split:])

    def scores(self, *blocks: Iterable[str]) -> list[float]:
        """One score a class, higher is likelier. Features the model does not know count nothing.

        Each block of features weighs as much as the next, however many they are. A row is read as one large integer
        and its bytes spread over 16 bits each, every other one at a time: adding features is adding integers, and
        30 classes cost no more than one.
        """
        width = row_width(len(self.classes))
        mask = int.from_bytes(b"\xff\x00" * (width // 2), "little")
        lanes = f"<{width // 2}H"
        scores = list(self.bias)
        for features in blocks:
            even = odd = count = 0
            for place, _ in itertools.islice(self._known(features), MOST_FEATURES):
                row = int.from_bytes(self.rows[place : place + width], "little")
                even += row & mask
                odd += row >> 8 & mask
                count += 1
            if not count:
                continue
            halves = [struct.unpack(lanes, each.to_bytes(width, "little")) for each in (even, odd)]
            step, shift = self.scale / math.sqrt(count), count * ZERO
            for column in range(len(scores)):
                scores[column] += (halves[column & 1][column >> 1] - shift) * step
        return scores

    def probabilities(self, features: Iterable[str]) -> list[float]:
        return shares_of(self.scores(features))

    def evidence(self, features: Sequence[str], name: str, most: int = 3) -> list[str]:
        """The features that spoke most for class `name`."""
        column = self.classes.index(name)
        weighed = sorted(
            ((self.rows[place + column], feature) for place, feature in self._known(features)), reverse=True
        )
        return [feature for weight, feature in weighed[:most] if weight > ZERO]

    def _known(self, features: Iterable[str]) -> Iterator[tuple[int, str]]:
        """Where the row of each known feature begins."""
        keys, starts, width, end = self.keys, self.starts, row_width(len(self.classes)), len(self.keys)
        for feature in features:
            key = crc32(feature.encode())
            first = key >> _LATER_BITS
            at = bisect_left(keys, key, starts[first], starts[first + 1])
            if at < end and keys[at] == key:
                yield at * width, feature


def shares_of(scores: Sequence[float]) -> list[float]:
    """Scores as probabilities that add up to one."""
    top = max(scores)
    shares = [math.exp(score - top) for score in scores]
    whole = sum(shares)
    return [share / whole for share in shares]


def key_of(feature: str) -> int:
    """The checksum by which a feature is known."""
    return crc32(feature.encode())


def row_width(classes: int) -> int:
    return classes + classes % 2


def features_of(words: Sequence[str]) -> list[str]:
    """What a model looks at: words, pairs of words, and pieces of words."""
    return [*words_of(words), *pieces_of(words)]


def words_of(words: Sequence[str]) -> list[str]:
    """Each word, each pair, the first word, and how many there are."""
    found = [f"={word}" for word in words]
    found += [f"={first}_{second}" for first, second in itertools.pairwise(words)]
    if words:
        found += [f"^{words[0]}", f"#{min(len(words), 6)}"]
    return list(dict.fromkeys(found))


def pieces_of(words: Sequence[str]) -> list[str]:
    """Every 3 to 5 letters that follow each other, across words too."""
    line = f"_{'_'.join(words)}_"
    return list(
        dict.fromkeys(line[start : start + size] for size in (3, 4, 5) for start in range(len(line) - size + 1))
    )
