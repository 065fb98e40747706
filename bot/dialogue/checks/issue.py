"""A problem found in the content: where it is, what is wrong, and what to do about it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol

from bot.dialogue.book import FlowBook
from bot.dialogue.flow import Ask, Choose, Flow, Step, Wording
from bot.dialogue.replies import Choice, Words
from bot.nlu.meaning import Expect
from bot.values import Language


class Severity(StrEnum):
    """How much an issue matters."""

    ERROR = "error"  # the content may not go out like this
    WARNING = "warning"  # somebody should look
    NOTICE = "notice"  # true, and good to know


@dataclass(frozen=True, slots=True)
class Issue:
    """One problem."""

    code: str
    place: str
    sentence: str
    cure: str
    severity: Severity = Severity.ERROR

    @property
    def is_error(self) -> bool:
        """True where the content may not go out."""
        return self.severity is Severity.ERROR

    def __str__(self) -> str:
        return f"{self.severity} {self.code} {self.place}: {self.sentence} {self.cure}"


class Measure(Protocol):
    """How long words are on a phone. The channels know; they are handed in."""

    def units(self, words: str, kind: Expect | None, choices: Sequence[Choice], language: Language) -> int:
        """Characters of a text with its manners, as the network counts them."""
        ...

    def seconds(self, words: str, language: Language) -> float:
        """How long it takes to say."""
        ...

    def is_plain(self, words: str) -> bool:
        """True where the text costs one byte less than a letter: the network's own alphabet."""
        ...


@dataclass(frozen=True, slots=True)
class Content:
    """All that is checked: the flows, the clinic's own wordings by placeholder, and the known source ids."""

    book: FlowBook
    measure: Measure
    wordings: Mapping[str, Wording]
    sources: frozenset[str]
    today: date  # by which a review may have run out


Check = Callable[[Content], Iterator[Issue]]


@dataclass(frozen=True, slots=True)
class Said:
    """One wording with its place, and whether it is a step's or belongs to no flow."""

    place: str
    wording: Wording
    step: Step | None

    @property
    def kind(self) -> Expect | None:
        """What a question expects; None for a sentence."""
        if isinstance(self.step, Ask):
            return self.step.expects
        return Expect.CHOICE if isinstance(self.step, Choose) else None

    def choices(self, language: Language) -> tuple[Choice, ...]:
        """The options as they are rendered in this language."""
        options = self.step.options if isinstance(self.step, Ask | Choose) else ()
        return tuple(Choice(o.key, Words(o.say.get(language, ""), spoken(o, language)[0])) for o in options)


def all_said(book: FlowBook) -> Iterator[Said]:
    """Every wording the line can say, with the step that says it."""
    for place, step in book.steps.items():
        if isinstance(step, Wording):
            yield Said(place, step, step)
            again = getattr(step, "again", None)
            if again is not None:
                yield Said(place, again, step)
    for name, wording in book.common.wordings.items():
        yield Said(f"common.{name}", wording, None)


def spoken(wording: Wording, language: Language) -> tuple[str, ...]:
    """What is said on a call, part by part."""
    words = wording.speak.get(language, wording.say.get(language, ""))
    return (words,) if isinstance(words, str) else words


def flow_name(place: str) -> str:
    """The flow a place stands in."""
    return place.partition(".")[0]


def flows(content: Content) -> Iterator[Flow]:
    """The flows by name."""
    yield from (content.book.flows[name] for name in sorted(content.book.flows))
