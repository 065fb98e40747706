"""Trains a linear model and writes it as bot/nlu/model.py reads it. Needs numpy, which the program itself does not."""

import base64
import sys
import zlib
from argparse import Namespace
from collections import Counter
from pathlib import Path

import numpy as np

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bot.nlu.model import ZERO, key_of, row_width  # noqa: E402

RAREST = 3  # a feature seen in fewer samples teaches nothing general
LINE = 110  # characters of a line of the file


def write_model(
    out: Path, table: str, classes: list[str], named: list[list[str]], labels: np.ndarray, args: Namespace
) -> None:
    """Trains on the samples' features and writes the `args.features` strongest of them."""
    count = Counter(feature for features in named for feature in features)
    kept = sorted((f for f in count if count[f] >= RAREST), key=lambda f: (-count[f], f))[: args.features * 3]
    number = {feature: place for place, feature in enumerate(kept)}
    rows = [[number[f] for f in features if f in number] for features in named]
    print(f"{len(named)} samples, {len(kept)} features", file=sys.stderr)
    weights, bias = train(rows, labels, len(kept), len(classes), args)
    strongest = np.argsort(-np.abs(weights).max(axis=1), kind="stable")[: args.features]
    scale = float(np.quantile(np.abs(weights[strongest]), 0.9995)) / (ZERO - 1)
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


def train(
    rows: list[list[int]], labels: np.ndarray, size: int, classes: int, args: Namespace
) -> tuple[np.ndarray, np.ndarray]:
    """Softmax regression by mini-batches with Adam; every row is scaled by one over the root of its length."""
    rng = np.random.default_rng(7)
    weights = np.zeros((size, classes), dtype=np.float32)
    bias = np.zeros(classes, dtype=np.float32)
    m, v = np.zeros_like(weights), np.zeros_like(weights)
    counts = np.bincount(labels, minlength=classes)
    importance = (counts.mean() / counts) ** 0.5
    step = 0
    for epoch in range(args.epochs):
        order = rng.permutation(len(rows))
        loss = 0.0
        for start in range(0, len(order), 256):
            batch = order[start : start + 256]
            width = [len(rows[i]) for i in batch]
            index = np.concatenate([rows[i] for i in batch])
            owner = np.repeat(np.arange(len(batch)), width)
            scale = np.repeat(1 / np.sqrt(np.maximum(width, 1)), width).astype(np.float32)
            scores = np.zeros((len(batch), classes), dtype=np.float32)
            np.add.at(scores, owner, weights[index] * scale[:, None])
            scores += bias
            scores -= scores.max(axis=1, keepdims=True)
            shares = np.exp(scores)
            shares /= shares.sum(axis=1, keepdims=True)
            truth = labels[batch]
            loss -= float(np.log(shares[np.arange(len(batch)), truth] + 1e-9).sum())
            error = shares
            error[np.arange(len(batch)), truth] -= 1
            error *= importance[truth][:, None] / len(batch)
            used, inverse = np.unique(index, return_inverse=True)
            gradient = np.zeros((len(used), classes), dtype=np.float32)
            np.add.at(gradient, inverse, error[owner] * scale[:, None])
            gradient += args.decay * weights[used]
            step += 1
            m[used] = 0.9 * m[used] + 0.1 * gradient
            v[used] = 0.99 * v[used] + 0.01 * gradient**2
            rate = args.rate * (1 - epoch / args.epochs)
            weights[used] -= rate * m[used] / (np.sqrt(v[used]) + 1e-6)
            bias -= 0.05 * rate * error.sum(axis=0) * 10
        print(f"epoch {epoch + 1}: loss {loss / len(rows):.4f}", file=sys.stderr)
    return weights, bias
