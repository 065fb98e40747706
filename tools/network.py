"""Trains a network with one hidden layer and writes it as bot/nlu/model.py reads it. Needs numpy and SciPy, which the
program itself does not. Deterministic: the same examples, the same file.
"""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.sparse import csr_matrix

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bot.nlu.model import FIRST_BITS, LAST_ZERO, STEP, ZERO, key_of  # noqa: E402

Sample = Sequence[Sequence[str]]  # features in blocks that weigh alike
BATCH = 256
SMALLEST = 1e-7  # the squared gradient a weight begins with: so little that a rare word learns as fast as a common one


@dataclass(frozen=True, slots=True)
class Head:
    """One question the network answers: its classes, and the share of each class in every sample.

    A sample without shares says nothing of this question.
    """

    classes: list[str]
    shares: np.ndarray


class Layer:
    """Weights and bias. What has moved much moves less from then on (Adagrad)."""

    def __init__(self, weights: np.ndarray, bias: np.ndarray) -> None:
        self.weights, self.bias = weights.astype(np.float32), bias.astype(np.float32)
        self._moved = np.full_like(self.weights, SMALLEST)
        self._bias_moved = np.full_like(self.bias, SMALLEST)

    def step(self, rows: "np.ndarray | slice", gradient: np.ndarray, of_bias: np.ndarray, rate: float) -> None:
        self._moved[rows] += gradient**2
        self.weights[rows] -= rate * gradient / np.sqrt(self._moved[rows])
        self._bias_moved += of_bias**2
        self.bias -= rate * of_bias / np.sqrt(self._bias_moved)

    def keep(self, rows: np.ndarray) -> None:
        self.weights, self._moved = self.weights[rows], self._moved[rows]


def add_options(parser: ArgumentParser, units: int, unseen: float, unheard: float) -> None:
    parser.add_argument("--features", type=int, default=60000, help="how many are kept, the strongest")
    parser.add_argument("--considered", type=int, default=360000, help="how many learn at first, the commonest")
    parser.add_argument("--rarest", type=int, default=2, help="seen less often, a feature teaches nothing general")
    parser.add_argument("--units", type=int, default=units, help="of the hidden layer; a multiple of four")
    parser.add_argument("--rounds", type=int, nargs=2, default=(4, 6), help="with all features, and with those kept")
    parser.add_argument("--rate", type=float, default=0.1)
    parser.add_argument("--unseen", type=float, default=unseen, help="share of the features left out at a time")
    parser.add_argument("--unheard", type=float, default=unheard, help="share of the hidden units left out at a time")


def train(out: Path, heads: list[Head], samples: Sequence[Sample], counts: np.ndarray, args: Namespace) -> None:
    """Learns from the samples, each as much as it counts, and writes the file.

    At first all features learn; then the strongest alone go on, and make up for those that went.
    """
    count = Counter(feature for sample in samples for block in sample for feature in block)
    by_key: dict[int, str] = {}
    for feature in sorted((f for f in count if count[f] >= args.rarest), key=lambda f: (-count[f], f)):
        by_key.setdefault(key_of(feature), feature)  # of two with one checksum the commoner learns
    features = list(by_key.values())[: args.considered]
    print(f"{len(samples)} samples, {len(features)} features", file=sys.stderr)
    chance = np.random.default_rng(5)
    classes = sum(len(head.classes) for head in heads)
    # The last layer begins at random and tells the units apart; the hidden one can begin with nothing.
    hidden = Layer(np.zeros((len(features), args.units)), np.full(args.units, 0.1))
    last = Layer(0.3 * chance.standard_normal((args.units, classes)), np.zeros(classes))
    first, then = args.rounds
    learn(matrix_of(samples, features), heads, counts, (hidden, last), chance, first, args)
    strongest = np.argsort(-np.linalg.norm(hidden.weights, axis=1), kind="stable")[: args.features]
    features = [features[place] for place in strongest]
    hidden.keep(strongest)
    learn(matrix_of(samples, features), heads, counts, (hidden, last), chance, then, args)
    out.write_bytes(written(heads, features, hidden, last))
    print(f"{out}: {len(features)} features, {out.stat().st_size / 1e6:.2f} MB", file=sys.stderr)


def matrix_of(samples: Sequence[Sample], features: Sequence[str]) -> csr_matrix:
    """A row a sample. Each block of features weighs as much as the next, however many they are."""
    number = {feature: place for place, feature in enumerate(features)}
    index: list[int] = []
    weight: list[float] = []
    starts = [0]
    for sample in samples:
        for block in sample:
            known = [number[feature] for feature in block if feature in number]
            index += known
            weight += [max(len(known), 1) ** -0.5] * len(known)
        starts.append(len(index))
    return csr_matrix((np.array(weight, dtype=np.float32), index, starts), shape=(len(samples), len(features)))


def learn(
    matrix: csr_matrix,
    heads: list[Head],
    counts: np.ndarray,
    layers: tuple[Layer, Layer],
    chance: np.random.Generator,
    rounds: int,
    args: Namespace,
) -> None:
    """Moves the layers until they tell each head's shares as nearly as they can (cross-entropy)."""
    hidden, last = layers
    wanted = np.concatenate([head.shares for head in heads], axis=1).astype(np.float32)
    ends = np.cumsum([len(head.classes) for head in heads])[:-1]
    batches = -(-matrix.shape[0] // BATCH) * rounds
    for done, chosen in enumerate(batches_of(chance, matrix.shape[0], rounds)):
        rate = args.rate * (1 - done / batches)
        seen = matrix[chosen]
        columns, places = np.unique(seen.indices, return_inverse=True)
        left = seen.data * left_in(chance, seen.data.shape, args.unseen)
        seen = csr_matrix((left, places, seen.indptr), shape=(len(chosen), len(columns)))
        heard = left_in(chance, (len(chosen), args.units), args.unheard)
        active = np.maximum(seen @ hidden.weights[columns] + hidden.bias, 0) * heard
        scores = np.split(active @ last.weights + last.bias, ends, axis=1)
        shares = np.split(wanted[chosen], ends, axis=1)
        known = [each.sum(axis=1, keepdims=True) for each in shares]
        told = [softmax(score) * is_known for score, is_known in zip(scores, known, strict=True)]
        error = (np.concatenate(told, axis=1) - wanted[chosen]) * (counts[chosen] / len(chosen))[:, None]
        back = (error @ last.weights.T) * heard * (active > 0)
        last.step(slice(None), active.T @ error, error.sum(axis=0), rate)
        hidden.step(columns, seen.T @ back, back.sum(axis=0), rate)


def batches_of(chance: np.random.Generator, samples: int, rounds: int) -> Iterator[np.ndarray]:
    for _ in range(rounds):
        order = chance.permutation(samples)
        yield from (order[start : start + BATCH] for start in range(0, samples, BATCH))


def left_in(chance: np.random.Generator, shape: tuple[int, ...], out: float) -> np.ndarray:
    """A mask that leaves a share out and lets the rest speak louder (dropout): nothing may rest on one word alone."""
    return ((chance.random(shape, np.float32) >= out) / np.float32(1 - out)).astype(np.float32)


def softmax(scores: np.ndarray) -> np.ndarray:
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    return shares / shares.sum(axis=1, keepdims=True)


def written(heads: list[Head], features: list[str], hidden: Layer, last: Layer) -> bytes:
    """The file. Each hidden unit is measured in steps of its own, so that a byte holds its weights."""
    step = np.abs(hidden.weights).max(axis=0) / (ZERO - 1)
    rows = np.round(hidden.weights / step).astype(int) + ZERO
    heard = last.weights * step[:, None]  # what one step of the unit says
    scale = float(np.abs(heard).max()) / (LAST_ZERO - 1)
    keys = np.array([key_of(feature) for feature in features], dtype="<u4")
    order = np.argsort(keys)
    starts = np.searchsorted(keys[order] >> (32 - FIRST_BITS), np.arange((1 << FIRST_BITS) + 1))
    table = {
        "features": len(features),
        "classes": [name for head in heads for name in head.classes],
        "bias": [round(float(bias), 4) for bias in last.bias],
        "scale": scale / STEP,
        "unit_bias": np.round(hidden.bias / step * STEP).astype(int).tolist(),
    }
    numbers = (
        keys[order],
        starts.astype("<u4"),
        (np.round(heard / scale) + LAST_ZERO).astype("<u2"),
        rows[order].astype(np.uint8),
    )
    return json.dumps(table).encode() + b"\n" + b"".join(each.tobytes() for each in numbers)
