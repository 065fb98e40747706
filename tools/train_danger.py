"""Trains the safety net (flows/understanding/danger_model.toml): which flag a message looks like, or none.

Needs numpy, like tools/train_intents.py. Deterministic. Learns from danger_examples.toml, the plain patterns of
the rules, the developed half of the corpus, and as harmless: the intents' examples and the look-alikes.
"""

import random
import sys
import tomllib
from argparse import Namespace
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from linear_model import write_model
from train_intents import HOUSE, UNDERSTANDING, read_files, samples, typo

from bot.nlu.lexicon import Lexicon, plain_pattern
from bot.nlu.model import features_of
from bot.nlu.patterns import PatternError, phrases_of
from bot.values import RedFlag

OUT = UNDERSTANDING / "danger_model.toml"
EACH = 60  # phrases kept of one example line
HARMLESS = "none"


def examples(files: dict[str, str], chance: random.Random) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for flag, lines in tomllib.loads(files["danger_examples.toml"])["danger_examples"].items():
        for line in lines:
            found += [(phrase, flag) for phrase in _some(line, EACH, chance)]
    for name, text in sorted(files.items()):
        for rule in tomllib.loads(text).get("rule", []) if name.startswith("red_flags") else []:
            for pattern in rule["when"]:
                if "<" not in pattern and "&" not in pattern:
                    found += [
                        (phrase, rule["flag"])
                        for phrase in _some(pattern.replace("*", "").replace("~", ""), 10, chance)
                    ]
    return found


def harmless(files: dict[str, str], chance: random.Random) -> list[tuple[str, str]]:
    found = [(phrase, HARMLESS) for phrase, _ in samples(tomllib.loads(files["intents.toml"])["intents"], chance)]
    innocent = tomllib.loads(files["scope.toml"])["concepts"]["innocent"]
    for pattern in [*innocent["en"], *innocent["es"]]:
        if "~" not in pattern:
            found += [(phrase, HARMLESS) for phrase in _some(pattern, 8, chance)]
    return found


def corpus() -> list[tuple[str, str]]:
    cases = tomllib.loads((HOUSE / "tests/corpus/developed/emergencies.toml").read_text(encoding="utf-8"))["case"]
    found = []
    for case in cases:
        label = (case["red_flags"] or [HARMLESS])[0] if case["kind"] == "emergency" else HARMLESS
        found += [(case["text"], label)] * 3
    return found


def _some(line: str, most: int, chance: random.Random) -> list[str]:
    try:
        phrases = phrases_of(plain_pattern(line))
    except PatternError:
        return []
    return phrases if len(phrases) <= most else chance.sample(phrases, most)


def main() -> None:
    files = read_files()
    lexicon = Lexicon.parse(files)
    chance = random.Random(5)  # noqa: S311 a fixed draw, nothing secret
    data = examples(files, chance) + harmless(files, chance) + corpus()
    data += [(typo(phrase, chance), label) for phrase, label in data if len(phrase) > 8 and chance.random() < 0.2]
    classes = [HARMLESS, *(flag.value for flag in RedFlag)]
    named = [features_of(lexicon.read(phrase).words) for phrase, _ in data]
    labels = np.array([classes.index(label) for _, label in data])
    write_model(
        OUT, "danger_model", classes, named, labels, Namespace(epochs=10, rate=0.05, decay=2e-5, features=14000)
    )


if __name__ == "__main__":
    main()
