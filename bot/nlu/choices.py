"""The option that was chosen: by number, word, ordinal, letter, or the option's own words."""

import re

from bot.nlu import numbers
from bot.nlu.grammar import Hits
from bot.nlu.lexicon import Lexicon
from bot.nlu.meaning import Option
from bot.nlu.text import Text, flatten, word_set
from bot.nlu.yes_no import decided

MOST_WORDS = 8  # in a longer sentence a number may mean anything, unless "option" or "number" stands before it
_KEY_WORDS = word_set(
    "option opcion number numero num nr no the la el lo number press pick choose marque elijo choice answer"
    " one its es i il ill id want quiero take tomo go lets do with say reply respuesta is a uh please por favor letter"
    " letra me quedo con just"
)
_LETTERS = {"a": 1, "b": 2, "c": 3, "d": 4, "e": 5, "f": 6}
_SOUNDS_LIKE = {"to": 2, "too": 2, "for": 4, "fore": 4, "won": 1, "ate": 8, "tree": 3}
_PLACES = {"top": 0, "arriba": 0, "bottom": -1, "abajo": -1}
_ABBREVIATED = re.compile(r"(?<!\d)([1-9])\s?(?:ra|ro|da|do|ta|to|era|ero|er|st|nd|rd|th)\b")
_CHOSEN = re.compile(r"[1-9]|st|nd|rd|th|ra|da|ta")
_ALTERNATIVE = re.compile(r"\w+ (?:or|and|o|y) \w+")  # "number 1 or 2": asked again
_POINTED = re.compile(r"\b(?:option|opcion|number|numero|choice|press)\s+(?:number\s+|numero\s+)?(\w+)")


def read_choice(options: tuple[Option, ...], text: Text, lexicon: Lexicon, hits: Hits) -> str | None:
    """The chosen option's key; None where none, or more than one, was chosen."""
    keys = [option.key for option in options]
    words = list(text.words)
    named = _by_words(options, words)
    if named is not None:
        return named
    chosen = _by_place(text, words, keys)
    if len(chosen) == 1:
        return chosen.pop()
    if not chosen and len(words) <= 4 and keys == ["1", "2"]:
        answer, _ = decided(lexicon, text, hits)
        said = {flatten(word) for option in options for word in option.words}
        return {"yes": "1", "no": "2"}.get(answer or "") if {"yes", "no"} <= said else None
    return None


def names_choice(text: Text) -> bool:
    """True where every word does no more than choose: "the second one", "la primera", "number 2 please"."""
    return all(word in _KEY_WORDS or word in numbers.ORDINALS or _CHOSEN.fullmatch(word) for word in text.words)


def _by_place(text: Text, words: list[str], keys: list[str]) -> set[str]:
    pointed = _POINTED.findall(" ".join(words))
    if pointed and not _ALTERNATIVE.search(" ".join(words)):
        return {key for word in pointed if (key := _as_key(word, keys) or _as_letter(word, keys)) is not None}
    if len(words) > MOST_WORDS:
        return set()
    short = _ABBREVIATED.findall(text.flat)
    if short:
        return {key for digit in short if (key := _offered(int(digit), keys)) is not None}
    meant = [word for word in words if word not in _KEY_WORDS]
    if not meant:  # "b", "the a", "one", "number one"
        last = words[-1] if words else ""
        return {key for key in (_as_letter(last, keys), "1" if last == "one" else None) if key is not None}
    if len(meant) == 1:
        odd = _SOUNDS_LIKE.get(meant[0])
        key = _as_letter(meant[0], keys) if odd is None else _offered(odd, keys)
        if key is not None:
            return {key}
    values = [_as_key(word, keys) or _at_edge(word, keys) for word in meant]
    return {value for value in values if value is not None}


def _as_key(word: str, keys: list[str]) -> str | None:
    place = numbers.ORDINALS.get(word)
    if place == -1:
        return keys[-1] if keys else None
    value = place if place is not None else numbers.word_value(word)
    return None if value is None else _offered(value, keys)


def _as_letter(word: str, keys: list[str]) -> str | None:
    return _offered(_LETTERS[word], keys) if word in _LETTERS else None


def _at_edge(word: str, keys: list[str]) -> str | None:
    return keys[_PLACES[word]] if word in _PLACES and keys else None


def _offered(value: int, keys: list[str]) -> str | None:
    return str(value) if str(value) in keys or (not keys and 0 < value <= 9) else None


def _by_words(options: tuple[Option, ...], words: list[str]) -> str | None:
    """The one option whose own words the person used; None where none or several fit."""
    line = f" {' '.join(words)} "
    best: dict[str, int] = {}
    for option in options:
        for phrase in option.words:
            plain = " ".join(flatten(phrase).replace("'", "").split())
            if plain and (f" {plain} " in line or f" {plain}s " in line):
                best[option.key] = max(best.get(option.key, 0), len(plain))
    if not best:
        return None
    longest = max(best.values())
    winners = [key for key, size in best.items() if size == longest]
    return winners[0] if len(winners) == 1 else None
