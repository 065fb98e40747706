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

Head = tuple[list[str], np.ndarray]  # the classes, and what each sample is of them, as the learner reads it
Sample = Sequence[Sequence[str]]  # features in blocks that weigh alike
Learner = Callable[["Rows", np.ndarray, int, int], tuple[np.ndarray, np.ndarray]]  # gives weights and bias
LINE = 110  # characters of a line of the file


def write_heads(
    out: Path, table: str, heads: list[Head], samples: Sequence[Sample], args: Namespace, learn: Learner
) -> None:
    """Trains every head on the samples and writes the `args.features` strongest features, side by side.

    A feature seen in fewer than `args.rarest` samples teaches nothing general; the `args.considered` commonest learn.
    """
    count = Counter(feature for sample in samples for block in sample for feature in block)
    kept = sorted((f for f in count if count[f] >= args.rarest), key=lambda f: (-count[f], f))[: args.considered]
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
    """Samples as flat arrays: which features, of which block, how much each weighs, where samples begin."""

    def __init__(self, samples: Sequence[Sample], number: dict[str, int]) -> None:
        index: list[int] = []
        scale: list[float] = []
        blocks: list[int] = []
        self.starts = [0]
        for sample in samples:
            for place, block in enumerate(sample):
                known = [number[feature] for feature in block if feature in number]
                index += known
                scale += [max(len(known), 1) ** -0.5] * len(known)
                blocks += [place] * len(known)
            self.starts.append(len(index))
        self.index = np.array(index)
        self.block = np.array(blocks)
        self.scale = np.array(scale, dtype=np.float32)

    def __len__(self) -> int:
        return len(self.starts) - 1
