"""The summary staff read first, in the order a nurse tells it: situation, background, assessment, recommendation.

Nothing is interpreted: questions and answers as they were asked and given, advice as it was said, with its version.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.dialogue.book import FlowBook
from bot.dialogue.flow import Ask, Choose, Flow, Say, Waits
from bot.dialogue.review import digest
from bot.storage.stories import EntryKind, Story
from bot.values import Disposition, Language, RedFlag

MOST_ANSWERS = 40


@dataclass(frozen=True, slots=True)
class Asked:
    """One question with its answer. `is_danger` where it asks about red flags."""

    question: str
    answer: str
    flags: tuple[RedFlag, ...]
    is_unsafe: bool

    @property
    def is_danger(self) -> bool:
        return bool(self.flags)


@dataclass(frozen=True, slots=True)
class Advised:
    """A piece of advice the person was given: its words' version, and when first."""

    title: str
    words: str
    version: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Sbar:
    """The four parts; the situation itself stands in the handoff."""

    requests: tuple[str, ...]  # what they asked for, each request's first line, newest first
    background: tuple[Asked, ...]
    screen: tuple[Asked, ...]
    worst: Disposition
    screened_at: datetime | None
    advised: tuple[Advised, ...]


def summarise(story: Story, book: FlowBook, language: Language) -> Sbar:
    """The summary of an open story, in the reader's language where content has words in it."""
    asked = list(_asked(story, book, language))
    screened = [session.screened_at for session in story.sessions if session.screened_at]
    worst = max((session.disposition for session in story.sessions), key=_urgency, default=Disposition.NONE)
    handoff = story.handoff
    return Sbar(
        tuple(part.partition("\n")[0] for part in handoff.summary.split("\n\n") if part) if handoff else (),
        tuple(one for one in asked if not one.is_danger)[:MOST_ANSWERS],
        tuple(one for one in asked if one.is_danger)[:MOST_ANSWERS],
        worst,
        max(screened) if screened else None,
        tuple(_advised(story, book, language)),
    )


def _asked(story: Story, book: FlowBook, language: Language) -> Iterator[Asked]:
    """Every answer of the open sessions, the newest session's first; a question once."""
    steps = _questions(book)
    seen: set[str] = set()
    for session in story.sessions:
        for name, answer in session.answers.items():
            if name in seen or name.partition(".")[0] == "front_door":
                continue
            seen.add(name)
            step = steps.get(name)
            if step is None:
                yield Asked(name.rpartition(".")[2].replace("_", " "), answer, (), is_unsafe=False)
            else:
                is_unsafe = bool(step.unsafe) and answer in (step.unsafe, "unsure")
                yield Asked(_question(step, language), _answer(step, answer, language), step.flags, is_unsafe)


def _questions(book: FlowBook) -> Mapping[str, Waits]:
    return {step.answer or place: step for place, step in book.steps.items() if isinstance(step, Ask | Choose)}


def _question(step: Waits, language: Language) -> str:
    return " ".join(step.say.get(language, next(iter(step.say.values()), "")).split())


def _answer(step: Waits, answer: str, language: Language) -> str:
    for option in step.options:
        if answer in (option.key, getattr(option, "means", None)):
            return option.say.get(language, answer)
    return answer.replace("_", " ")


def _advised(story: Story, book: FlowBook, language: Language) -> Iterator[Advised]:
    """Advice that was sent or spoken; what was said again is listed once, when it was said first."""
    seen: set[str] = set()
    for entry in story.entries:
        if entry.kind is not EntryKind.SAID:
            continue
        for place in entry.places:
            step = book.steps.get(place)
            if place in seen or not isinstance(step, Say) or not (step.care or step.is_emergency):
                continue
            seen.add(place)
            flow = book.flow_of(place)
            words = " ".join(step.say.get(language, "").split())
            yield Advised(flow.title, words, version(flow), entry.at)


def version(flow: Flow) -> str:
    """The fingerprint of a flow's words, short enough to be read out."""
    return digest(flow)[:8]


def _urgency(disposition: Disposition) -> int:
    return disposition.urgency
