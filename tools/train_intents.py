"""Trains the intent model from flows/understanding/intents.toml and writes flows/understanding/intents_model.toml.

Needs numpy (`pip install numpy`), which the program itself does not. Deterministic: the same examples, the same file.
"""

import argparse
import random
import sys
import tomllib
from pathlib import Path

import numpy as np

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))
sys.path.insert(0, str(HOUSE / "tools"))

from linear_model import write_model  # noqa: E402

from bot.nlu.intents import families_in  # noqa: E402
from bot.nlu.lexicon import Lexicon, plain_pattern  # noqa: E402
from bot.nlu.model import features_of  # noqa: E402
from bot.nlu.patterns import phrases_of  # noqa: E402
from bot.values import Intent  # noqa: E402

UNDERSTANDING = HOUSE / "flows" / "understanding"
SAMPLES = 14  # of one example line
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
                phrases = phrases_of(plain_pattern(line))
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


def read_files() -> dict[str, str]:
    """The understanding data without the trained models."""
    paths = sorted(UNDERSTANDING.glob("*.toml"))
    return {path.name: path.read_text(encoding="utf-8") for path in paths if not path.name.endswith("_model.toml")}


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
    write_model(UNDERSTANDING / "intents_model.toml", "intents_model", classes, named, labels, args)


if __name__ == "__main__":
    main()
