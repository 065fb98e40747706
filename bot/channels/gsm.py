"""What a text costs. One character outside the GSM alphabet doubles the price of a whole message, so every
text is brought into that alphabet here: accents it lacks go, typographic marks become plain ones.

The alphabet is 3GPP TS 23.038: 128 characters (without its escape), and ten more that count twice.
"""

import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_BASIC = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_DOUBLE = frozenset("^{}\\[~]|€\f")
_ALPHABET = frozenset(_BASIC) | _DOUBLE
_KEPT = _ALPHABET - {"\f"}  # a form feed is no legal XML, and nobody's phone shows one

_LOOKS_LIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′ʼ`´", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−•·", "-"),
        **dict.fromkeys("\t\v\f\x85", " "),
        **dict.fromkeys("\u2028\u2029", "\n"),
        "‹": "<", "›": ">", "⁄": "/", "×": "x", "÷": "/", "©": "(c)", "®": "(r)", "°": "o",
        "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "þ": "th", "ı": "i",
    }
)  # fmt: skip
_INVISIBLE = ("Mn", "Me", "Cf", "Cc", "Cs")  # accents on their own, joiners, control characters, half pairs


class Encoding(StrEnum):
    GSM_7 = "GSM-7"  # 7 bits a character
    UCS_2 = "UCS-2"  # 16 bits a character, for everything else


_ROOM = {Encoding.GSM_7: (160, 153), Encoding.UCS_2: (70, 67)}  # units alone, and in each of several parts


@dataclass(frozen=True, slots=True)
class Size:
    """How long a text is on the air. `units` are septets, or UTF-16 units; each segment is billed."""

    encoding: Encoding
    units: int
    segments: int


def is_gsm(text: str) -> bool:
    """True where every character is in the GSM alphabet."""
    return _ALPHABET.issuperset(text)


def to_gsm(text: str) -> str:
    """The same words in the GSM alphabet: é, ñ, ü, ¿ and ¡ stay, á, í, ó and ú lose their accent.

    What has no likeness becomes `?`; what cannot be seen goes. The result is legal in XML.
    """
    if _KEPT.issuperset(text):
        return text
    return "".join(char if char in _KEPT else _nearest(char) for char in unicodedata.normalize("NFC", text))


def count(text: str) -> Size:
    """The text's size as it would be sent, unchanged."""
    encoding = Encoding.GSM_7 if is_gsm(text) else Encoding.UCS_2
    units = _units(text, encoding)
    alone, each = _ROOM[encoding]
    if units <= alone:
        return Size(encoding, units, 1)
    return Size(encoding, units, -(-units // each) if units == len(text) else _parts(text, encoding, each))


def _units(text: str, encoding: Encoding) -> int:
    if encoding is Encoding.GSM_7:
        return len(text) + sum(map(text.count, _DOUBLE))
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _parts(text: str, encoding: Encoding, room: int) -> int:
    """A character of two units is never torn apart: it moves to the next part whole."""
    parts, used = 1, 0
    for char in text:
        width = _units(char, encoding)
        if used + width > room:
            parts, used = parts + 1, 0
        used += width
    return parts


def _nearest(char: str) -> str:
    plain = char.translate(_LOOKS_LIKE)
    if plain != char:
        return plain
    shape = unicodedata.normalize("NFKD", char)
    if shape != char:
        parts = "".join(part if part in _KEPT else _nearest(part) for part in shape)
        return parts if parts.strip("?") else "?"
    return "" if unicodedata.category(char) in _INVISIBLE else "?"
