"""A small linear model: weights of character n-grams, words and concepts, added up.

Trained by tools/train_*.py. A feature is known by its checksum alone, and all weights lie in two flat arrays: read in
milliseconds, and shared by forked workers, who never write on them.
"""

import base64
import itertools
import math
import struct
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32, decompress

ZERO = 64  # the byte that stands for weight 0; weights reach from -63 to 63 steps
_FIRST_BITS, _LATER_BITS = 16, 16  # of a 32-bit checksum
MOST_FEATURES = 500  # of one message; 500 times 127 fits the 16 bits a sum has


@dataclass(frozen=True, slots=True)
class Model:
    """Scores for each class, and the words that made them."""

    classes: tuple[str, ...]
    scale: float  # one step of a stored weight
    bias: tuple[float, ...]
    keys: "array[int]"  # the checksums of the features, sorted
    starts: "array[int]"  # where the keys with the same first bits begin, so that few are looked at
    rows: bytes  # a row a feature, a byte a class

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> "Model":
        """`table["weights"]` is base64 of zlib of the keys (four bytes each, little-endian) and then the rows."""
        classes = tuple(table["classes"])
        packed = decompress(base64.b64decode(table["weights"]))
        split = 4 * int(table["features"])
        keys = numbers_in(packed[:split])
        begin_with = array("I", bytes(4 * ((1 << _FIRST_BITS) + 1)))
        for key in keys:
            begin_with[(key >> _LATER_BITS) + 1] += 1
        starts = array("I", itertools.accumulate(begin_with))
        return cls(classes, float(table["scale"]), tuple(map(float, table["bias"])), keys, starts, packed[split:])

    def scores(self, *blocks: Sequence[str]) -> list[float]:
        """One score a class, higher is likelier. Features the model does not know count nothing.

        Each block of features weighs as much as the next, however many they are. A row is read as one large integer,
        its even and its odd bytes added apart, so that each sum has 16 bits: adding features is adding integers, and
        30 classes cost no more than one.
        """
        width, rows = row_width(len(self.classes)), self.rows
        every_other = int.from_bytes(b"\xff\x00" * (width // 2), "little")
        scores = list(self.bias)
        for features in blocks:
            known = self._known(features)
            if not known:
                continue
            found = [int.from_bytes(rows[place : place + width], "little") for place, _ in known]
            even = sum([row & every_other for row in found])
            odd = (sum(found) - even) >> 8
            step, shift = self.scale / math.sqrt(len(known)), len(known) * ZERO
            for first, sums in enumerate((even, odd)):
                for column, added in enumerate(struct.unpack(f"<{width // 2}H", sums.to_bytes(width, "little"))):
                    if 2 * column + first < len(scores):
                        scores[2 * column + first] += (added - shift) * step
        return scores

    def evidence(self, features: Sequence[str], name: str, most: int = 3) -> list[str]:
        """The features that spoke most for class `name`."""
        column = self.classes.index(name)
        weighed = sorted(
            ((self.rows[place + column], feature) for place, feature in self._known(features)), reverse=True
        )
        return [feature for weight, feature in weighed[:most] if weight > ZERO]

    def _known(self, features: Sequence[str]) -> list[tuple[int, str]]:
        """Where the row of each known feature begins; no more of them than a sum has room for."""
        keys, starts, width = self.keys, self.starts, row_width(len(self.classes))
        found = []
        for feature, key in zip(features, map(crc32, map(str.encode, features)), strict=True):
            first = key >> _LATER_BITS
            for at in range(starts[first], starts[first + 1]):
                if keys[at] == key:
                    found.append((at * width, feature))
                    break
        return found[:MOST_FEATURES]


def numbers_in(packed: bytes) -> "array[int]":
    """Numbers of four little-endian bytes each."""
    return array("I", struct.unpack(f"<{len(packed) // 4}I", packed))


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
