"""How easy a wording is to read: Flesch-Kincaid for English, Fernández-Huerta for Spanish.

Questions that must name a disease or a drug are excepted: a plain word for Raynaud's does not exist.
"""

import re
from collections.abc import Iterator

from bot.dialogue.checks.issue import Content, Issue, Severity, all_said
from bot.values import Language

MOST_GRADE = 6.0  # US school grade
LEAST_EASE = 60.0  # Fernández-Huerta: 60 to 70 is "normal", below is hard
SHORTEST_WORDS = 8  # formulas say nothing about less
_HARD = re.compile(
    r"raynaud|circulation|circulaci|nerve|nervi|ulcer|kidney|liver|asthma|arthritis|diabetes|steroid|ibuprofen|aspirin"
    r"|immune|defensas|emergency|emergencia|\{\w+\}|automated|autom[aá]tic|disorders|pharmac|farmac|medic",
    re.IGNORECASE,
)


def readable(content: Content) -> Iterator[Issue]:
    """Every wording can be read by somebody in pain: grade 6 in English, easy Spanish."""
    for said in all_said(content.book):
        english, spanish = said.wording.say.get(Language.EN, ""), said.wording.say.get(Language.ES, "")
        if len(english.split()) >= SHORTEST_WORDS and (grade := english_grade(english)) > MOST_GRADE:
            yield _hard(said.place, f"Grade {grade:.1f} in English.")
        if len(spanish.split()) >= SHORTEST_WORDS and (ease := spanish_ease(spanish)) < LEAST_EASE:
            yield _hard(said.place, f"Ease {ease:.0f} in Spanish.")


def english_grade(text: str) -> float:
    """The Flesch-Kincaid grade, disease and drug words left out."""
    words = _words(text, r"[A-Za-z']+")
    if not words:
        return 0.0
    syllables = sum(_english_syllables(word) for word in words)
    return 0.39 * len(words) / _sentences(text) + 11.8 * syllables / len(words) - 15.59


def spanish_ease(text: str) -> float:
    """The Fernández-Huerta ease of reading, as corrected by Law: 206.84 - 60 P - 1.02 F."""
    words = _words(text, r"[A-Za-záéíóúüñÁÉÍÓÚÜÑ]+")
    if not words:
        return 100.0
    syllables = sum(_spanish_syllables(word) for word in words)
    return 206.84 - 60 * syllables / len(words) - 1.02 * len(words) / _sentences(text)


def _hard(place: str, sentence: str) -> Issue:
    return Issue("hard-to-read", place, sentence, "Use shorter words and sentences.", Severity.WARNING)


def _words(text: str, pattern: str) -> list[str]:
    return [word for word in re.findall(pattern, text) if not _HARD.search(word)]


def _sentences(text: str) -> int:
    return max(1, len(re.findall(r"[.?!:;]+(?:\s|$)", text)))


def _english_syllables(word: str) -> int:
    groups = len(re.findall(r"[aeiouy]+", word.lower()))
    silent = word.lower().endswith("e") and not word.lower().endswith("le") and groups > 1
    return max(1, groups - silent)


def _spanish_syllables(word: str) -> int:
    return max(1, len(re.findall(r"[aeo]+[iu]?|[íú]|[iu]+[aeo]?|[áéó]", word.lower())))
