"""Writes flows/understanding/word_classes.toml: which frequent words are used alike, in English and in Spanish.

The classes are Brown clusters from the package spacy-lookups-data (MIT licence), which only this script reads:
`pip download --no-deps spacy-lookups-data`, then `python tools/make_word_classes.py FILE.whl`.
"""

import argparse
import base64
import gzip
import json
import struct
import sys
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bot.nlu.model import key_of  # noqa: E402
from bot.nlu.text import read  # noqa: E402

OUT = HOUSE / "flows" / "understanding" / "word_classes.toml"
MOST_WORDS = 40_000  # of each language, the most frequent
LINE = 110  # characters of a line of the file


def table_of(wheel: zipfile.ZipFile, language: str, kind: str) -> Mapping[str, Any]:
    packed = wheel.read(f"spacy_lookups_data/data/{language}_lexeme_{kind}.json.gz")
    table: Mapping[str, Any] = json.loads(gzip.decompress(packed))
    return table


def classes_of(wheel: zipfile.ZipFile, language: str) -> dict[int, int]:
    """The path of each word's class, by the checksum of the word as the line compares words: plain small letters."""
    paths, often = table_of(wheel, language, "cluster"), table_of(wheel, language, "prob")
    found: dict[int, int] = {}
    for word in sorted((word for word in paths if paths[word]), key=lambda word: -often.get(word, -99.0)):
        words = read(word, frozenset({word})).words
        if len(words) == 1 and words[0].isalpha():
            found.setdefault(key_of(words[0]), int(paths[word]))
        if len(found) == MOST_WORDS:
            break
    return found


def packed(classes: Mapping[int, int]) -> str:
    """The checksums in order, four bytes each, then as many paths."""
    ordered = sorted(classes.items())
    columns = [struct.pack(f"<{len(ordered)}I", *column) for column in zip(*ordered, strict=True)]
    text = base64.b64encode(zlib.compress(b"".join(columns), 9)).decode()
    return "\n".join(text[start : start + LINE] for start in range(0, len(text), LINE))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("wheel", type=Path)
    args = parser.parse_args()
    lines = ["# Made by tools/make_word_classes.py from spacy-lookups-data (MIT); do not edit."]
    with zipfile.ZipFile(args.wheel) as wheel:
        for language in ("en", "es"):
            classes = classes_of(wheel, language)
            lines += [f"[word_classes.{language}]", f"words = {len(classes)}", f"paths = '''\n{packed(classes)}\n'''"]
            print(f"{language}: {len(classes)} words, {len(set(classes.values()))} classes", file=sys.stderr)
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
