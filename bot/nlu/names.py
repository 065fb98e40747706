"""A person's name: what stands around it is taken off, its own letters are kept."""

import re

from bot.nlu.text import flatten

LONGEST = 60
_OPENERS = sorted(
    (
        "my name is", "my names", "name is", "names", "the name is", "name", "full name", "this is", "its", "it is",
        "i am", "im", "call me", "you can call me", "me llamo", "mi nombre es", "mi nombre completo es", "nombre",
        "soy",
        "yo soy", "es", "habla", "le habla", "el nombre es", "se llama", "mi hijo se llama", "mi hija se llama",
        "mi mama se llama", "mi papa se llama", "mi esposo se llama", "mi esposa se llama", "the patients name is",
        "the patient is", "patients name is", "patient name is", "patient is", "patient", "paciente", "el paciente es",
        "la paciente es", "for my mom", "for my mother", "for my dad", "for my father", "for my wife", "for my husband",
        "for my son", "for my daughter", "for", "es para mi mama", "es para mi papa", "es para mi esposo",
        "es para mi esposa", "es para mi hijo", "es para mi hija", "para mi mama", "para mi hijo", "para mi hija",
        "hi", "hola", "hello", "hey", "uh", "um", "yes", "yeah", "yep", "si", "sure", "ok", "okay", "well",
        "a nombre de",
        "que tal", "good morning", "buenos dias", "buenas tardes", "put it under", "its under", "under",
        "pues", "bueno",
    ),
    key=len,
    reverse=True,
)  # fmt: skip
_CLOSERS = (
    "here", "speaking", "please", "thanks", "thank you", "por favor", "gracias", "para servirle", "aqui",
    "a sus ordenes", "is my name", "es mi nombre", "sir", "maam",
)  # fmt: skip
_REFUSALS = re.compile(
    r"(?:no|yes|nope|si|what|who|huh|skip|idk|anonymous|que|quien)"
    r"|(?:why|what|who|how|do i|can i|i dont|id rather|rather not|prefer not|i prefer|i wont)\b.*"
    r"|(?:not telling|none of your)\b.*"
    r"|(?:por que|para que|no quiero|prefiero no|no le|no se|como para)\b.*"
)
_LAST_FIRST = re.compile(r"last name (?P<last>.+?),? (?:and )?(?:my )?first name (?:is )?(?P<first>.+)", re.IGNORECASE)
_FIRST_LAST = re.compile(
    r"first name (?:is )?(?P<first>.+?),? (?:and )?(?:my )?last name (?:is )?(?P<last>.+)", re.IGNORECASE
)
_SMALL = frozenset({"de", "del", "la", "las", "los", "y", "van", "von", "der"})


def read_name(raw: str) -> str | None:
    """The name as given, its capitals mended where it has none or nothing else; None for a refusal or a question."""
    words = _bare(" ".join(raw.split()).split())
    plain = " ".join(_plain(word) for word in words)
    if not words or raw.rstrip().endswith("?") or _REFUSALS.fullmatch(plain):
        return None
    name = " ".join(words).strip(" .,!?:")
    both = _LAST_FIRST.search(name) or _FIRST_LAST.search(name)
    if both is not None:
        name = f"{both['first']} {both['last']}"
    if not any(char.isalpha() for char in name):
        return None
    return _capitals(name)[:LONGEST]


def _plain(word: str) -> str:
    return flatten(word).replace("'", "").strip(".,!?:;-")


def _bare(words: list[str]) -> list[str]:
    """Without "hello, my name is" before and "speaking, thanks" after; never without the last word."""
    trimmed = True
    while trimmed:
        trimmed = False
        plain = [_plain(word) for word in words]
        for opener in _OPENERS:
            size = len(opener.split())
            if len(words) > size and " ".join(plain[:size]) == opener:
                words, trimmed = words[size:], True
                break
        else:
            for closer in _CLOSERS:
                size = len(closer.split())
                if len(words) > size and " ".join(plain[-size:]) == closer:
                    words, trimmed = words[:-size], True
                    break
    return words


def _capitals(name: str) -> str:
    """The like of "maria lopez" becomes "Maria Lopez"; who writes small and large letters knows best."""
    if name != name.lower() and name != name.upper():
        return name
    words = [word if word in _SMALL and at else _capital(word) for at, word in enumerate(name.lower().split())]
    return " ".join(words)


def _capital(word: str) -> str:
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"([-'])", word))
