import json

import pytest

from bot.content import NOT_FLOWS
from bot.dialogue.book import FlowBook
from bot.dialogue.loading import ContentError, load
from bot.dialogue.schemas import schema_of, schemas
from tests.guards.sources import ROOT

FLOWS = ROOT / "flows"
FILES = {path.stem: path.read_text() for path in FLOWS.glob("*.toml") if path.stem not in NOT_FLOWS}
STEP = '[steps.more]\nkind = "end"\n'


def problems_with(**files: str) -> list[str]:
    with pytest.raises(ContentError) as refused:
        load({**FILES, **{name.replace("__", "."): text for name, text in files.items()}})
    return refused.value.problems


def test_a_chapter_adds_its_steps_to_its_flow() -> None:
    book = load({**FILES, "photo.later": STEP})
    assert isinstance(book, FlowBook)
    assert "photo.more" in book.steps
    assert "photo.later" not in book.flows


def test_a_chapter_of_no_flow_is_refused() -> None:
    assert problems_with(nothing__later=STEP) == ["nothing.later.toml: is a chapter, but there is no nothing.toml"]


def test_a_chapter_holds_nothing_but_steps() -> None:
    assert problems_with(photo__later=f'title = "Pictures"\n{STEP}') == [
        "photo.later.toml: 'title' belongs in the flow's own file"
    ]


def test_a_step_stands_in_one_chapter_only() -> None:
    twice = '[steps.start]\nkind = "end"\n'
    assert "photo.later.toml: step 'start' stands twice" in problems_with(photo__later=twice)


def test_what_is_told_at_a_danger_question_asks_nothing() -> None:
    asks = FILES["common"].replace('beside_danger = "questions.hours"', 'beside_danger = "paperwork.insurance"')
    gives_care = FILES["common"].replace('beside_danger = "questions.hours"', 'beside_danger = "spasm_care.ice"')
    refused = "common.toml: intents.hours: beside_danger must lead through words without care or danger to an end"
    assert problems_with(common=asks) == [refused]
    assert problems_with(common=gives_care) == [refused]


def test_no_flow_file_is_too_long_to_read_in_one_go() -> None:
    too_long = [path.name for path in FLOWS.glob("*.toml") if len(path.read_text().splitlines()) > 300]
    assert too_long == []


@pytest.mark.parametrize("name", schemas())
def test_the_schema_for_editors_is_as_the_program_reads(name: str) -> None:
    kept = json.loads((FLOWS / "schema" / f"{name}.json").read_text())
    assert kept == schemas()[name], "run: python -m bot schema"


@pytest.mark.parametrize("name", FILES)
def test_every_content_file_names_the_schema_for_editors(name: str) -> None:
    assert FILES[name].startswith(f"#:schema schema/{schema_of(name)}.json\n")
