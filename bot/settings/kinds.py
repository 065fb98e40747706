"""The values that settings can have, and how a text of the environment becomes one.

A reader raises ValueError with the words that complete "NAME must be …".
"""

import re
from collections.abc import Callable
from enum import StrEnum
from typing import TypeVar

E = TypeVar("E", bound=StrEnum)


class Environment(StrEnum):
    PRODUCTION = "production"  # refuses to start while anything is missing
    LOCAL = "local"  # one machine, loopback only, own token, simulator and demo content


class OptOutHandling(StrEnum):
    """Who answers STOP, START and HELP: what is set up for the number at the gateway."""

    ADVANCED = "advanced"  # the gateway, in the clinic's own words; it tells us by OptOutType
    DEFAULT = "default"  # the gateway, in its stock words; we keep the record and stay silent
    OWN = "own"  # nobody but us: every keyword is answered here


class CalendarKind(StrEnum):
    """Where the clinic's schedule lives."""

    REQUESTS = "requests"  # elsewhere: the bot takes a request, staff find the time
    LOCAL = "local"  # in our own tables: the bot books
    FHIR = "fhir"  # in the health record: the bot books, the record has the last word


class PatientChanges(StrEnum):
    """What a verified person may do to a visit. A date of birth guards against mistakes, not against malice."""

    DIRECT = "direct"  # the visit moves or is dropped at once
    REQUEST = "request"  # staff are asked to; the slot stays theirs until then


def one_of(kind: type[E]) -> Callable[[str], E]:
    def read(text: str) -> E:
        try:
            return kind(text.lower())
        except ValueError:
            raise ValueError(" or ".join(kind)) from None

    return read


def switch(text: str) -> bool:
    if text.lower() in ("1", "on", "true", "yes"):
        return True
    if text.lower() in ("0", "off", "false", "no"):
        return False
    raise ValueError("on or off")


def whole_number(lowest: int, highest: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not lowest <= int(text) <= highest:
            raise ValueError(f"a whole number from {lowest} to {highest}")
        return int(text)

    return read


def matching(pattern: str, words: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text and not re.fullmatch(pattern, text):
            raise ValueError(words)
        return text

    return read


def words(text: str) -> str:
    return text
