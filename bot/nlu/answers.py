"""The answer to the question that was asked, in its canonical form (see meaning.py). None where it is no answer.

A danger question is passed by a clear no alone: what is half a no is "unsure" here.
"""

from bot.nlu import birth_dates, numbers, phones
from bot.nlu.grammar import Hit, Hits
from bot.nlu.lexicon import Lexicon
from bot.nlu.meaning import Expect, Heard, Option, Question, Reason
from bot.nlu.text import Text, flatten, word_set

LOW_CONFIDENCE = 0.6
MOST_OF_A_NAME = 60
SHORTEST_CODE, LONGEST_CODE = 6, 10
_COUNTED = {"one": "yes", "uno": "yes", "number one": "yes", "two": "no", "dos": "no", "number two": "no"}
_QUESTION_OPENERS = (
    "is it ", "can i ", "should i ", "do i ", "what ", "how ", "when ", "why ", "where ", "puedo ", "debo ", "que es ",
    "como ", "cuando ", "por que ", "donde ",
)  # fmt: skip
_NOT_UNDERSTOOD = (
    "what you mean", "what do you mean", "what that means", "dont understand", "didnt understand", "que significa",
    "no entiendo", "no entendi", "one moment", "hold on", "un momento", "espere",
)  # fmt: skip
_KEY_WORDS = word_set(
    "option opcion number numero num no the la el number press pick choose marque elijo choice answer"
    " one its es i il ill want quiero take tomo go with reply respuesta is a uh please por favor"
)


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
            return _yes_no(lexicon, heard, text, hits)
        case Expect.CHOICE:
            return _choice(question.options, text, lexicon, hits), ()
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
            return _name(heard.text, text), ()
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


def _yes_no(lexicon: Lexicon, heard: Heard, text: Text, hits: Hits) -> tuple[str | None, tuple[Reason, ...]]:
    grammar = lexicon.grammar
    found = {
        kind: hits.get(grammar.id(f"cue_answer_{kind}"), [])
        for kind in ("yes", "no", "unsure", "strong_no", "strong_yes")
    }
    counted = _COUNTED.get(" ".join(text.words))
    if counted is not None:
        return counted, (Reason(f"answer: {counted}", text.raw.strip()[:20]),)
    answer, hit = _decided(text, found)
    if answer is None or hit is None:
        return None, ()
    words = text.quote(hit.start, hit.end)
    if _asks_back(text) and answer != "no":
        return None, (Reason("a question back", words),)
    is_faint = heard.confidence is not None and heard.confidence < LOW_CONFIDENCE
    if answer == "no" and is_faint and heard.question.flags:
        return None, (Reason("low confidence", words),)
    return answer, (Reason(f"answer: {answer}", words),)


def _asks_back(text: Text) -> bool:
    """True for a question instead of an answer: it says neither yes nor no, and is asked again."""
    words = text.words
    line = " ".join(words)
    return (
        text.raw.rstrip().endswith("?")
        or line.startswith(_QUESTION_OPENERS)
        or any(phrase in line for phrase in _NOT_UNDERSTOOD)
    )


def _decided(text: Text, found: dict[str, list[Hit]]) -> tuple[str | None, Hit | None]:
    """Unsure beats yes beats no, unless the no is said twice over or opens the sentence."""
    words = text.words
    strong_no, strong_yes = found["strong_no"], found["strong_yes"]
    if strong_no and not found["unsure"]:
        return "no", strong_no[0]
    if found["unsure"]:
        return "unsure", found["unsure"][0]
    if strong_yes:
        return "yes", strong_yes[0]
    openers = sorted(
        [(hit.start, -hit.end, "yes", hit) for hit in found["yes"]]
        + [(hit.start, -hit.end, "no", hit) for hit in found["no"]],
        key=lambda entry: entry[:3],
    )
    if not openers:
        return None, None
    start, _, answer, hit = openers[0]
    if start > 2 and len(words) > 6:
        return None, None
    if answer == "no" and any(other == "yes" and place > start for place, _, other, _ in openers):
        return ("unsure", hit) if len(words) <= 8 else ("no", hit)
    return answer, hit


def _choice(options: tuple[Option, ...], text: Text, lexicon: Lexicon, hits: Hits) -> str | None:
    keys = [option.key for option in options]
    words = list(text.words)
    named = _by_words(options, words)
    if named is not None:
        return named
    meant = [word for word in words if word not in _KEY_WORDS or word == "one"]
    values = [_as_key(word, keys) for word in meant]
    chosen = {value for value in values if value is not None}
    if len(chosen) == 2 and "one" in meant and any(w in numbers.ORDINALS for w in meant):
        chosen -= {"1"} if meant[-1] == "one" and numbers.ORDINALS.get(meant[0]) != 1 else set()
    if len(chosen) == 1 and len(words) <= 8:
        return chosen.pop()
    if not chosen and len(keys) == 2 and len(words) <= 4 and keys == ["1", "2"]:
        answer, _ = _decided(
            text,
            {
                kind: hits.get(lexicon.grammar.id(f"cue_answer_{kind}"), [])
                for kind in ("yes", "no", "unsure", "strong_no", "strong_yes")
            },
        )
        said = {flatten(word) for option in options for word in option.words}
        return {"yes": "1", "no": "2"}.get(answer or "") if {"yes", "no"} <= said else None
    return None


def names_choice(text: Text) -> bool:
    """True where every word does no more than choose: "the second one", "la primera", "number 2 please"."""
    return all(word in _KEY_WORDS or word in numbers.ORDINALS or word.isdigit() for word in text.words)


def _as_key(word: str, keys: list[str]) -> str | None:
    place = numbers.ORDINALS.get(word)
    if place == -1:
        return keys[-1] if keys else None
    value = place if place is not None else numbers.word_value(word)
    if value is None:
        return None
    return str(value) if str(value) in keys or (not keys and 0 < value <= 9) else None


def _by_words(options: tuple[Option, ...], words: list[str]) -> str | None:
    """The one option whose own words the person used; None where none or several fit."""
    line = f" {' '.join(words)} "
    best: dict[str, int] = {}
    for option in options:
        for phrase in option.words:
            plain = " ".join(flatten(phrase).replace("'", "").split())
            if plain and f" {plain} " in line:
                best[option.key] = max(best.get(option.key, 0), len(plain))
    if not best:
        return None
    longest = max(best.values())
    winners = [key for key, size in best.items() if size == longest]
    return winners[0] if len(winners) == 1 else None


def _number(text: Text) -> str | None:
    words = text.words
    for index, word in enumerate(words):
        if "/" in word:
            return word.split("/")[0] if word.split("/")[0].isdigit() else None
        found = numbers.number_at(words, index)
        if found is not None and not (
            word in _ARTICLES and any(numbers.word_value(w) is not None for w in words[index + 1 :])
        ):
            return str(found[0])
    return None


ANY_TIME = "/"  # a window that is open on both sides
_ANY_TIME = (
    "any time", "anytime", "any day", "whenever", "doesnt matter", "dont care", "im flexible", "im open", "soonest",
    "earliest", "first available", "next available", "asap", "as soon as possible", "cualquier dia", "cualquier hora",
    "cuando sea", "cuando quiera", "cuando puedan", "no importa", "me da igual", "lo antes posible", "cuanto antes",
    "lo mas pronto", "la primera disponible",
)  # fmt: skip
_ARTICLES = frozenset({"un", "una", "one"})  # "un ocho", "a one or a two"
_NAME_OPENERS = (
    "my name is", "name is", "the name is", "this is", "its", "it is", "i am", "im", "call me", "me llamo",
    "mi nombre es",
    "soy", "es", "habla", "the patients name is", "patient is", "el nombre es", "se llama", "yo soy", "hi",
    "hola", "hello",
    "hi this is", "hello this is", "uh", "um", "yes its", "yes", "si",
)  # fmt: skip


def _name(raw: str, text: Text) -> str | None:
    trimmed = " ".join(raw.split()).strip(" .,!?")
    plain = [flatten(word).replace("'", "").strip(".,!") for word in trimmed.split()]
    for opener in sorted(_NAME_OPENERS, key=len, reverse=True):
        size = len(opener.split())
        if len(plain) > size and " ".join(plain[:size]) == opener:
            trimmed = " ".join(trimmed.split()[size:]).strip(" .,!?")
            break
    has_letter = any(char.isalpha() for char in trimmed)
    return trimmed[:MOST_OF_A_NAME] if has_letter and text.tokens else None
