"""The review packet: one printable page with everything a clinician signs, and how it was checked.

Only arranges what others know: the content, its measures, its pictures, its signatures, and the proof.
"""

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from math import ceil
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.dialogue.checks import Content, Issue, check
from bot.dialogue.checks.issue import Said, all_said, spoken
from bot.dialogue.drawing import draw
from bot.dialogue.drawing.graph import in_words, tone_of
from bot.dialogue.flow import Ask, Choose, Flow, Say, targets
from bot.dialogue.proofs import INVARIANTS, Proof
from bot.dialogue.review import Change, changes, is_signed
from bot.values import Language

SIGNED = "signed"  # the folder beside the flows with what was signed last
ONE_TEXT, EACH_PART = 160, 153  # GSM characters of a text alone, and of each of several parts
_TEMPLATES = Path(__file__).parent / "templates"


Speaking = Say | Ask | Choose


@dataclass(frozen=True, slots=True)
class Words:
    """One wording in one language: written, spoken where that differs, and how long both are."""

    say: str
    speak: tuple[str, ...]
    segments: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Row:
    """One step that says something."""

    name: str
    kind: str
    tone: str
    by_language: Mapping[Language, Words]
    options: tuple[tuple[str, str, str], ...]  # key, English, Spanish
    ways: tuple[tuple[str, str], ...]  # answer, where it leads
    unsafe: str
    facts: tuple[tuple[str, str], ...]  # id, what the clinic says
    sources: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Chapter:
    """One flow as it is reviewed."""

    flow: Flow
    picture: Markup
    status: str
    is_open: bool
    changes: tuple[Change, ...]
    rows: tuple[Row, ...]


def packet(content: Content, folder: Path, clinic: str, proof: Proof | None) -> str:
    """The whole packet as one HTML text that needs nothing else. `proof` is None where none was run."""
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    sources = tomllib.loads((folder / "sources.toml").read_text())
    questions = tomllib.loads((folder / "to_decide.toml").read_text())["decision"]
    flows = sorted(content.book.flows.values(), key=lambda flow: (not flow.is_clinical, flow.flow))
    chapters = [_chapter(flow, content, folder, sources) for flow in flows]
    return environment.get_template("packet.html").render(
        clinic=clinic,
        today=content.today,
        chapters=chapters,
        questions=[question["question"] for question in questions],
        common=[row for said in all_said(content.book) if said.step is None for row in [_common(said, content)]],
        issues=_without_drafts(check(content)),
        proof=proof,
        invariants={code: INVARIANTS[code][0] for code in sorted(INVARIANTS, key=lambda code: int(code[1:]))},
        sources=sources["sources"],
        Language=Language,
    )


def _without_drafts(issues: list[Issue]) -> list[Issue]:
    """The signatures have a place of their own."""
    return [issue for issue in issues if issue.code != "draft"]


def _chapter(flow: Flow, content: Content, folder: Path, sources: Mapping[str, Mapping[str, object]]) -> Chapter:
    kept = folder / SIGNED / f"{flow.flow}.json"
    changed = tuple(changes(flow, json.loads(kept.read_text()))) if kept.is_file() else ()
    rows = tuple(
        _row(flow, said, said.step, content, sources)
        for said in all_said(content.book)
        if said.place.startswith(f"{flow.flow}.") and isinstance(said.step, Say | Ask | Choose)
    )
    status, is_open = _status(flow, content.today)
    return Chapter(flow, Markup(draw(flow)), status, is_open, changed, rows)  # noqa: S704  `draw` escapes all words


def _status(flow: Flow, today: date) -> tuple[str, bool]:
    review = flow.reviewed
    if is_signed(flow, today):
        return (
            f"Signed by {review.reviewer} ({review.role}) on {review.reviewed_on}, good until {review.review_by}.",
            True,
        )
    if not flow.is_clinical:
        return "Gives no care advice; needs no clinician's signature.", True
    if not review.reviewer:
        return "DRAFT. No clinician has signed it; in production its advice is closed.", False
    return f"Signed by {review.reviewer} on {review.reviewed_on}, but edited or run out since: closed.", False


def _row(flow: Flow, said: Said, step: Speaking, content: Content, sources: Mapping[str, Mapping[str, object]]) -> Row:
    """A step's words, or those of its second try."""
    name = said.place.partition(".")[2]
    options = step.options if isinstance(step, Ask | Choose) else ()
    return Row(
        name=in_words(name) + ("" if said.wording is step else ", asked again"),
        kind=step.kind,
        tone=tone_of(f"{flow.flow}.{name}", step).value,
        by_language={language: _words(said, language, content) for language in Language},
        options=tuple((o.key, o.say.get(Language.EN, ""), o.say.get(Language.ES, "")) for o in options),
        ways=tuple(_ways(step)) if isinstance(step, Ask | Choose) else (),
        unsafe=step.unsafe if isinstance(step, Ask | Choose) else "",
        facts=tuple((fact, str(sources["facts"].get(fact, "?"))) for fact in step.facts),
        sources=step.sources,
        note=step.note,
    )


def _common(said: Said, content: Content) -> Row:
    """A wording that belongs to no flow."""
    name = in_words(said.place.removeprefix("common."))
    words = {language: _words(said, language, content) for language in Language}
    return Row(name, "say", "plain", words, (), (), "", (), (), "")


def _ways(step: Ask | Choose) -> Iterator[tuple[str, str]]:
    for label, reference in targets(step):
        yield label.replace("_", " "), in_words(reference)


def _words(said: Said, language: Language, content: Content) -> Words:
    say, speak = said.wording.say.get(language, ""), spoken(said.wording, language)
    units = content.measure.units(say, said.kind, said.choices(language), language) if say else 0
    segments = 1 if units <= ONE_TEXT else ceil(units / EACH_PART)
    longest = max((content.measure.seconds(part, language) for part in speak), default=0.0)
    return Words(say, speak if speak != (say,) else (), segments, longest)
