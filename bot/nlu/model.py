"""A small network: character n-grams, words and concepts move the units of one hidden layer, and these the classes.

Trained by tools/train_*.py. A feature is known by its checksum alone, and all weights lie in flat arrays: read in
milliseconds, and shared by forked workers, who never write on them. All sums are of whole numbers, many of them side by
side in one large integer: adding 64 is as quick as adding one.
"""

import itertools
import json
import math
import struct
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from zlib import crc32

ZERO = 64  # the byte that stands for weight 0; weights reach from -63 to 63 steps
LAST_ZERO = 1 << 15  # the same for a last weight, of two bytes
FIRST_BITS, _LATER_BITS = 16, 16  # of a 32-bit checksum
STEP = 1 << 12  # what one step of a weight moves its unit, where it is the only feature of its block
MOST_FEATURES = 500  # of one message; 500 times 127 fits the 16 bits a sum has


@dataclass(frozen=True, slots=True)
class Model:
    """Scores for each class, and the words that made them."""

    classes: tuple[str, ...]
    keys: "array[int]"  # the checksums of the features, sorted
    starts: "array[int]"  # where the keys with the same first bits begin, so that few are looked at
    rows: bytes  # a row a feature, a byte a hidden unit
    unit_bias: tuple[int, ...]  # where each hidden unit begins
    last: tuple[int, ...]  # a row a hidden unit: a weight a class, side by side in one large integer
    scale: float  # one step of those weights, for a unit moved by one
    bias: tuple[float, ...]  # where each class begins

    @classmethod
    def parse(cls, file: bytes) -> "Model":
        """A line of JSON; then, in little-endian numbers, the keys and the starts (four bytes each), the last weights
        (two bytes each, a row a unit), and the rows. Raises ValueError where these are not all there.
        """
        line, _, numbers = file.partition(b"\n")
        table = json.loads(line)
        classes, units = tuple(table["classes"]), tuple(table["unit_bias"])
        sizes = (4 * table["features"], 4 * ((1 << FIRST_BITS) + 1), 2 * len(units) * len(classes))
        ends = list(itertools.accumulate(sizes))
        if len(numbers) != ends[-1] + table["features"] * len(units) or len(units) % 4:
            raise ValueError(f"{len(numbers)} bytes of numbers are not what {line[:60]!r}... tells")
        keys, starts = numbers_in(numbers[: ends[0]]), numbers_in(numbers[ends[0] : ends[1]])
        row, lanes = struct.Struct(f"<{len(classes)}H"), struct.Struct(f"<{len(classes)}Q")
        last = (lanes.pack(*weights) for weights in row.iter_unpack(numbers[ends[1] : ends[2]]))
        side_by_side = tuple(int.from_bytes(each, "little") for each in last)
        return cls(classes, keys, starts, numbers[ends[2] :], units, side_by_side, table["scale"], tuple(table["bias"]))

    def units(self, *blocks: Sequence[str]) -> list[int]:
        """How far each hidden unit is moved. Features the model does not know move none.

        Each block of features weighs as much as the next, however many they are. The bytes of a row are added in sums
        of 16 bits, its even ones and its odd ones apart, and the sums of the blocks in sums of 32 bits.
        """
        rows, width, from_bytes = self.rows, len(self.unit_bias), int.from_bytes
        every_second = int.from_bytes(b"\xff\x00" * (width // 2), "little")
        every_fourth = int.from_bytes(b"\xff\xff\x00\x00" * (width // 4), "little")
        moved, shift = [0, 0, 0, 0], 0  # of the units 0, 4, 8 ...; 1, 5, 9 ...; and so on
        for features in blocks:
            known = self._places(features)
            if not known:
                continue
            found = [from_bytes(rows[place : place + width], "little") for place in known]
            even = sum([row & every_second for row in found])
            odd = (sum(found) - even) >> 8
            share = round(STEP / math.sqrt(len(known)))
            shift += share * ZERO * len(known)
            for start, sums in ((0, even), (1, odd)):
                low = sums & every_fourth
                moved[start] += share * low
                moved[start + 2] += share * ((sums - low) >> 16)
        units = list(self.unit_bias)
        for start, sums in enumerate(moved):
            added = struct.unpack(f"<{width // 4}I", sums.to_bytes(width, "little"))
            units[start::4] = [unit + each - shift for unit, each in zip(units[start::4], added, strict=True)]
        return units

    def scores(self, units: Sequence[int]) -> list[float]:
        """One score a class, higher is likelier. Only units moved above zero speak."""
        active = [(unit, weights) for unit, weights in zip(units, self.last, strict=True) if unit > 0]
        sums = sum([unit * weights for unit, weights in active]).to_bytes(8 * len(self.classes), "little")
        shift = LAST_ZERO * sum([unit for unit, _ in active])
        added = struct.unpack(f"<{len(self.classes)}Q", sums)
        return [bias + (each - shift) * self.scale for bias, each in zip(self.bias, added, strict=True)]

    def evidence(self, units: Sequence[int], features: Sequence[str], name: str, most: int = 3) -> list[str]:
        """The features that spoke most for class `name`, through the units that were active."""
        lane = 64 * self.classes.index(name)
        heard = [
            ((weights >> lane) & 0xFFFF) - LAST_ZERO if unit > 0 else 0
            for unit, weights in zip(units, self.last, strict=True)
        ]
        nothing = sum(heard) * ZERO
        weighed = [
            (sum(map(mul, heard, self.rows[place : place + len(heard)])), feature)
            for feature in features
            for place in self._places([feature])
        ]
        return [feature for weight, feature in sorted(weighed, reverse=True)[:most] if weight > nothing]

    def _places(self, features: Sequence[str]) -> list[int]:
        """Where the row of each known feature begins; no more of them than a sum has room for."""
        keys, starts, width = self.keys, self.starts, len(self.unit_bias)
        found = []
        for key in map(crc32, map(str.encode, features)):
            first = key >> _LATER_BITS
            for at in range(starts[first], starts[first + 1]):
                if keys[at] == key:
                    found.append(at * width)
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
