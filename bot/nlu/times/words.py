"""The words of a message as the time reader sees them: each with every kind of time word it may be."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.nlu.numbers import ORDINALS, number_at
from bot.nlu.text import Text, Token, word_set

LONGEST_PHRASE = 6
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?$")
_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?$")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
_SPAN = re.compile(r"(\d{1,2}(?::\d{2})?)-(\d{1,2}(?::\d{2})?)$")


@dataclass(frozen=True, slots=True)
class Lex:
    """One word or phrase: `kinds` maps what it may be to its value."""

    kinds: Mapping[str, Any]
    first: int
    last: int  # token index after it
    pause: int  # before it

    def is_(self, *kinds: str) -> bool:
        return any(kind in self.kinds for kind in kinds)


class TimeWords:
    """The reviewed table of time words, ready to be looked up by phrase."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.phrases: dict[str, dict[str, Any]] = {}
        self.part_hours: dict[str, tuple[int, int]] = {
            name: (_minutes(hours[0]), _minutes(hours[1])) for name, hours in tables.get("part_hours", {}).items()
        }
        for kind in ("weekday", "month", "part", "day", "holiday"):
            for value, phrases in tables.get(kind, {}).items():
                for phrase in phrases:
                    known = int(value) if kind in ("weekday", "month") else value
                    self.phrases.setdefault(phrase, {})[kind] = known
        for kind, phrases in tables.get("word", {}).items():
            for phrase in phrases:
                self.phrases.setdefault(phrase, {})[kind] = True
        self.starts = frozenset(phrase.split()[0] for phrase in self.phrases)

    def lex(self, text: Text) -> list[Lex]:
        """The message as time words; a word that is none has no kinds."""
        tokens = text.tokens
        words = [token.word for token in tokens]
        found: list[Lex] = []
        index = 0
        while index < len(words):
            lexes = self._at(tokens, words, index)
            if index and text.flat[tokens[index].start - 1] == "-" and _both_days(found, lexes):
                found.append(Lex({"to": True}, index - 1, index, 0))  # "mon-wed"
            found.extend(lexes)
            index = lexes[-1].last
        return found

    def _at(self, tokens: Sequence[Token], words: list[str], index: int) -> list[Lex]:
        pause = tokens[index].pause
        if words[index] in ("sat", "sun") and _is_no_day(words, index):
            return [Lex({}, index, index + 1, pause)]
        if words[index] in self.starts:
            for size in range(min(LONGEST_PHRASE, len(words) - index), 0, -1):
                kinds = self.phrases.get(" ".join(words[index : index + size]))
                if kinds is not None and not any(token.pause == 2 for token in tokens[index + 1 : index + size]):
                    if size == 1:
                        kinds = {**kinds, **_numeric_kinds(words, index)[0]}
                    return [Lex(kinds, index, index + size, pause)]
        span = _SPAN.match(words[index])
        if span is not None and not _ISO.match(words[index]):
            return [
                Lex(_digits(span[1]), index, index + 1, pause),
                Lex({"to": True, "tight": True}, index, index + 1, 0),
                Lex(_digits(span[2]), index, index + 1, 0),
            ]
        kinds, size = _numeric_kinds(words, index)
        return [Lex(kinds, index, index + size, pause)]


_SITTERS = word_set("i he she we they you ive have had just who and")
_SEATS = word_set("down in for here around there")


def _is_no_day(words: list[str], index: int) -> bool:
    """The like of "I sat on a chair", "in the sun": no Saturday, no Sunday."""
    before = words[index - 1] if index else ""
    after = words[index + 1 : index + 3]
    if words[index] == "sun":
        return before in ("the", "hot")
    return before in _SITTERS or (bool(after) and (after[0] in _SEATS or (after[0] == "on" and len(after) > 1)))


def _both_days(before: list[Lex], after: list[Lex]) -> bool:
    return bool(before) and before[-1].is_("weekday") and after[0].is_("weekday")


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:])


def _digits(piece: str) -> dict[str, Any]:
    clock = _CLOCK.match(piece)
    if clock is not None:
        return {"clock": (int(clock[1]), int(clock[2]))} if int(clock[1]) < 25 and int(clock[2]) < 60 else {}
    return {"number": int(piece)}


def _numeric_kinds(words: list[str], index: int) -> tuple[dict[str, Any], int]:
    word = words[index]
    if word[:1].isdigit():
        return _from_digits(word, words, index)
    if (
        word in ("second", "segundo", "segunda", "minute")
        and index + 1 < len(words)
        and words[index + 1] in ("thought", "opinion")
    ):
        return {}, 1
    ordinal = ORDINALS.get(word)
    if ordinal is not None and ordinal > 0:
        return {"ordinal": ordinal}, 1
    found = number_at(words, index)
    if found is None:
        return {}, 1
    value, size = found
    after = index + size
    if value in (20, 30) and size == 1 and after < len(words) and 0 < ORDINALS.get(words[after], 0) < 10:
        return {"ordinal": value + ORDINALS[words[after]]}, 2
    return {"number": value, "spoken": True}, size


def _from_digits(word: str, words: list[str], index: int) -> tuple[dict[str, Any], int]:
    iso = _ISO.match(word)
    if iso is not None:
        return {"date": (int(iso[1]), int(iso[2]), int(iso[3]))}, 1
    clock = _CLOCK.match(word)
    if clock is not None and int(clock[1]) < 25 and int(clock[2]) < 60:
        return {"clock": (int(clock[1]), int(clock[2]))}, 1
    numeric = _DATE.match(word)
    if numeric is not None:
        return {"numeric_date": (int(numeric[1]), int(numeric[2]), numeric[3])}, 1
    if not word.isdigit() or len(word) > 4:
        return {}, 1
    suffix = words[index + 1] if index + 1 < len(words) else ""
    if suffix in ("st", "nd", "rd", "th"):
        return {"ordinal": int(word)}, 2
    return {"number": int(word)}, 1
