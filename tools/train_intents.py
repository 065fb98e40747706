"""Trains the intent model (flows/understanding/intents.model): what the person wants.

Learns from the developed half of the corpus, what people wrote, and a little from the patterns of intents.toml. Needs
numpy and SciPy, which the program itself does not. Deterministic: the same examples, the same file. `--validate` leaves
the held-out messages out: write that model elsewhere and score it on them, to know what to expect of fresh messages.
"""

import argparse
import random
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
from network import HOUSE, Head, Sample, add_options, train

from bot.nlu.intents import LEAVES, STAYS, blocks_of
from bot.nlu.lexicon import Lexicon, plain_pattern
from bot.nlu.patterns import phrases_of
from bot.values import Intent

UNDERSTANDING = HOUSE / "flows" / "understanding"
DEVELOPED = HOUSE / "tests" / "corpus" / "developed"
HELD_OUT = "intents_held_out"
CLASSES = [intent.value for intent in Intent]
EXPANSIONS = 10  # of one pattern
COPIES = 3  # of one message, each changed a little
UNCLEAR = 24.0  # a few bare words, against many longer messages
NO_WISH, FROM_PATTERN, CHANGED, NOT_LEAVING = 0.5, 0.2, 0.3, 0.5  # what these count beside a message as it was written
FIRST = 0.6  # share of the first of several intents
BEFORE = {
    "en": [
        "hi",
        "hello",
        "hey",
        "please",
        "um",
        "ok",
        "so",
        "good morning",
        "yeah",
        "well",
        "uh hi",
        "hey yall",
        "quick question",
        "yes maam",
    ],
    "es": [
        "hola",
        "buenas tardes",
        "oiga",
        "disculpe",
        "este",
        "bueno",
        "buenos dias",
        "por favor",
        "una pregunta",
        "mire",
        "pues",
        "si",
    ],
}
AFTER = {
    "en": ["please", "thanks", "thank you", "pls", "asap", "ok", "if you can", "lol", "thx"],
    "es": ["por favor", "gracias", "porfa", "si se puede", "plis", "ok", "muchas gracias", "porfavor"],
}
# As people type, and as a recogniser hears ("apartment" for appointment).
OTHERWISE = {
    "en": "you:u are:r please:pls appointment:appt tomorrow:tmrw because:cuz appointment:apartment to:too your:ur"
    " with:w appt:appointment u:you ur:your pls:please",
    "es": "que:q por:x porque:xq para:pa quiero:kiero que:k cita:sita favor:fabor voy:boy hay:ay hola:ola llamen:yamen"
    " q:que x:por mensajes:mensages cancelar:canselar hacer:aser necesito:nesesito",
}
Example = tuple[str, list[str] | None, float]  # a text, its intents if they are known, and what it counts


def typo(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text))
    kind = chance.randrange(3)
    if kind == 0:
        return text[:place] + text[place + 1 :]
    if kind == 1 and place + 1 < len(text):
        return text[:place] + text[place + 1] + text[place] + text[place + 2 :]
    return text[:place] + text[place] + text[place:]


def changed(text: str, language: str, chance: random.Random) -> str:
    """The message as somebody else might have typed or said it."""
    words = text.lower().split()
    if chance.random() < 0.5:
        pairs = [pair.split(":") for pair in OTHERWISE[language].split()]
        fitting = [pair for pair in pairs if pair[0] in words]
        swaps = dict(chance.sample(fitting, min(2, len(fitting))))
        words = [swaps.get(word, word) for word in words]
    place = chance.randrange(len(words))
    if chance.random() < 0.5 and len(words[place]) > 4:
        words[place] = typo(words[place], chance)
    if chance.random() < 0.35 and len(words) > 6:
        del words[chance.randrange(len(words))]
    if chance.random() < 0.35:
        words.insert(0, chance.choice(BEFORE[language]))
    if chance.random() < 0.25:
        words.append(chance.choice(AFTER[language]))
    return " ".join(words)


def examples(files: dict[str, str], *, validate: bool) -> Iterator[Example]:
    chance = random.Random(5)  # noqa: S311 a fixed draw, nothing secret
    for path in sorted(DEVELOPED.glob("intents*.toml")):
        if validate and path.stem == HELD_OUT:
            continue
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            text, intents = case["text"], case["intents"]
            yield text, intents, 1.0
            copies = {changed(text, case["lang"], chance) for _ in range(COPIES)} - {text.lower()}
            yield from ((copy, intents, CHANGED) for copy in sorted(copies))
    for intent, languages in tomllib.loads(files["intents.toml"])["intents"].items():
        for line in (line for lines in languages.values() for line in lines):
            phrases = phrases_of(plain_pattern(line))
            chosen = phrases if len(phrases) <= EXPANSIONS else chance.sample(phrases, EXPANSIONS)
            yield from ((phrase, [intent], FROM_PATTERN) for phrase in chosen)
    yield from unclear()
    yield from answers(chance)
    yield from emergencies(files)


def unclear() -> Iterator[Example]:
    """What may be one wish or another: as likely each, so that none is taken and the line asks."""
    for case in tomllib.loads((DEVELOPED / "unclear.toml").read_text(encoding="utf-8"))["case"]:
        for intent in case["intents"]:
            yield case["text"], [intent], UNCLEAR / len(case["intents"])


def answers(chance: random.Random) -> Iterator[Example]:
    """What wishes for nothing: answers, bare times, and keys struck at random."""
    for kind, most in (("answers", 12), ("onset", 12), ("times", 3)):
        for case in tomllib.loads((DEVELOPED / f"{kind}.toml").read_text(encoding="utf-8"))["case"]:
            if len(case["text"].split()) <= most:
                yield case["text"], [], NO_WISH
    times = tomllib.loads((UNDERSTANDING / "times.toml").read_text(encoding="utf-8"))["times"]
    for phrase in (phrase for kind in ("weekday", "day", "past") for each in times[kind].values() for phrase in each):
        yield phrase, [], CHANGED
    for length in range(600):
        words = ["".join(chance.choices(ascii_lowercase, k=chance.randint(2, 9))) for _ in range(1 + length % 4)]
        yield " ".join(words), [], NO_WISH


def emergencies(files: dict[str, str]) -> Iterator[Example]:
    """What they want is not told; only that, unless they say so, they do not ask us to stop writing."""
    lexicon = Lexicon.parse(files)
    for path in sorted(DEVELOPED.glob("emergencies*.toml")):
        for case in tomllib.loads(path.read_text(encoding="utf-8"))["case"]:
            if lexicon.grammar.id("cue_opt_out") not in lexicon.grammar.find(lexicon.read(case["text"]).tokens):
                yield case["text"], None, NOT_LEAVING


def featured(lexicon: Lexicon, phrase: str) -> Sample:
    text = lexicon.read(phrase)
    return blocks_of(lexicon, text, lexicon.grammar.find(text.tokens))


def shares(intents: list[str] | None) -> np.ndarray:
    """What the model should answer: one intent wholly, several with the first ahead, or none rather than another."""
    if intents is None:
        return np.zeros(len(CLASSES))
    if not intents:
        return np.full(len(CLASSES), 1 / len(CLASSES))
    row = np.zeros(len(CLASSES))
    for intent in intents:
        row[CLASSES.index(intent)] = (1 - FIRST) / max(len(intents) - 1, 1)
    row[CLASSES.index(intents[0])] = FIRST if len(intents) > 1 else 1.0
    return row


def read_files() -> dict[str, str]:
    """The understanding data without the trained models."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(UNDERSTANDING.glob("*.toml"))}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--validate", action="store_true")
    parser.add_argument("--out", type=Path, default=UNDERSTANDING / "intents.model")
    add_options(parser, units=64, unseen=0.3, unheard=0.2)
    args = parser.parse_args()
    files = read_files()
    lexicon = Lexicon.parse(files)
    texts, intents, counts = zip(*examples(files, validate=args.validate), strict=True)
    samples = [featured(lexicon, text) for text in texts]
    wanted = np.array([shares(each) for each in intents])
    leaves = np.eye(2)[[int(Intent.OPT_OUT in (each or ())) for each in intents]]
    heads = [Head(CLASSES, wanted), Head([STAYS, LEAVES], leaves)]
    train(args.out, heads, samples, np.array(counts), args)


if __name__ == "__main__":
    main()
