"""Trains a linear model and writes it as bot/nlu/model.py reads it. Needs numpy, which the program itself does not."""

import base64
import sys
import zlib
from argparse import Namespace
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bot.nlu.model import ZERO, key_of, row_width  # noqa: E402

Head = tuple[list[str], np.ndarray]  # the classes, and which of them each sample is
Sample = Sequence[Sequence[str]]  # features in blocks that weigh alike
Learner = Callable[["Rows", np.ndarray, int, int], tuple[np.ndarray, np.ndarray]]  # gives weights and bias
RAREST = 3  # a feature seen in fewer samples teaches nothing general
LINE = 110  # characters of a line of the file


def write_model(
    out: Path, table: str, classes: list[str], named: list[list[str]], labels: np.ndarray, args: Namespace
) -> None:
    """A model with one head, of samples with one block of features each."""
    samples = [[features] for features in named]
    write_heads(out, table, [(classes, labels)], samples, args, lambda *rows: train(*rows, args))


def write_heads(
    out: Path, table: str, heads: list[Head], samples: Sequence[Sample], args: Namespace, learn: Learner
) -> None:
    """Trains every head on the samples and writes the `args.features` strongest features, side by side."""
    count = Counter(feature for sample in samples for block in sample for feature in block)
    rarest = getattr(args, "rarest", RAREST)
    kept = sorted((f for f in count if count[f] >= rarest), key=lambda f: (-count[f], f))[: args.features * 3]
    rows = Rows(samples, {feature: place for place, feature in enumerate(kept)})
    print(f"{len(samples)} samples, {len(kept)} features", file=sys.stderr)
    trained = [learn(rows, labels, len(kept), len(classes)) for classes, labels in heads]
    weights = np.concatenate([weights for weights, _ in trained], axis=1)
    bias = np.concatenate([bias for _, bias in trained])
    classes = [name for names, _ in heads for name in names]
    strongest = np.argsort(-np.abs(weights).max(axis=1), kind="stable")[: args.features]
    scale = float(np.abs(weights[strongest]).max()) / (ZERO - 1)
    steps = np.clip(np.round(weights[strongest] / scale), 1 - ZERO, ZERO - 1).astype(int) + ZERO
    out.write_text(
        f"# Made by tools/train_{table.removesuffix('_model')}.py; do not edit. bot/nlu/model.py tells the form.\n"
        f"[{table}]\nclasses = {classes!r}\nscale = {scale!r}\nbias = {[round(float(b), 4) for b in bias]!r}\n"
        f"features = {len(strongest)}\nweights = '''\n{packed([kept[place] for place in strongest], steps)}\n'''\n",
        encoding="utf-8",
    )
    print(f"{out}: {len(strongest)} features, {out.stat().st_size / 1e6:.2f} MB", file=sys.stderr)


def packed(features: list[str], steps: np.ndarray) -> str:
    """Keys, then rows, in the order of the keys."""
    keys = np.array([key_of(feature) for feature in features], dtype="<u4")
    assert len(set(keys.tolist())) == len(keys), "two features have one checksum: leave one out"
    order = np.argsort(keys)
    rows = np.full((len(keys), row_width(steps.shape[1])), ZERO, dtype=np.uint8)
    rows[:, : steps.shape[1]] = steps[order]
    text = base64.b64encode(zlib.compress(keys[order].tobytes() + rows.tobytes(), 9)).decode()
    return "\n".join(text[start : start + LINE] for start in range(0, len(text), LINE))


class Rows:
    """Samples as flat arrays: which features, how much each weighs, where each sample begins."""

    def __init__(self, samples: Sequence[Sample], number: dict[str, int]) -> None:
        index: list[int] = []
        scale: list[float] = []
        self.starts = [0]
        for sample in samples:
            for block in sample:
                known = [number[feature] for feature in block if feature in number]
                index += known
                scale += [max(len(known), 1) ** -0.5] * len(known)
            self.starts.append(len(index))
        self.index = np.array(index)
        self.scale = np.array(scale, dtype=np.float32)

    def __len__(self) -> int:
        return len(self.starts) - 1

    def batch(self, samples: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """The features of these samples, their weights, and the place in the batch each belongs to."""
        places = [np.arange(self.starts[each], self.starts[each + 1]) for each in samples]
        owner = np.repeat(np.arange(len(samples)), [len(each) for each in places])
        flat = np.concatenate(places)
        return self.index[flat], self.scale[flat], owner


def train(rows: Rows, labels: np.ndarray, size: int, classes: int, args: Namespace) -> tuple[np.ndarray, np.ndarray]:
    """Softmax regression by mini-batches with Adam; rare classes weigh more."""
    rng = np.random.default_rng(7)
    weights = np.zeros((size, classes), dtype=np.float32)
    bias = np.zeros(classes, dtype=np.float32)
    m, v = np.zeros_like(weights), np.zeros_like(weights)
    counts = np.maximum(np.bincount(labels, minlength=classes), 1)
    weigh = ((counts.mean() / counts) ** 0.5)[labels]
    for epoch in range(args.epochs):
        order = rng.permutation(len(rows))
        loss = 0.0
        rate = args.rate * (1 - epoch / args.epochs)
        for start in range(0, len(order), 256):
            batch = order[start : start + 256]
            index, scale, owner = rows.batch(batch)
            scores = summed(weights[index] * scale[:, None], owner, len(batch)) + bias
            scores -= scores.max(axis=1, keepdims=True)
            error = np.exp(scores)
            error /= error.sum(axis=1, keepdims=True)
            truth = labels[batch]
            loss -= float(np.log(error[np.arange(len(batch)), truth] + 1e-9).sum())
            error[np.arange(len(batch)), truth] -= 1
            error *= (weigh[batch] / len(batch))[:, None]
            used, inverse = np.unique(index, return_inverse=True)
            by_feature = np.argsort(inverse, kind="stable")
            gradient = summed((error[owner] * scale[:, None])[by_feature], inverse[by_feature], len(used))
            gradient += args.decay * weights[used]
            m[used] = 0.9 * m[used] + 0.1 * gradient
            v[used] = 0.99 * v[used] + 0.01 * gradient**2
            weights[used] -= rate * m[used] / (np.sqrt(v[used]) + 1e-6)
            bias -= 0.5 * rate * error.sum(axis=0)
        print(f"epoch {epoch + 1}: loss {loss / len(rows):.4f}", file=sys.stderr)
    return weights, bias


def summed(values: np.ndarray, owner: np.ndarray, owners: int) -> np.ndarray:
    """The rows of `values` added up by their owner; `owner` ascends."""
    whole = np.zeros((owners, values.shape[1]), dtype=np.float32)
    present, starts = np.unique(owner, return_index=True)
    if len(present):
        whole[present] = np.add.reduceat(values, starts, axis=0)
    return whole
