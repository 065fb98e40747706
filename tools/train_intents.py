"""Trains the intent model from flows/understanding/intents.toml and writes flows/understanding/intents_model.toml.

Needs numpy (`pip install numpy`), which the program itself does not. Deterministic: the same examples, the same file.
"""

import argparse
import random
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import numpy as np

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bot.nlu.intents import families_in  # noqa: E402
from bot.nlu.lexicon import Lexicon, plain_pattern  # noqa: E402
from bot.nlu.model import ZERO, features_of  # noqa: E402
from bot.nlu.patterns import Compiled, compile_pattern  # noqa: E402
from bot.values import Intent  # noqa: E402

Learner = Callable[..., tuple[np.ndarray, np.ndarray]]
UNDERSTANDING = HOUSE / "flows" / "understanding"
SAMPLES = 14  # of one example line
STRETCH = 43  # largest stored weight, in steps
PREFIX = {
    "en": [
        "",
        "",
        "",
        "",
        "hi ",
        "hello ",
        "hey ",
        "please ",
        "um ",
        "yes ",
        "ok ",
        "so ",
        "hi i ",
        "good morning ",
        "can you tell me ",
        "i was wondering ",
    ],
    "es": [
        "",
        "",
        "",
        "",
        "hola ",
        "buenas tardes ",
        "oiga ",
        "disculpe ",
        "eh ",
        "si ",
        "bueno ",
        "buenos dias ",
        "por favor ",
        "una pregunta ",
    ],
}
SUFFIX = {
    "en": ["", "", "", "", " please", " thanks", " thank you", " asap", " today", " if possible"],
    "es": ["", "", "", "", " por favor", " gracias", " hoy", " si se puede", " lo antes posible"],
}
BARE = {Intent.THANKS_SMALLTALK, Intent.REPEAT, Intent.HELP, Intent.OPT_OUT, Intent.ABUSE}


def expand(line: str) -> list[str]:
    nested: list[Compiled] = []

    def keep(piece: Compiled) -> str:
        nested.append(piece)
        return f"n{len(nested) - 1}"

    compiled = compile_pattern(line, keep, most=10**9)
    return [" ".join(phrase) for phrase in compiled.phrases]


def typo(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    kind = chance.randrange(3)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1 and place + 1 < len(text):
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + text[place] + text[place:]


def samples(table: dict[str, dict[str, list[str]]], chance: random.Random) -> list[tuple[str, str]]:
    found = []
    for intent, languages in sorted(table.items()):
        for language, lines in sorted(languages.items()):
            for line in lines:
                phrases = expand(plain_pattern(line))
                chosen = phrases if len(phrases) <= SAMPLES else chance.sample(phrases, SAMPLES)
                for phrase in chosen:
                    found.append((phrase, intent))
                    if Intent(intent) not in BARE and chance.random() < 0.6:
                        found.append(
                            (chance.choice(PREFIX[language]) + phrase + chance.choice(SUFFIX[language]), intent)
                        )
                    if len(phrase) > 8 and chance.random() < 0.25:
                        found.append((typo(phrase, chance), intent))
    return found


def featured(lexicon: Lexicon, phrase: str) -> list[str]:
    text = lexicon.read(phrase)
    hits = lexicon.grammar.find(text.tokens)
    return features_of(text.words, families_in(lexicon.families, hits))


def train(
    rows: list[list[int]], labels: np.ndarray, size: int, classes: int, args: argparse.Namespace
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


def read_files() -> dict[str, str]:
    """The understanding data without the trained models."""
    paths = sorted(UNDERSTANDING.glob("*.toml"))
    return {path.name: path.read_text(encoding="utf-8") for path in paths if not path.name.endswith("_model.toml")}


def write_model(
    out: Path,
    table: str,
    classes: list[str],
    named: list[list[str]],
    labels: np.ndarray,
    args: argparse.Namespace,
    learn: Learner,
) -> None:
    """Numbers the features, trains, keeps the strongest, writes one line a feature."""
    count: dict[str, int] = {}
    for features in named:
        for feature in features:
            count[feature] = count.get(feature, 0) + 1
    kept = sorted((f for f in count if count[f] >= 3), key=lambda f: (-count[f], f))[: args.features * 3]
    number = {feature: place for place, feature in enumerate(kept)}
    rows = [[number[f] for f in features if f in number] for features in named]
    print(f"{len(named)} samples, {len(kept)} features", file=sys.stderr)
    weights, bias = learn(rows, labels, len(kept), len(classes), args)
    strongest = np.argsort(-np.abs(weights).max(axis=1), kind="stable")[: args.features]
    scale = float(np.quantile(np.abs(weights[strongest]), 0.9995)) / STRETCH
    lines = []
    for place in sorted(strongest, key=lambda i: kept[i]):
        steps = np.clip(np.round(weights[place] / scale), -STRETCH, STRETCH).astype(int)
        if steps.any():
            lines.append(f"{kept[place]} " + "".join(chr(ZERO + int(value)) for value in steps))
    out.write_text(
        f"# Made by tools/train_{table.removesuffix('_model')}.py; do not edit.\n"
        "# A line a feature, a sign a class: 'S' is no weight.\n"
        f"[{table}]\nclasses = {classes!r}\nscale = {scale!r}\nbias = {[round(float(b), 4) for b in bias]!r}\n"
        "weights = '''\n" + "\n".join(lines) + "\n'''\n",
        encoding="utf-8",
    )
    print(f"{out}: {len(lines)} features, {out.stat().st_size / 1e6:.2f} MB", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--epochs", type=int, default=14)
    parser.add_argument("--rate", type=float, default=0.05)
    parser.add_argument("--decay", type=float, default=2e-5)
    parser.add_argument("--features", type=int, default=16000)
    args = parser.parse_args()
    files = read_files()
    lexicon = Lexicon.parse(files)
    data = samples(tomllib.loads(files["intents.toml"])["intents"], random.Random(11))  # noqa: S311 a fixed draw, nothing secret
    classes = [intent.value for intent in Intent]
    named = [featured(lexicon, phrase) for phrase, _ in data]
    labels = np.array([classes.index(intent) for _, intent in data])
    write_model(UNDERSTANDING / "intents_model.toml", "intents_model", classes, named, labels, args, train)


if __name__ == "__main__":
    main()
