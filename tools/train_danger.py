"""Trains the net (flows/understanding/danger.model): what danger a message speaks of, and how urgent it is.

Needs numpy and SciPy. Deterministic. Learns from the developed half of the corpus: emergencies and
look-alikes, and as harmless what people want and when they can come. `--validate` leaves two fifths of the
emergencies out: write that model elsewhere and score it on them, to know what to expect of fresh messages.
"""

import argparse
import itertools
import random
import sys
import tomllib
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from network import HOUSE, Head, Sample, add_options, train
from train_intents import UNDERSTANDING, read_files, typo

from bot.nlu.danger_net import FLAGS, HARMLESS, LEVELS
from bot.nlu.lexicon import Lexicon
from bot.nlu.red_flags import read_signs

DEVELOPED = HOUSE / "tests" / "corpus" / "developed"
ORDINARY = 0.4  # how much a message counts that nobody would take for an emergency
MISTYPED = 0.5  # how much a copy with a slip of the finger counts
Case = dict[str, Any]


def cases(kind: str) -> Iterator[Case]:
    for path in sorted(DEVELOPED.glob(f"{kind}*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["case"]


def is_held_out(case: Case) -> bool:
    return zlib.crc32(case["text"].encode()) % 5 < 2


def label(case: Case) -> tuple[int, int]:
    """The classes of the two heads."""
    level = case["disposition"]
    flag = case["red_flags"][0] if case["red_flags"] and level != "none" else HARMLESS
    return FLAGS.index(flag), LEVELS.index(level)


def examples(validate: bool) -> Iterator[tuple[str, tuple[int, int], float]]:
    """A text, its classes and its weight."""
    chance = random.Random(5)  # noqa: S311 a fixed draw, nothing secret
    for case in cases("emergencies"):
        if validate and is_held_out(case):
            continue
        yield case["text"], label(case), case.get("weight", 1.0)  # more for what people say every day
        if chance.random() < 0.5 and len(case["text"]) > 12:
            yield typo(case["text"], chance), label(case), MISTYPED
    harmless = (FLAGS.index(HARMLESS), LEVELS.index("none"))
    for case in itertools.chain.from_iterable(map(cases, ("intents", "unclear", "times", "onset", "answers"))):
        yield case["text"], harmless, 1.0 if case.get("opt_out") else ORDINARY  # "no more" is near to giving up
    for began in beginnings():
        yield began, harmless, ORDINARY


def beginnings() -> Iterator[str]:
    """As people answer when it began: no danger lies in a time alone, however often one stands beside it."""
    tables = tomllib.loads((UNDERSTANDING / "times.toml").read_text(encoding="utf-8"))["times"]
    named = [phrase for kind in ("weekday", "day", "past") for each in tables[kind].values() for phrase in each]
    return (f"{began} {phrase}".strip() for phrase in named for began in ("", "since", "it started", "desde", "empezo"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--validate", action="store_true")
    parser.add_argument("--out", type=Path, default=UNDERSTANDING / "danger.model")
    add_options(parser, units=96, unseen=0.5, unheard=0.35)
    args = parser.parse_args()
    lexicon = Lexicon.parse(read_files())
    texts, labels, weights = zip(*examples(args.validate), strict=True)
    samples: list[Sample] = [read_signs(lexicon, lexicon.read(text)).blocks for text in texts]
    flags, levels = zip(*labels, strict=True)
    heads = [
        Head(list(FLAGS), np.eye(len(FLAGS))[[*flags]]),
        Head([f"level:{level}" for level in LEVELS], np.eye(len(LEVELS))[[*levels]]),
    ]
    train(args.out, heads, samples, np.array(weights), args)


if __name__ == "__main__":
    main()
