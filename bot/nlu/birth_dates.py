"""Dates of birth in every common form, in digits, words or speech. Always a full date in the past, or nothing."""

import re
from datetime import date

from bot.nlu import numbers
from bot.nlu.numbers import ORDINALS, number_at
from bot.nlu.text import Text
from bot.values import Language

OLDEST = 120  # years
MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan enero ene", "february feb febrero febr febuary", "march mar marzo", "april apr abril abr",
            "may mayo",
            "june jun junio", "july jul julio", "august aug agosto ago agto", "september sep sept septiembre setiembre",
            "october oct octubre", "november nov noviembre", "december dec diciembre dic",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_NUMERIC = re.compile(r"(?<!\d)(\d{1,4})\s*[/.\-\s]\s*(\d{1,2})\s*[/.\-\s]\s*(\d{4}|\d{2})(?!\d)")
_ISO = re.compile(r"(?<!\d)(\d{4})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*(\d{1,2})(?!\d)")
_SOLID = re.compile(r"(?<!\d)(\d{8})(?!\d)")
_SHORT = re.compile(r"(?<!\d)(\d{6})(?!\d)")


def read_birth_date(text: Text, today: date, language: Language | None) -> str | None:
    """`YYYY-MM-DD`. Month first in English, day first in Spanish where both would fit."""
    for reader in (_in_digits, _in_words):
        found = reader(text, today, language)
        if found is not None:
            return found.isoformat()
    return None


def _in_digits(text: Text, today: date, language: Language | None) -> date | None:
    flat = text.flat
    iso = _ISO.search(flat)
    if iso:
        return _real(int(iso[1]), int(iso[2]), int(iso[3]), today)
    numeric = _NUMERIC.search(flat)
    if numeric and len(numeric[1]) <= 2:
        return _ordered(int(numeric[1]), int(numeric[2]), _year(numeric[3], today), today, language)
    solid = _SOLID.search(flat)
    if solid:
        digits = solid[1]
        first = _ordered(int(digits[:2]), int(digits[2:4]), int(digits[4:]), today, language)
        return first or _real(int(digits[:4]), int(digits[4:6]), int(digits[6:]), today)
    short = _SHORT.search(flat)
    if short:
        digits = short[1]
        return _ordered(int(digits[:2]), int(digits[2:4]), _year(digits[4:], today), today, language)
    return None


def _ordered(first: int, second: int, year: int, today: date, language: Language | None) -> date | None:
    month_first, day_first = _real(year, first, second, today), _real(year, second, first, today)
    return (day_first or month_first) if language is Language.ES else (month_first or day_first)


def _in_words(text: Text, today: date, language: Language | None) -> date | None:
    words = list(text.words)
    months = [index for index, word in enumerate(words) if word in MONTHS]
    if not months:
        return _spoken_digits(words, today, language)
    at = months[0]
    year_at, year = _year_in(words[at + 1 :], today)
    if year is None:
        return None
    after = words[at + 1 : at + 1 + year_at] if year_at else []
    day = _day_in(after)
    if day is None:
        day = _day_in(words[:at])
    return None if day is None else _real(year, MONTHS[words[at]], day, today)


def _day_in(words: list[str]) -> int | None:
    for index, word in enumerate(words):
        if word in ORDINALS and ORDINALS[word] > 0:
            return ORDINALS[word]
        found = number_at(words, index)
        if found is not None:
            value = found[0]
            after = index + 1
            if value in (20, 30) and after < len(words) and 0 < ORDINALS.get(words[after], 0) < 10:
                return value + ORDINALS[words[after]]
            return value if 1 <= value <= 31 else None
    return None


def _year_in(words: list[str], today: date) -> tuple[int, int | None]:
    """Where the year begins in the words after the month, and the year: "1985", "eighty five", "mil novecientos …"."""
    for index, word in enumerate(words):
        if word.isdigit() and len(word) == 4:
            return index, int(word)
        if word in ("nineteen", "mil", "two", "dos", "twenty") and _spoken_year(words[index:]) is not None:
            return index, _spoken_year(words[index:])
    for index in range(1, len(words)):  # the longest number at the end: "… eighty five", "… ochenta y cinco"
        found = number_at(words, index)
        if found is not None and index + found[1] == len(words):
            return index, _year(f"{found[0] % 100:02d}", today)
    return 0, None


def _spoken_year(words: list[str]) -> int | None:
    """The like of "nineteen eighty five", "two thousand four", "twenty ten", "mil novecientos ochenta y cinco"."""
    head = words[0]
    if head == "mil" and words[1:2] == ["novecientos"]:
        return 1900 + _value(words[2:])
    if head in ("two", "dos") and words[1:2] in (["thousand"], ["mil"]):
        rest = [word for word in words[2:] if word != "and"]
        return 2000 + _value(rest)
    if head in ("nineteen", "twenty") and len(words) > 1:
        rest = [word for word in words[1:] if word not in ("hundred", "oh", "o", "and")]
        value = _value(rest)
        if head == "nineteen" and rest:
            return 1900 + value
        if head == "twenty" and 10 <= value <= 30:
            return 2000 + value
    return None


def _value(words: list[str]) -> int:
    found = number_at(words, 0)
    return found[0] if found is not None else 0


def _spoken_digits(words: list[str], today: date, language: Language | None) -> date | None:
    """The like of "oh three fourteen eighty five": month, day, year said as numbers."""
    values: list[int] = []
    index = 0
    while index < len(words):
        year = _spoken_year(words[index:]) if words[index] in ("nineteen", "two", "dos", "mil", "twenty") else None
        if year is not None and year > 1900:
            values.append(year)
            break
        found = number_at(words, index)
        if found is None:
            index += 1
            continue
        if found[0] != 0 or words[index] not in ("oh", "zero", "cero", "0"):
            values.append(found[0])
        index += found[1]
    if len(values) in (5, 6, 7, 8) and all(value < 10 for value in values):
        return _digit_by_digit(numbers.digits_of(words), today, language)
    if len(values) != 3:
        return None
    year = values[2] if values[2] > 1900 else _year(f"{values[2] % 100:02d}", today)
    return _ordered(values[0], values[1], year, today, language)


def _digit_by_digit(digits: str, today: date, language: Language | None) -> date | None:
    """The like of "zero three one four eight five"."""
    if len(digits) not in (6, 8):
        return None
    return _ordered(int(digits[:2]), int(digits[2:4]), _year(digits[4:], today), today, language)


def _year(digits: str, today: date) -> int:
    if len(digits) == 4:
        return int(digits)
    value = 2000 + int(digits)
    return value if value <= today.year else value - 100


def _real(year: int, month: int, day: int, today: date) -> date | None:
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if date(today.year - OLDEST, 1, 1) <= found <= today else None
