"""A small linear model: weights of character n-grams, words and concepts, added up.

Trained by tools/train_intents.py. The weights of one feature stand side by side in one large integer, 16 bits a
class, so that adding features is adding integers: 30 classes cost no more than one.
"""

import itertools
import math
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

LANE = 16  # bits a class
ZERO = 83  # the character code that stands for weight 0 in the file; 40 to 126 are used
MOST_FEATURES = 500  # of one message; keeps every lane below 2**16


@dataclass(frozen=True, slots=True)
class Model:
    """Scores for each class, and the words that made them."""

    classes: tuple[str, ...]
    scale: float  # one step of a stored weight
    bias: tuple[float, ...]
    lanes: Mapping[str, int]

    @classmethod
    def parse(cls, table: Mapping[str, Any]) -> "Model":
        classes = tuple(table["classes"])
        lanes: dict[str, int] = {}
        for line in str(table["weights"]).splitlines():
            feature, _, row = line.rpartition(" ")
            if len(row) == len(classes):
                lanes[feature] = _packed(row)
        return cls(classes, float(table["scale"]), tuple(float(b) for b in table["bias"]), lanes)

    def scores(self, features: Iterable[str]) -> list[float]:
        """One score a class, higher is likelier. Features the model does not know count nothing."""
        lanes = self.lanes
        found = [lanes[feature] for feature in features if feature in lanes][:MOST_FEATURES]
        count = len(self.classes)
        sums = struct.unpack(f"<{count}H", sum(found).to_bytes(2 * count, "little"))
        shift = len(found) * ZERO
        step = self.scale / (math.sqrt(len(found)) or 1.0)
        return [bias + (lane - shift) * step for bias, lane in zip(self.bias, sums, strict=True)]

    def probabilities(self, features: Iterable[str]) -> list[float]:
        scores = self.scores(features)
        top = max(scores)
        shares = [math.exp(score - top) for score in scores]
        whole = sum(shares)
        return [share / whole for share in shares]

    def evidence(self, features: Sequence[str], name: str, most: int = 3) -> list[str]:
        """The features that spoke most for class `name`."""
        shift = LANE * self.classes.index(name)
        mask = (1 << LANE) - 1
        weighed = sorted(
            (((self.lanes[feature] >> shift & mask) - ZERO, feature) for feature in features if feature in self.lanes),
            reverse=True,
        )
        return [feature for weight, feature in weighed[:most] if weight > 0]


def _packed(row: str) -> int:
    return int.from_bytes(row.encode("utf-16-le"), "little")


def features_of(words: Sequence[str], concepts: Iterable[str] = ()) -> list[str]:
    """What the model looks at: words, pairs of words, pieces of words of 3 to 5 letters, and concepts found."""
    line = " " + " ".join(words) + " "
    found = {f"={word}" for word in words}
    found.update(f"={first}_{second}" for first, second in itertools.pairwise(words))
    for size in (3, 4, 5):
        found.update(line[start : start + size].replace(" ", "_") for start in range(len(line) - size + 1))
    found.update(f"<{concept}>" for concept in concepts)
    if words:
        found.add(f"^{words[0]}")
        found.add(f"#{min(len(words), 6)}")
    return sorted(found)
