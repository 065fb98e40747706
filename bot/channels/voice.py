"""How the clinic line speaks: replies become things to say, to listen for, to record and to ring.

The manners of a call stand here, so that no wording needs them: keys after actions, numbers as single digits,
emergencies twice and slowly, a caller's language offered at once. No gateway's words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import assert_never

from bot.channels.manners import MANNERS, Manners
from bot.dialogue.replies import Goodbye, Prompt, Reply, Statement, Transfer
from bot.nlu.meaning import Expect
from bot.values import Language

LONGEST_SECONDS = 20.0  # one prompt; after that people forget how it began
_WORDS_A_SECOND = {Language.EN: 2.5, Language.ES: 2.3}
_WAIT, _LONG_WAIT, _LONGEST_WAIT = 6, 8, 10  # seconds; a person in pain moves slowly
_MAX_HINT = 100  # characters
RECORDING_ENDS_SECONDS = 10  # of silence end a message; a message no longer than that holds nothing else


@dataclass(frozen=True, slots=True)
class Speak:
    """One idea, then a pause of whole seconds."""

    text: str
    language: Language
    pause_seconds: int = 0


@dataclass(frozen=True, slots=True)
class KeySpec:
    """Which keys end an answer: so many of them (None: any number), or this one (empty: none)."""

    max_keys: int | None
    finish_key: str


@dataclass(frozen=True, slots=True)
class Listen:
    """Says `prompt`, which any key or word interrupts, and waits so long after it for an answer."""

    prompt: tuple[Speak, ...]
    language: Language
    keys: KeySpec
    hints: tuple[str, ...]
    wait_seconds: int
    speech: bool


@dataclass(frozen=True, slots=True)
class Record:
    """Says `prompt` to its end and records what the caller says after a tone."""

    prompt: tuple[Speak, ...]
    language: Language
    max_seconds: int = 180
    finish_key: str = "#"
    silence_seconds: int = RECORDING_ENDS_SECONDS


@dataclass(frozen=True, slots=True)
class Ring:
    """Joins the call to people; whose phones stand on this ladder is the clinic's business."""

    ladder: str


@dataclass(frozen=True, slots=True)
class HangUp:
    """The call ends."""


Spoken = Speak | Listen | Record | Ring | HangUp


def spoken(
    replies: Sequence[Reply],
    language: Language,
    *,
    first: bool,
    patience: bool,
    speech: bool = True,
    practised: bool = False,
) -> tuple[Spoken, ...]:
    """One turn as a call says it; ends with what the call does next.

    `first`: the call has just been answered, so the other language is offered before the question.
    `patience`: a person in spasm, or with an interpreter, gets longer waits. `speech`: words may answer, too.
    `practised`: the caller has just answered a yes-or-no question, and needs no more telling how.
    """
    out: list[Spoken] = []
    lead: list[Speak] = []  # said with the question, so that a key can cut it short
    for reply in replies:
        match reply:
            case Statement(is_emergency=True):
                out += [*lead, *_emergency(reply.words.speak, language)]
                lead = []
            case Statement():
                lead += _sentence(reply.words.speak, language)
            case Prompt():
                offer = _offer(language) if first else ()
                lead = [*lead, *offer, *_question(reply, language, speech, practised)]
                return (*out, _ask(reply, tuple(lead), language, patience, speech))
            case Transfer():
                return (*out, *lead, Ring(reply.ladder))
            case Goodbye():
                return (*out, *lead, HangUp())
            case _:
                assert_never(reply)
    return (*out, *lead, HangUp()) if out or lead else ()


# -- time -----------------------------------------------------------------------------------------


def seconds(text: str, language: Language) -> float:
    """About how long it takes to say this, digits one by one."""
    return _seconds(_pronounced(text), language)


def lasts(said: Sequence[Speak]) -> float:
    """About how long these take together, pauses included."""
    return sum(_seconds(speak.text, speak.language) + speak.pause_seconds for speak in said)


def _seconds(said: str, language: Language) -> float:
    return len(said.split()) / _WORDS_A_SECOND[language]


# -- numbers --------------------------------------------------------------------------------------

_PHONE = re.compile(r"(?<![\d(])(?:\+?1[ .-]?)?(?:\((\d{3})\) ?|(\d{3})[ .-]?)(\d{3})[ .-]?(\d{4})(?!\d)")
_DIGITS = re.compile(r"[0-9]{3}")
_SPELLED_PHONE = re.compile(r"\d \d \d, \d \d \d, \d \d \d \d")
_SHORT = re.compile(r"(?<!\d)(?:911|988|\d{5,})(?!\d)")


def digits(number: str) -> str:
    """A number said digit by digit: "+18175550100" is "8 1 7, 5 5 5, 0 1 0 0"."""
    plain = re.sub(r"[^0-9]", "", number)
    plain = plain[1:] if len(plain) == 11 and plain[0] == "1" else plain
    if len(plain) != 10:
        return " ".join(plain)
    return ", ".join(" ".join(group) for group in (plain[:3], plain[3:6], plain[6:]))


def _pronounced(text: str) -> str:
    """The text with its numbers to call spelled; counts, hours and ages stay as they are."""
    if not _DIGITS.search(text):
        return text
    text = _PHONE.sub(lambda match: digits(match[0]), text)
    return _SHORT.sub(lambda match: digits(match[0]), text)


# -- saying ---------------------------------------------------------------------------------------


def _sentence(text: str, language: Language) -> Iterator[Speak]:
    """The words, in pieces where they are long; a number to call is said once more after them."""
    said = _pronounced(text).strip()
    if not said:
        return
    if _seconds(said, language) <= LONGEST_SECONDS:
        yield Speak(said, language)
    else:
        yield from (Speak(part, language) for part in _sentences(said))
    for number in dict.fromkeys(_SPELLED_PHONE.findall(said)):
        yield Speak(MANNERS[language].once_more.format(number=number), language, 1)


def _emergency(text: str, language: Language) -> tuple[Speak, ...]:
    """Twice, sentence by sentence, with silence after it in which the caller can hang up."""
    sentences = _sentences(_pronounced(text).strip())
    once = [Speak(sentence, language, 1) for sentence in sentences[:-1]]
    last = sentences[-1:]
    return (
        *once,
        *(Speak(sentence, language, 2) for sentence in last),
        *once,
        *(Speak(sentence, language, 4) for sentence in last),
    )


def _sentences(text: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.?!]) +", text) if sentence]


def _offer(language: Language) -> tuple[Speak, ...]:
    return (Speak(MANNERS[language].offer_other_language, language.other, 1),)


# -- asking ---------------------------------------------------------------------------------------


def _question(prompt: Prompt, language: Language, speech: bool, practised: bool) -> Iterator[Speak]:
    yield from _sentence(prompt.words.speak, language)
    yield from (Speak(text, language) for text in _how_to_answer(prompt, MANNERS[language], speech, practised))


def _how_to_answer(prompt: Prompt, manners: Manners, speech: bool, practised: bool) -> Iterator[str]:
    match prompt.expects:
        case Expect.YES_NO if practised and not prompt.is_again:
            yield manners.yes_no_next
        case Expect.YES_NO:
            yield manners.yes_no if speech and not prompt.is_again else manners.yes_no_keys
        case Expect.CHOICE | Expect.ONSET:
            option = manners.option_again if prompt.is_again else manners.option
            for choice in prompt.choices:
                yield option.format(label=choice.label.speak, key=choice.key)
        case Expect.DATE_OF_BIRTH | Expect.CODE | Expect.PHONE | Expect.NUMBER | Expect.NOTE:
            yield manners.keys_for(prompt.expects)
        case Expect.DAY | Expect.NAME:
            return
        case _:
            assert_never(prompt.expects)


def _ask(prompt: Prompt, lead: tuple[Speak, ...], language: Language, patience: bool, speech: bool) -> Listen | Record:
    if prompt.expects is Expect.NOTE:
        return Record(lead, language)
    longer = patience + prompt.is_danger
    wait = (_WAIT, _LONG_WAIT, _LONGEST_WAIT)[longer]
    return Listen(lead, language, _keys(prompt), _hints(prompt, language), wait, speech)


def _keys(prompt: Prompt) -> KeySpec:
    """One key where one key answers; elsewhere as many as the answer has, ended early by pound."""
    match prompt.expects:
        case Expect.DATE_OF_BIRTH:
            return KeySpec(8, "#")
        case Expect.PHONE | Expect.CODE:
            return KeySpec(10, "#")
        case Expect.NUMBER | Expect.DAY:
            return KeySpec(2, "#")
        case _:
            longest = max((len(choice.key) for choice in prompt.choices), default=1)
            return KeySpec(1, "") if longest == 1 else KeySpec(longest, "#")


def _hints(prompt: Prompt, language: Language) -> tuple[str, ...]:
    """What the caller is likely to say: the ways out always, then the answers."""
    manners = MANNERS[language]
    answers = manners.yes_no_hints if prompt.expects is Expect.YES_NO else ()
    labels = (" ".join(choice.label.speak.replace(",", " ").split())[:_MAX_HINT] for choice in prompt.choices)
    return tuple(dict.fromkeys(hint for hint in (*answers, *labels, *manners.hints) if hint))
