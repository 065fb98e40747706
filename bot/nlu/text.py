"""What a person wrote, made comparable: one alphabet, no accents, no tricks, words with their place.

Nothing here knows what a word means. Whatever comes in, a `Text` comes out.
"""

import re
import unicodedata
from collections.abc import Container, Sequence
from dataclasses import dataclass


def word_set(line: str) -> frozenset[str]:
    """The words of a line, as a set: easier to read and to add to than a list of quoted words."""
    return frozenset(line.split())


LONGEST = 1200  # characters read at the start of a long message; its end is read too
TAIL = 400  # characters read at the end of a long message
MANY = 260  # words looked at; the longest honest message seen has about 120

# Letters of other alphabets that look like ours ("ЅТОР" in Cyrillic), and signs that stand for words.
_LOOK_ALIKES = str.maketrans(
    {
        **dict(zip("авекмнорстухіјѕԁԛԝѵһ", "abekmhopctyxijsdqwvh", strict=True)),
        **dict(zip("αβεικμνορτυχ", "abeikmvoptux", strict=True)),
        "ı": "i", "ø": "o", "ł": "l", "đ": "d", "ß": "s",
        "’": "'", "‘": "'", "`": "'", "´": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "−": "-",
        "👍": " yes ", "✅": " yes ", "👎": " no ", "❌": " no ", "¼": "1/4", "½": "1/2",
    }
)  # fmt: skip
_UNSEEN = frozenset({"Mn", "Me", "Cf", "Cc", "Cs"})  # marks, invisible and control characters
_LEET = str.maketrans("01345$@", "oieassa")
_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)*|\d+(?:[:/.,-]\d+)*(?:st|nd|rd|th|[ap]m?\b)?|[.!?;,\n…¿¡:#+&*/%-]|[^\s\w]|\w")
_NUMERIC = re.compile(r"(\d+(?:[:/.,-]\d+)*)(st|nd|rd|th|am?|pm?)?$")
_MIXED = re.compile(r"(?<![\w])(?=[a-z$@\d]*[a-z])(?=[a-z$@\d]*[\d$@])[a-z\d$@]{3,20}(?![\w])")
_SPACED = re.compile(r"(?<!\w)(?:[a-z][ .\-_*]){3,}[a-z](?!\w)")
_MERIDIEM = re.compile(r"(?<![a-z])([ap])\.\s?m\b\.?")  # "10 a.m." is no end of a sentence
_TEXTED = re.compile(r"(?<![\w])2(?=(?:nite|night|day|moro|morow|morrow|mrw)\b)")  # "2nite"
_REPEATS = re.compile(r"([a-z])\1{2,}")
_HARD = frozenset(".!?;\n…")
_SOFT = frozenset(",:-/&+¿¡")
_DIGIT_WORDS = word_set(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
    " eighteen nineteen twenty thirty forty fifty oh"
)
# Noises and emphasis that stand between words that belong together ("i uh just really can't pee").
FILLERS = word_set(
    "uh um umm uhm er erm hmm mm mmm ah eh oh just really actually literally basically honestly"
    " totally completely absolutely very super fucking freaking frickin fricking freakin damn bloody"
    " fkn effing lowkey pues osea ps pos muy bastante demasiado realmente totalmente completamente"
    " pinche jaja jeje haha"
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word or number as compared, and where it stood."""

    word: str
    start: int  # in `Text.flat`
    end: int
    pause: int  # before it: 0 nothing, 1 a comma or dash, 2 a full stop or a new line


@dataclass(frozen=True, slots=True)
class Text:
    """A message after normalising: `flat` is one plain lower-case line, `tokens` its words."""

    raw: str
    flat: str
    tokens: tuple[Token, ...]

    @property
    def words(self) -> tuple[str, ...]:
        return tuple(token.word for token in self.tokens)

    def quote(self, first: int, last: int) -> str:
        """The person's words from token `first` up to, not including, token `last`."""
        return self.flat[self.tokens[first].start : self.tokens[last - 1].end] if first < last else ""


def flatten(raw: str) -> str:
    """One plain lower-case line: compatibility forms folded, accents and invisible characters removed."""
    if raw.isascii():
        return raw.lower()
    shortened = raw if len(raw) <= LONGEST + TAIL else raw[:LONGEST] + " \n " + raw[-TAIL:]
    decomposed = unicodedata.normalize("NFKD", shortened.casefold())
    kept = [char for char in decomposed if unicodedata.category(char) not in _UNSEEN or char in "\n\t"]
    return _fold_digits("".join(kept).translate(_LOOK_ALIKES)).casefold()


def _fold_digits(text: str) -> str:
    """Digits of other scripts become ours; `int` must never meet one it cannot read."""
    if not any(char.isdigit() and not char.isascii() for char in text):
        return text
    return "".join(str(unicodedata.digit(char, 0)) if char.isdigit() else char for char in text)


def read(raw: str, known: Container[str] = ()) -> Text:
    """Never raises. `known` words settle whether "st0p" is a word and how "nooo" is squeezed."""
    if len(raw) > LONGEST + TAIL:
        raw = raw[:LONGEST] + " \n " + raw[-TAIL:]
    flat = flatten(raw)
    flat = _TEXTED.sub("to", _MERIDIEM.sub(r"\1m", flat))
    flat = _MIXED.sub(lambda match: _unmask(match[0], known), flat)
    flat = _SPACED.sub(lambda match: _join(match[0], known), flat)
    return Text(raw, flat, _tokens(flat, known))


def _unmask(word: str, known: Container[str]) -> str:
    plain = word.translate(_LEET)
    return plain if plain.isalpha() and plain in known else word


def _join(spaced: str, known: Container[str]) -> str:
    joined = re.sub(r"[^a-z]", "", spaced)
    return joined if joined in known else spaced


def _tokens(flat: str, known: Container[str]) -> tuple[Token, ...]:
    found: list[Token] = []
    pause = 0
    for match in _TOKEN.finditer(flat):
        piece = match[0]
        first = piece[0]
        if "a" <= first <= "z":
            if piece.endswith("'ll"):  # "i'll" must not become "ill"
                found.append(Token(piece[:-3], match.start(), match.end(), pause))
                found.append(Token("will", match.start(), match.end(), 0))
            else:
                found.append(Token(_squeeze(piece.replace("'", ""), known), match.start(), match.end(), pause))
            pause = 0
        elif first.isdigit() and first.isascii():
            found.extend(_number_tokens(match, pause))
            pause = 0
        elif first in _HARD:
            pause = 2
        elif first in _SOFT:
            pause = max(pause, 1)
        if len(found) >= MANY:
            break
    return tuple(found)


def _number_tokens(match: re.Match[str], pause: int) -> list[Token]:
    parts = _NUMERIC.match(match[0])
    if parts is None:
        return [Token(match[0], match.start(), match.end(), pause)]
    split = match.start() + len(parts[1])
    number = Token(parts[1].rstrip(".,:-/"), match.start(), split, pause)
    if not parts[2]:
        return [number]
    return [number, Token(parts[2], split, match.end(), 0)]


def _squeeze(word: str, known: Container[str]) -> str:
    if len(word) > 30:
        word = word[:30]
    if not _REPEATS.search(word):
        return word
    single = _REPEATS.sub(r"\1", word)
    if single in known:
        return single
    double = _REPEATS.sub(r"\1\1", word)
    return double if double in known else single


def _counts(tokens: Sequence[Token]) -> bool:
    return bool(tokens) and (tokens[0].word in _DIGIT_WORDS or tokens[0].word.isdigit())


def without_fillers(text: Text) -> Text:
    """The same text, the noises between the words taken out (never the last word left)."""
    kept: list[Token] = []
    pause = 0
    for place, token in enumerate(text.tokens):
        pause = max(pause, token.pause)
        is_zero = (
            token.word == "oh" and pause == 0 and _counts(kept[-1:]) and _counts(text.tokens[place + 1 : place + 2])
        )
        if token.word in FILLERS and not is_zero:  # "five oh one" keeps its zero
            continue
        kept.append(token if pause == token.pause else Token(token.word, token.start, token.end, pause))
        pause = 0
    return Text(text.raw, text.flat, tuple(kept)) if kept else text
