"""The answer to the question that was asked, in its canonical form (see meaning.py). None where it is no answer."""

from bot.nlu import birth_dates, numbers, phones
from bot.nlu.choices import names_choice, read_choice
from bot.nlu.grammar import Hits
from bot.nlu.lexicon import Lexicon
from bot.nlu.meaning import Expect, Heard, Question, Reason
from bot.nlu.names import read_name
from bot.nlu.text import Text, flatten
from bot.nlu.yes_no import read_yes_no

__all__ = ["ANY_TIME", "bare_digits", "is_any_time", "names_choice", "read_answer", "read_digits"]

SHORTEST_CODE, LONGEST_CODE = 6, 10


def bare_digits(raw: str) -> str | None:
    """The digits alone of "1", " 2. ", "#1", "１", "①"; None for anything else. Cheap: most answers are one digit."""
    stripped = raw.strip(" \t\r\n.,;:#()*!?¿¡\u200b\u200d\ufeff-\"'")
    if len(stripped) == 1 and stripped in "0123456789":
        return stripped
    if not stripped or len(stripped) > 4:
        return None
    folded = flatten(stripped)
    return folded if folded.isascii() and folded.isdigit() else None


def read_digits(question: Question, digits: str) -> str | None:
    """The answer that plain digits give to this question."""
    match question.expects:
        case Expect.YES_NO:
            return {"1": "yes", "2": "no"}.get(digits)
        case Expect.CHOICE | Expect.ONSET:
            keys = [option.key for option in question.options]
            plain = str(int(digits))
            return plain if plain in keys or (not keys and 0 < int(digits) <= 9) else None
        case Expect.NUMBER:
            return str(int(digits))
        case _:
            return None


def read_answer(lexicon: Lexicon, heard: Heard, text: Text, hits: Hits) -> tuple[str | None, tuple[Reason, ...]]:
    """The canonical answer and why; onset and day are read by their own readers."""
    question = heard.question
    match question.expects:
        case Expect.YES_NO:
            return read_yes_no(lexicon, heard, text, hits)
        case Expect.CHOICE:
            return read_choice(question.options, text, lexicon, hits), ()
        case Expect.NUMBER:
            return _number(text), ()
        case Expect.DATE_OF_BIRTH:
            return birth_dates.read_birth_date(text, heard.now.date(), heard.language), ()
        case Expect.DAY:
            return ANY_TIME if is_any_time(text) else None, ()
        case Expect.PHONE:
            return phones.read_phone(text), ()
        case Expect.CODE:
            return _code(text), ()
        case Expect.NAME:
            return read_name(heard.text), ()
        case Expect.NOTE:
            return heard.text.strip() or None, ()
        case _:
            return None, ()


def is_any_time(text: Text) -> bool:
    """True for "whenever" and "the soonest you have"."""
    line = f" {' '.join(text.words)} "
    return any(f" {phrase} " in line for phrase in _ANY_TIME)


def _code(text: Text) -> str | None:
    """A visit code, written or said digit by digit."""
    digits = numbers.digits_of(text.words)
    return digits if SHORTEST_CODE <= len(digits) <= LONGEST_CODE else None


_ARTICLES = frozenset({"un", "una", "one", "an", "a"})  # "un ocho", "a one or a two"
_BETWEEN = frozenset({"or", "to", "and", "o", "y", "a", "maybe", "un"})
_NO_PAIN = frozenset(
    {"none", "no pain", "no pain at all", "nada", "ninguno", "sin dolor", "nada de dolor", "zero pain"}
)


def _number(text: Text) -> str | None:
    """A small whole number; of "6 or 7" and "6-7" the higher, of "8 out of 10" the first, 7.5 is 8."""
    words = [part for word in text.words for part in word.replace("-", " ").split()]
    if " ".join(words) in _NO_PAIN:
        return "0"
    highest: int | None = None
    index = 0
    while index < len(words):
        found = _number_at(words, index)
        if found is None and highest is not None and words[index] not in _BETWEEN:
            break
        if found is not None:
            highest = max(found[0], highest or 0)
        index += 1 if found is None else found[1]
    return None if highest is None else str(highest)


def _number_at(words: list[str], index: int) -> tuple[int, int] | None:
    word = words[index]
    whole, _, rest = word.replace("/", ".").partition(".")
    if rest and whole.isdigit() and len(whole) <= 2:
        return int(whole) + (rest == "5" and "." in word), 1
    follows = any(numbers.word_value(after) is not None for after in words[index + 1 :])
    if word in _ARTICLES and follows:
        return None
    found = numbers.number_at(words, index)
    if found is not None and words[index + found[1] : index + found[1] + 3] == ["and", "a", "half"]:
        return found[0] + 1, found[1] + 3
    return found


ANY_TIME = "/"  # a window that is open on both sides
_ANY_TIME = (
    "any time", "anytime", "any day", "whenever", "doesnt matter", "dont care", "im flexible", "im open", "soonest",
    "earliest", "as early as possible", "first available", "next available", "asap", "as soon as possible",
    "cualquier dia", "cualquier hora", "cuando sea", "cuando quiera", "cuando puedan", "no importa", "me da igual",
    "lo antes posible", "cuanto antes", "lo mas pronto", "la primera disponible",
)  # fmt: skip
