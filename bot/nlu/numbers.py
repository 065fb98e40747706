"""Numbers as people write and say them, in both languages."""

from collections.abc import Sequence

_UNITS = {
    "zero": 0, "oh": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "cero": 0, "un": 1, "uno": 1, "una": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7,
    "ocho": 8, "nueve": 9, "diez": 10, "once": 11, "doce": 12, "trece": 13, "catorce": 14, "quince": 15,
    "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19, "veintiuno": 21, "veintiun": 21,
    "veintidos": 22, "veintitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26, "veintisiete": 27,
    "veintiocho": 28, "veintinueve": 29,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90, "veinte": 20, "treinta": 30, "cuarenta": 40, "cincuenta": 50, "sesenta": 60, "setenta": 70,
    "ochenta": 80, "noventa": 90,
}  # fmt: skip
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12, "thirteenth": 13, "fourteenth": 14, "fifteenth": 15, "sixteenth": 16,
    "seventeenth": 17, "eighteenth": 18, "nineteenth": 19, "twentieth": 20, "thirtieth": 30,
    "primero": 1, "primera": 1, "primeros": 1, "primeras": 1, "primer": 1,
    "segundo": 2, "segunda": 2, "tercero": 3, "tercera": 3, "tercer": 3,
    "cuarto": 4, "cuarta": 4, "quinto": 5, "quinta": 5, "sexto": 6, "sexta": 6, "ultimo": -1, "ultima": -1, "last": -1,
    "twelth": 12, "nineth": 9, "fith": 5,
    "1st": 1, "2nd": 2, "3rd": 3, "4th": 4, "5th": 5, "6th": 6,
}  # fmt: skip


_HUNDREDS = {
    "cien": 1, "ciento": 1, "doscientos": 2, "trescientos": 3, "cuatrocientos": 4, "quinientos": 5, "seiscientos": 6,
    "setecientos": 7, "ochocientos": 8, "novecientos": 9,
}  # fmt: skip
_REPEATED = {"double": 2, "doble": 2, "triple": 3}
NUMBER_WORDS = frozenset(_UNITS) | frozenset(_TENS) | frozenset(ORDINALS)


def word_value(word: str) -> int | None:
    """The value of one number word or of a plain number, None for anything else."""
    if word.isdigit() and word.isascii():
        return int(word) if len(word) <= 9 else None
    return _UNITS.get(word, _TENS.get(word))


def number_at(words: Sequence[str], start: int) -> tuple[int, int] | None:
    """The number that begins at `start` and how many words it takes: "twenty five", "treinta y dos", "48"."""
    if start >= len(words):
        return None
    word = words[start]
    if word in _TENS:
        value = _TENS[word]
        rest = start + 2 if start + 2 < len(words) and words[start + 1] == "y" else start + 1
        unit = _UNITS.get(words[rest]) if rest < len(words) else None
        if unit is not None and 0 < unit < 10:
            return value + unit, rest - start + 1
        return value, 1
    value_of = word_value(word)
    return None if value_of is None else (value_of, 1)


def _hundreds_at(words: Sequence[str], index: int) -> tuple[int, int] | None:
    """The like of "eight hundred", "eight hundred seventeen", "ochocientos diecisiete", and how many words it takes."""
    size = 1
    hundreds = _HUNDREDS.get(words[index])
    if hundreds is None:
        unit = word_value(words[index])
        if unit is None or not 0 < unit < 10 or words[index + 1 : index + 2] not in (["hundred"], ["cientos"]):
            return None
        hundreds, size = unit, 2
    rest = number_at(words, index + size)
    if rest is not None and 10 <= rest[0] < 100:
        return hundreds * 100 + rest[0], size + rest[1]
    return hundreds * 100, size


def digits_of(words: Sequence[str]) -> str:
    """All digits in the words, spoken ones included: "eight one seven" → "817", "double five" → "55"."""
    digits: list[str] = []
    index = 0
    while index < len(words):
        word = words[index]
        times = _REPEATED.get(word)
        if times is not None and index + 1 < len(words):
            value = word_value(words[index + 1])
            if value is not None and value < 10:
                digits.append(str(value) * times)
                index += 2
                continue
        hundreds = _hundreds_at(words, index)
        if hundreds is not None:
            digits.append(str(hundreds[0]))
            index += hundreds[1]
            continue
        found = number_at(words, index)
        if found is not None:
            digits.append(words[index] if words[index].isdigit() else str(found[0]))
            index += found[1]
            continue
        if word[:1].isdigit():
            digits.append("".join(char for char in word if char.isdigit()))
        elif word == "o":
            digits.append("0")
        index += 1
    return "".join(digits)
