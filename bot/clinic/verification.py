"""Who may be told what: the ladder from "anybody" to "staff alone", and how often somebody may try to climb it.

A number is not a person and a caller's number can be forged. A date of birth guards against the wrong person, not
against malice (45 CFR 164.514(h)), so L2 is the most a conversation can reach.
"""

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import IntEnum, StrEnum

from bot.clinic.appointments import Appointment, PatientId
from bot.values import Channel

TRIES_OF_SENDER = 3  # wrong ones within the period, then staff
TRIES_AT_PATIENT = 3  # from whatever number, then staff
PERIOD = timedelta(hours=24)
OLDEST = 120  # years; an earlier date of birth is a slip


class Level(IntEnum):
    """How much is known about who is asking."""

    ANYBODY = 0  # L0
    NUMBER = 1  # L1 a number that is known; the same words as L0
    MATCHED = 2  # L2 number or visit code, and date of birth, in this conversation
    STAFF = 3  # L3


class Fact(StrEnum):
    """What could be told."""

    CLINIC = "clinic"  # hours, address, numbers, emergency wording
    TIME = "time"  # day, time and place of the next visit
    CHANGE = "change"  # confirm it, or ask for a change
    REASON = "reason"  # what it is for, with whom
    CLINICAL = "clinical"  # anything else


_LEVEL_FOR: Mapping[Fact, Level] = {
    Fact.CLINIC: Level.ANYBODY,
    Fact.TIME: Level.MATCHED,
    Fact.CHANGE: Level.MATCHED,
    Fact.REASON: Level.STAFF,
    Fact.CLINICAL: Level.STAFF,
}


class Recognised(StrEnum):
    """How a try to be recognised ended. The first two are told in the same words to known and unknown people."""

    NOT_MATCHED = "not_matched"  # no such person, or no visit, or a wrong date: never said which
    TRIES_USED_UP = "tries_used_up"  # staff go on
    MATCHED = "matched"  # exactly one patient
    WHO = "who"  # a family phone, and two patients with that date of birth: staff, never a guess


@dataclass(frozen=True, slots=True)
class Tries:
    """Wrong tries within the period: by this sender, and at each patient concerned (the most of them)."""

    by_sender: int = 0
    at_patient: int = 0

    @property
    def is_used_up(self) -> bool:
        """True where nobody may try again: staff go on."""
        return self.by_sender >= TRIES_OF_SENDER or self.at_patient >= TRIES_AT_PATIENT


@dataclass(frozen=True, slots=True)
class Claim:
    """What somebody says to be recognised by. `number` is where the text came from; a caller's counts for nothing."""

    channel: Channel
    number: str | None
    born_on: date
    code: str = ""
    name: str = ""  # asked where two patients of one number share a date of birth


@dataclass(frozen=True, slots=True)
class Candidate:
    """A standing visit that the claim may be about, with its patient's date of birth."""

    visit: Appointment
    born_on: date
    name: str = ""


def may_tell(fact: Fact, level: Level) -> bool:
    """True where this fact may be told at this level."""
    return level >= _LEVEL_FOR[fact]


def is_called(name: str, said: str) -> bool:
    """True where every word of what was said is one of the name's; nothing said excludes nobody."""
    return set(folded(said).split()) <= set(folded(name).split())


def is_about(claim: Claim, visit: Appointment) -> bool:
    """True where the claim points at this visit: by text its own number, by phone its code."""
    if claim.channel is Channel.SMS:
        return claim.number is not None and claim.number == visit.booked_from
    return bool(claim.code) and claim.code == visit.code


def recognise(claim: Claim, candidates: Sequence[Candidate], tries: Tries) -> tuple[Recognised, PatientId | None]:
    """How the try ended, and whom it is. Used-up tries win over a right answer."""
    if tries.is_used_up:
        return Recognised.TRIES_USED_UP, None
    matching = {
        one.visit.patient_id
        for one in candidates
        if is_about(claim, one.visit) and one.born_on == claim.born_on and is_called(one.name, claim.name)
    }
    if not matching:
        return Recognised.NOT_MATCHED, None
    if len(matching) > 1:
        return Recognised.WHO, None
    return Recognised.MATCHED, next(iter(matching))


def birth_date(written: str, today: date) -> date | None:
    """A believable date of birth from its canonical text; None is a slip, not a wrong try."""
    try:
        born = date.fromisoformat(written)
    except ValueError:
        return None
    return born if today.year - OLDEST <= born.year and born <= today else None


def folded(name: str) -> str:
    """A name without case, accents, marks and order: "O'Brien, Zoë" and "zoe obrien" are the same."""
    bare = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(letter for letter in bare if letter.isalpha() or letter.isspace() or letter in ",-")
    return " ".join(sorted(letters.replace(",", " ").replace("-", " ").split()))
