"""The words of a message as the time reader sees them: each with every kind of time word it may be."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.nlu.numbers import ORDINALS, number_at, word_value
from bot.nlu.text import Text, Token, word_set

LONGEST_PHRASE = 6
_CLOCK = re.compile(r"(\d{1,2})[:.](\d{2})(?::\d{2})?$")
_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:[/.-](\d{4}|\d{2}))?$")
_DATES = re.compile(r"(\d{1,2}/\d{1,2}(?:/\d{2,4})?)-(\d{1,2}/\d{1,2}(?:/\d{2,4})?)$")  # "12/7-12/9"
_PAUSES = re.compile(r"[?.,;!\n]")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})$")
_SPAN = re.compile(r"(\d{1,2}(?::\d{2})?)-(\d{1,2}(?::\d{2})?)$")
_PAST_ENDINGS = ("ed", "aron", "ieron")  # "called", "inyectaron"
_SHORT = 5  # "need", "aaron"
_DAY_ARTICLES = word_set("el del al the")  # Spanish names a date with "el 5" and an hour with "las 5"
_HOUR_ARTICLES = word_set("las la")
_BEFORE_HOURS = word_set("at las la")
_ENDS = ("weekday", "month", "am", "pm", "number", "ordinal", "clock", "noon", "numeric_date", "date")
_MISHEARD = {"to": 2, "too": 2, "for": 4, "won": 1, "ate": 8, "tree": 3}  # by recognisers, after "at"


_LAST_HOUR = 12
_HALVES = (15, 30, 45)
_EVENING = 6
MOST_WORDS = 100  # nobody names a time after so many; a flood of digits must not take long


@dataclass(frozen=True, slots=True)
class Lex:
    """One word or phrase: `kinds` maps what it may be to its value."""

    kinds: Mapping[str, Any]
    first: int
    last: int  # token index after it
    pause: int  # before it

    def is_(self, *kinds: str) -> bool:
        return not self.kinds.keys().isdisjoint(kinds)


class TimeWords:
    """The reviewed table of time words, ready to be looked up by phrase."""

    def __init__(self, tables: Mapping[str, Any]) -> None:
        self.phrases: dict[str, dict[str, Any]] = {}
        self.part_hours: dict[str, tuple[int | None, int | None]] = {
            name: (_minutes(hours[0]), _minutes(hours[1])) for name, hours in tables.get("part_hours", {}).items()
        }
        for kind in ("weekday", "month", "part", "day_part", "day", "past", "holiday"):
            for value, phrases in tables.get(kind, {}).items():
                for phrase in phrases:
                    known = int(value) if kind in ("weekday", "month") else value
                    self.phrases.setdefault(phrase, {})[kind] = known
        for kind, phrases in tables.get("word", {}).items():
            for phrase in phrases:
                self.phrases.setdefault(phrase, {})[kind] = True
        for phrase, kinds in self.phrases.items():
            ending = phrase.rsplit(" ", 1)[-1]
            kinds.update({"visit": True} if "asks" in kinds else {})  # who asks wishes
            kinds.update({"at": True} if "fact" in kinds and ending in _BEFORE_HOURS else {})  # "gets off at"
            kinds.update({"el": True} if ending in _DAY_ARTICLES else {"las": True} if ending in _HOUR_ARTICLES else {})
        self.no_past = frozenset(tables.get("no_past", ()))
        self.starts = frozenset(phrase.split()[0] for phrase in self.phrases)

    @property
    def singles(self) -> tuple[str, ...]:
        """The names that stand alone, such as "wednesday" or "febrero": what a mistyped word may be mended into."""
        named = ("weekday", "month", "part", "day")
        return tuple(
            phrase for phrase, kinds in self.phrases.items() if " " not in phrase and any(k in kinds for k in named)
        )

    def lex(self, text: Text) -> list[Lex]:
        """The message as time words; a word that is none has no kinds."""
        tokens = text.tokens[:MOST_WORDS]
        words = [token.word for token in tokens]
        found: list[Lex] = []
        index = 0
        while index < len(words):
            lexes = self._at(text, words, index, found)
            if index and _dash_before(text, index) and _both_ends(found, lexes):
                found.append(Lex({"to": True}, index - 1, index, 0))  # "mon-wed", "10am-12pm"
                lexes[0] = replace(lexes[0], pause=0)
            found.extend(lexes)
            index = lexes[-1].last
        return found

    def _at(self, text: Text, words: list[str], index: int, before: list[Lex]) -> list[Lex]:
        pause = text.tokens[index].pause
        if words[index] in ("sat", "sun") and _is_no_day(words, index):
            return [Lex({}, index, index + 1, pause)]
        if words[index] in _MISHEARD and _is_misheard(before[-1] if before else None, words, index):
            return [Lex({"number": _MISHEARD[words[index]], "spoken": True}, index, index + 1, pause)]
        phrase = self._phrase(text, words, index) if words[index] in self.starts else None
        if phrase is not None:
            is_asking = phrase.is_("none") and _asks(text, phrase, before)
            return [replace(phrase, kinds={"any": True}) if is_asking else phrase]
        sides = _sides(words[index], before)
        if sides is not None:
            low, high = (Lex(kinds, index, index + 1, pause) for kinds in sides)
            return [low, Lex({"to": True, "tight": True}, index, index + 1, 0), replace(high, pause=0)]
        kinds, size = _numeric_kinds(words, index)
        if "clock" in kinds and words[index].isdigit() and before and before[-1].is_("number"):
            kinds = {"digits": True}  # the end of a telephone number
        if text.flat.startswith("?", text.tokens[index].end) and 0 < kinds.get("number", 0) <= _LAST_HOUR:
            kinds = {**kinds, "asked": True}  # "11?"
        if not kinds and len(words[index]) > _SHORT and words[index].endswith(_PAST_ENDINGS):
            kinds = {} if words[index] in self.no_past else {"told": True}
        return [Lex(kinds, index, index + size, pause)]

    def _phrase(self, text: Text, words: list[str], index: int) -> Lex | None:
        """The longest phrase of the table that begins here."""
        for size in range(min(LONGEST_PHRASE, len(words) - index), 0, -1):
            kinds = self.phrases.get(" ".join(words[index : index + size]))
            if kinds is None or any(_is_cut(text.flat, token) for token in text.tokens[index + 1 : index + size]):
                continue
            if size == 1:
                kinds = {**kinds, **_numeric_kinds(words, index)[0]}
            return Lex(kinds, index, index + size, text.tokens[index].pause)
        return None


def _sides(word: str, before: list[Lex]) -> tuple[dict[str, Any], dict[str, Any]] | None:
    """What stands on both sides of a dash: "12/7-12/9", "9-11:30"."""
    dates = _DATES.match(word)
    if dates is not None:
        return _from_digits(dates[1], [], 0)[0], _from_digits(dates[2], [], 0)[0]
    span = _SPAN.match(word)
    if span is None or _is_dashed_date(span, before):
        return None
    return _digits(span[1]), _digits(span[2])


def _is_cut(flat: str, token: Token) -> bool:
    """Whether a pause stands before the word; the hyphen of "mid-morning" is none."""
    return token.pause > 0 and flat[token.start - 1] != "-"


def _asks(text: Text, lex: Lex, before: list[Lex]) -> bool:
    """The like of "nothing on thursday?", "el jueves, ¿no?": a question refuses nothing. "Monday no tuesday?" does."""
    rest = text.flat[text.tokens[lex.last - 1].end :]
    question = _PAUSES.search(rest)
    if question is None or question[0] != "?":
        return False
    return not (before and before[-1].is_(*_ENDS)) or question.start() == 0


_SITTERS = word_set("i he she we they you ive have had just who and")
_SHINES = word_set("hurts bothers is makes burns light shines")
_SEATS = word_set("down in for here around there")


def _is_no_day(words: list[str], index: int) -> bool:
    """The like of "I sat on a chair", "in the sun": no Saturday, no Sunday."""
    before = words[index - 1] if index else ""
    after = words[index + 1 : index + 3]
    if words[index] == "sun":
        return before in ("the", "hot") or (bool(after) and after[0] in _SHINES)
    return before in _SITTERS or (bool(after) and (after[0] in _SEATS or (after[0] == "on" and len(after) > 1)))


def _is_misheard(before: Lex | None, words: list[str], index: int) -> bool:
    """The like of "at to thirty", "won pm": an hour that the recogniser wrote as a little word."""
    after = words[index + 1] if index + 1 < len(words) else ""
    following = number_at(words, index + 1)
    is_odd = words[index] not in ("to", "for")  # not a likely word before a number by itself
    if is_odd and (after in ("am", "pm") or (following is not None and following[0] in (15, 30, 45))):
        return True
    if before is None or not before.is_("at") or before.is_("the"):
        return False
    if not after:
        return True
    is_minutes = following is not None and following[0] in (15, 30, 45) and not words[index + 1].isdigit()
    return is_minutes or after in ("am", "pm", "oclock", "o", "in", "on", "tomorrow")


def _is_dashed_date(span: re.Match[str], before: list[Lex]) -> bool:
    """The like of "12-15": no range of hours, because one side can only be a day. After a month it is a range."""
    if ":" in span[0] or (before and before[-1].is_("month")):
        return False
    first, second = int(span[1]), int(span[2])
    if _EVENING <= second < first <= _LAST_HOUR:
        return True  # no visit lasts from noon to nine
    return max(first, second) > 12 and 1 <= min(first, second) <= 12 and max(first, second) <= 31


def _dash_before(text: Text, index: int) -> bool:
    return text.flat[text.tokens[index - 1].end : text.tokens[index].start].strip() == "-"


def _both_ends(before: list[Lex], after: list[Lex]) -> bool:
    return bool(before) and before[-1].is_(*_ENDS) and after[0].is_(*_ENDS)


def _minutes(clock: str) -> int | None:
    return int(clock[:2]) * 60 + int(clock[3:]) if clock else None


def _digits(piece: str) -> dict[str, Any]:
    clock = _CLOCK.match(piece)
    if clock is not None:
        return {"clock": (int(clock[1]), int(clock[2]))} if int(clock[1]) < 25 and int(clock[2]) < 60 else {}
    return {"number": int(piece)}


def _numeric_kinds(words: list[str], index: int) -> tuple[dict[str, Any], int]:
    word = words[index]
    if word[:1].isdigit():
        return _from_digits(word, words, index)
    ordinal = ORDINALS.get(word)
    if ordinal is not None and ordinal > 0:
        return {"ordinal": ordinal, "spoken": True}, 1
    found = number_at(words, index)
    if found is None:
        return {}, 1
    value, size = found
    after = index + size
    if size == 2 and index and value > _LAST_HOUR and word_value(words[after] if after < len(words) else "") in _HALVES:
        hour = word_value(words[index - 1])
        if hour is not None and 0 < hour <= _LAST_HOUR:
            return {"number": value - value % 10, "spoken": True}, 1  # "one thirty two thirty"
    if value in (20, 30) and size == 1 and after < len(words) and 0 < ORDINALS.get(words[after], 0) < 10:
        return {"ordinal": value + ORDINALS[words[after]], "spoken": True}, 2
    return {"number": value, "spoken": True}, size


def _from_digits(word: str, words: list[str], index: int) -> tuple[dict[str, Any], int]:
    iso = _ISO.match(word)
    if iso is not None:
        return {"date": (int(iso[1]), int(iso[2]), int(iso[3]))}, 1
    clock = _CLOCK.match(word)
    is_date = "." in word and words[index + 1 : index + 2] == ["at"]  # "1.20 at 11"
    if clock is not None and int(clock[1]) < 25 and int(clock[2]) < 60 and not is_date:
        return {"clock": (int(clock[1]), int(clock[2]))}, 1
    numeric = _DATE.match(word)
    if numeric is not None:
        return {"numeric_date": (int(numeric[1]), int(numeric[3]), numeric[4])}, 1
    if not word.isdigit() or len(word) > 4:
        return {}, 1
    if len(word) == 4 and word[0] == "0" and int(word[2:]) < 60:
        return {"clock": (int(word[:2]), int(word[2:]))}, 1  # "0830"
    suffix = words[index + 1] if index + 1 < len(words) else ""
    if suffix in ("st", "nd", "rd", "th", "ro", "er", "ero"):
        return {"ordinal": int(word)}, 2
    return {"number": int(word)}, 1
