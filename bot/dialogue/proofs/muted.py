"""The same flows without words, for walking: nothing the engine decides depends on one, only on how many parts."""

from collections.abc import Mapping
from typing import Any

from bot.dialogue.book import FlowBook
from bot.dialogue.flow import Ask, Choose, Cited, Step, Wording
from bot.dialogue.phrasing import parts
from bot.values import Language


def muted(book: FlowBook) -> tuple[FlowBook, dict[str, Step]]:
    """The silent book, and its steps as a dict to which the walk adds stand-ins of its own."""
    steps = {place: _muted_step(step) for place, step in book.steps.items()}
    wordings = {name: _silent(wording) for name, wording in book.common.wordings.items()}
    common = book.common.model_copy(update={"wordings": wordings})
    return FlowBook(book.flows, common, steps, book.editions, book.fingerprints), steps


def _muted_step(step: Step) -> Step:
    if not isinstance(step, Cited):
        return step
    changes: dict[str, Any] = dict(_words(step))
    if isinstance(step, Ask | Choose):
        changes["options"] = tuple(option.model_copy(update=_words(option)) for option in step.options)
        changes["again"] = _silent(step.again) if step.again is not None else None
    return step.model_copy(update=changes)


def _silent(wording: Wording) -> Wording:
    return wording.model_copy(update=_words(wording))


def _words(wording: Wording) -> Mapping[str, Any]:
    counts = {language: parts(wording, language) for language in Language}
    return {"say": {}, "speak": {language: ("",) * count for language, count in counts.items() if count > 1}}
