import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.cli import main
from bot.content import PhoneMeasure, closed_flows, read_book, wordings
from bot.dialogue.checks import Content, check
from bot.dialogue.flow import Flow, Review
from bot.dialogue.loading import load
from bot.dialogue.review import Change, changes, digest, is_signed, latest_review_by, signed_part, with_signature
from bot.values import Language
from tests.dialogue.test_checks import FILES, PROFILE, TODAY
from tests.guards.sources import ROOT

CARE = read_book(ROOT / "flows").flows["spasm_care"]


def signed(flow: Flow, *, review_by: str = "2027-06-01") -> Flow:
    review = Review(reviewer="A. Tester", role="MD", reviewed_on="2026-11-24", review_by=review_by, digest=digest(flow))
    return flow.model_copy(update={"reviewed": review})


def with_step(flow: Flow, name: str, **update: object) -> Flow:
    return flow.model_copy(update={"steps": {**flow.steps, name: flow.steps[name].model_copy(update=update)}})


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the content that may be signed."""
    return Path(shutil.copytree(ROOT / "flows", tmp_path / "flows"))


def test_a_signed_flow_is_open_until_its_review_date_and_closed_after_it() -> None:
    flow = signed(CARE)
    assert is_signed(flow, date(2027, 6, 1))
    assert not is_signed(flow, date(2027, 6, 2))


@pytest.mark.parametrize(
    "edit",
    [{"say": {Language.EN: "Other words.", Language.ES: "Otras palabras."}}, {"next": "safety_net"}, {"requires": {}}],
)
def test_any_edit_of_a_step_takes_the_signature_away(edit: dict[str, object]) -> None:
    assert not is_signed(with_step(signed(CARE), "ice", **edit), TODAY)


def test_a_note_for_reviewers_may_be_edited() -> None:
    assert is_signed(with_step(signed(CARE), "ice", note="Read this twice."), TODAY)


def test_what_changed_since_the_signature_is_told_step_by_step() -> None:
    before = signed_part(CARE)
    edited = with_step(CARE, "ice", next="safety_net")
    gone = {name: step for name, step in edited.steps.items() if name != "why_ice"}
    found = list(changes(edited.model_copy(update={"steps": gone}), before))
    assert [(change.step, change.after is None) for change in found] == [("ice", False), ("why_ice", True)]
    assert next(changes(CARE, {})) == Change("start", None, before["start"])


def test_a_review_holds_a_year_and_half_a_year_where_a_drug_label_is_the_source() -> None:
    pills = read_book(ROOT / "flows").flows["pain_pills"]
    assert latest_review_by(CARE, TODAY) - TODAY == timedelta(days=365)
    assert latest_review_by(pills, TODAY) - TODAY == timedelta(days=182)


def test_signing_changes_nothing_else_in_the_file_and_signs_again_in_place() -> None:
    text = FILES["spasm_care"]
    once = with_signature(text, Review(reviewer="First", digest="1"))
    twice = with_signature(once, Review(reviewer='Second "2nd"', digest="2"))
    assert load({**FILES, "spasm_care": twice}).flows["spasm_care"].reviewed.reviewer == 'Second "2nd"'
    assert [line for line in once.splitlines() if line not in text.splitlines()] == [
        "[reviewed]", 'reviewer = "First"', 'role = ""', 'reviewed_on = ""', 'review_by = ""', 'digest = "1"',
    ]  # fmt: skip
    assert len(twice.splitlines()) == len(once.splitlines())


def test_the_command_signs_a_flow_and_opens_its_advice(folder: Path) -> None:
    words = ["sign", str(folder / "spasm_care.toml"), "--by", "A. Tester", "--role", "MD", "--on", "2026-11-24"]
    assert main(words) == 0
    read_book.cache_clear()
    closed_on = closed_flows(read_book(folder), allow_unreviewed=False)
    assert "spasm_care" not in closed_on(TODAY)
    assert "pain_pills" in closed_on(TODAY)
    assert "spasm_care" in closed_on(date(2027, 11, 25))
    assert (folder / "signed" / "spasm_care.json").is_file()


def test_a_signature_may_not_hold_longer_than_allowed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    words = ["sign", str(folder / "spasm_care.toml"), "--by", "A. Tester", "--role", "MD", "--review-by", "2099-01-01"]
    assert main(words) == 2
    assert "must lie between" in capsys.readouterr().err
    assert "[reviewed]" not in (folder / "spasm_care.toml").read_text()


def test_a_flow_with_errors_cannot_be_signed(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "spasm_care.toml"
    path.write_text(path.read_text().replace('say.en = "', 'say.en = "Take aspirin. ', 1))
    assert main(["sign", str(path), "--by", "A. Tester", "--role", "MD"]) == 2
    assert "Nothing was signed" in capsys.readouterr().err


def test_a_review_that_ran_out_is_told() -> None:
    old = with_signature(FILES["spasm_care"], signed(CARE, review_by="2026-11-01").reviewed)
    book = load({**FILES, "spasm_care": old})
    found = check(Content(book, PhoneMeasure(), wordings(PROFILE), frozenset(), TODAY))
    assert ("review-expired", "spasm_care.toml") in {(issue.code, issue.place) for issue in found}
