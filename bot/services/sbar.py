"""The summary staff read first, in the order a nurse tells it: situation, background, assessment, recommendation.

Nothing is interpreted: questions and answers as they were asked and given, advice as it was said, with its version.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.dialogue.book import FlowBook
from bot.dialogue.flow import Ask, Choose, Flow, Say, Step, Waits
from bot.storage.stories import EntryKind, Story
from bot.values import Disposition, Language, RedFlag

MOST_ANSWERS = 40
_SHOWN = 8  # characters of an edition: enough to be read out


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
    """A piece of advice the person was given: the edition of the content it came from, and when first."""

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


def summarise(story: Story, book: FlowBook, edition: str, language: Language) -> Sbar:
    """The summary of an open story, in the reader's language where content has words in it.

    `edition` is the content's of today: what was told in another stands there as it was told.
    """
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
        tuple(_advised(story, book, edition, language)),
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


def _advised(story: Story, book: FlowBook, edition: str, language: Language) -> Iterator[Advised]:
    """Advice that was sent or spoken; what was said again is listed once, when it was said first."""
    seen: set[tuple[str, str]] = set()
    for entry in story.entries:
        if entry.kind is not EntryKind.SAID:
            continue
        is_todays = entry.edition == edition
        for place in entry.places:
            flow, step = book.flows.get(place.partition(".")[0]), book.steps.get(place)
            if flow is None or (place, entry.edition) in seen or not _is_advice(step, flow, is_todays=is_todays):
                continue
            seen.add((place, entry.edition))
            words = step.say.get(language, entry.body) if is_todays and isinstance(step, Say) else entry.body
            yield Advised(flow.title, " ".join(words.split()), entry.edition[:_SHOWN], entry.at)


def _is_advice(step: Step | None, flow: Flow, *, is_todays: bool) -> bool:
    """Care or an emergency wording; of a step that is gone since, whatever a clinical flow told."""
    if step is None:
        return flow.is_clinical and not is_todays
    return isinstance(step, Say) and (step.care is not None or step.is_emergency)


def _urgency(disposition: Disposition) -> int:
    return disposition.urgency
