"""Reads the content from its folder: flows, understanding, sources. Wrong content stops here with every problem.

Only files and parsing; what the words mean is decided on the pure floors.
"""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from bot.channels.gsm import count, is_gsm
from bot.channels.sms import rendered_prompt, rendered_statement
from bot.channels.voice import digits, seconds
from bot.clinic.message_kinds import Kinds
from bot.clinic.message_kinds import parse as parse_kinds
from bot.clinic.profile import InWords, Profile, parse
from bot.clinic.schedule import NAME as SCHEDULE
from bot.clinic.schedule import Schedule
from bot.clinic.schedule import parse as parse_schedule
from bot.dialogue.book import FlowBook
from bot.dialogue.checks import Content
from bot.dialogue.flow import Wording
from bot.dialogue.loading import load
from bot.dialogue.replies import Choice
from bot.dialogue.review import is_signed
from bot.nlu.meaning import Expect, Heard, Meaning
from bot.nlu.understand import Lexicon, understand
from bot.values import Language

# Content beside the flows, read by others.
NOT_FLOWS = ("clinic", "sources", "messages", "messages.calls", "schedule", "to_decide")


@cache
def read_book(folder: Path) -> FlowBook:
    """The flows in a folder, read once in a process. Raises ContentError with every problem."""
    files = (path for path in sorted(folder.glob("*.toml")) if path.stem not in NOT_FLOWS)
    return load({path.stem: path.read_text() for path in files})


@cache
def read_lexicon(folder: Path) -> Lexicon:
    """The words of understanding, in the folder beside the flows; read once in a process."""
    words = folder / "understanding"
    texts = {path.stem: path.read_text() for path in sorted(words.glob("*.toml"))}
    return Lexicon.parse(texts, {path.stem: path.read_bytes() for path in words.glob("*.model")})


def read_understanding(folder: Path) -> Callable[[Heard], Meaning]:
    """Understanding with the folder's lexicon."""
    lexicon = read_lexicon(folder)
    return lambda heard: understand(lexicon, heard)


def read_schedule(folder: Path, profile: Profile) -> Schedule:
    """Who sees people, when and where. Raises ScheduleError with every problem."""
    return parse_schedule((folder / SCHEDULE).read_text(), profile)


def read_kinds(folder: Path) -> Kinds:
    """The kinds of message the line sends by itself. Raises KindsError with every problem."""
    return parse_kinds(*((folder / name).read_text() for name in ("messages.toml", "messages.calls.toml")))


def closed_flows(book: FlowBook, *, allow_unreviewed: bool) -> Callable[[date], frozenset[str]]:
    """By day: the clinical flows whose advice may not be given, unsigned or with a review date that has passed."""

    @lru_cache(maxsize=4)
    def closed_on(today: date) -> frozenset[str]:
        if allow_unreviewed:
            return frozenset()
        clinical = (flow for flow in book.flows.values() if flow.is_clinical)
        return frozenset(flow.flow for flow in clinical if not is_signed(flow, today))

    return closed_on


def wordings(profile: Profile) -> dict[str, Wording]:
    """The clinic's own words, by the placeholder that stands for them."""
    numbers = profile.numbers
    other = next((n for n in numbers.bot_lines if n != numbers.appointment_line), numbers.appointment_line)
    return {
        "clinic": _same(profile.name),
        "website": _same(profile.website),
        "human_line": _number(numbers.human_line),
        "appointment_line": _number(numbers.appointment_line),
        "other_line": _number(other),
        "fax": _number(numbers.fax),
        "hours": _in_words(profile.hours_in_words),
        "address": _in_words(profile.address),
        "plans": _in_words(profile.plans),
    }


def visit_wordings(schedule: Schedule) -> dict[str, Wording]:
    """What visits are for and where, by the name an action reports."""
    named = [(f"place_{place.key}", place.say) for place in schedule.locations]
    named += [(f"visit_{kind.key}", kind.say) for kind in schedule.types]
    return {name: Wording(say=say) for name, say in named}


def _number(number: str) -> Wording:
    national = number.removeprefix("+1")
    written = f"({national[:3]}) {national[3:6]}-{national[6:]}"
    spoken = digits(number)
    return Wording(say=dict.fromkeys(Language, written), speak=dict.fromkeys(Language, spoken))


def _same(text: str) -> Wording:
    return Wording(say=dict.fromkeys(Language, text))


def _in_words(words: InWords) -> Wording:
    return Wording(say=words.say)


@dataclass(frozen=True, slots=True)
class PhoneMeasure:
    """Measures words exactly as the channels would write and say them."""

    def units(self, words: str, kind: Expect | None, choices: Sequence[Choice], language: Language) -> int:
        """Characters as the network counts them, manners included."""
        sent = rendered_statement(words) if kind is None else rendered_prompt(words, kind, choices, language)
        return count(sent).units

    def seconds(self, words: str, language: Language) -> float:
        """How long it takes to say."""
        return seconds(words, language)

    def is_plain(self, words: str) -> bool:
        """True where it stays in the GSM alphabet."""
        return is_gsm(words)


def clinic_profile(folder: Path) -> Profile:
    """The clinic's own facts, in the folder of the flows."""
    return parse((folder / "clinic.toml").read_text())


def checked_content(folder: Path, profile: Profile, today: date) -> Content:
    """The content of a folder as the checks want it; by `today` a review may have run out."""
    table = tomllib.loads((folder / "sources.toml").read_text())
    cited = frozenset(table.get("facts", {})) | frozenset(table.get("sources", {}))
    return Content(read_book(folder), PhoneMeasure(), wordings(profile), cited, today)
