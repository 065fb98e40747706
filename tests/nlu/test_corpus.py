"""The developed half must stay understood; how well fresh words are understood is told by `make understand-report`."""

import runpy
import tomllib
from pathlib import Path

import pytest

from bot.nlu.meaning import Heard
from bot.nlu.understand import understand
from bot.values import Disposition
from tests.nlu.lexicons import WEDNESDAY, lexicon

HOUSE = Path(__file__).resolve().parents[2]
FLOORS = {
    "emergency noticed": 0.985,
    "acted at once, right or above": 0.92,
    "intent": 0.93,
    "opt-out recall": 0.93,
    "no false opt-out": 0.99,
    "time window fully right": 0.97,
    "onset fully right": 0.95,
    "answer": 0.97,
}
CEILINGS = {"look-alike acted on": 0.03, "look-alike asked needlessly": 0.14}  # asked rather than missed


@pytest.fixture(scope="module")
def rates() -> dict[str, float]:
    report = runpy.run_path(str(HOUSE / "tools" / "understand_report.py"))
    tally = report["score"](lexicon(), HOUSE / "tests" / "corpus" / "developed", one_in=3)
    return {measure: right / total for (measure, group), (right, total) in tally.counts.items() if group == "all"}


@pytest.mark.parametrize(("measure", "floor"), FLOORS.items())
def test_what_was_understood_stays_understood(rates: dict[str, float], measure: str, floor: float) -> None:
    assert rates[measure] >= floor


@pytest.mark.parametrize(("measure", "ceiling"), CEILINGS.items())
def test_look_alikes_stay_quiet(rates: dict[str, float], measure: str, ceiling: float) -> None:
    assert rates[measure] <= ceiling


def test_a_danger_that_is_plainly_named_is_never_let_go_and_hardly_ever_doubted() -> None:
    """However many look-alikes are learnt: three words that name a danger are what people text in need."""
    named = tomllib.loads((HOUSE / "tests/corpus/developed/emergencies_named.toml").read_text(encoding="utf-8"))["case"]
    heard = [(case, understand(lexicon(), Heard(case["text"], WEDNESDAY))) for case in named]
    silent = [case["text"] for case, found in heard if found.disposition is Disposition.NONE and not found.topic]
    assert silent == []  # a topic such as "upper back" has a question of its own
    doubted = [
        case["text"]
        for case, found in heard
        if Disposition(case["disposition"]).acts_at_once and not found.disposition.acts_at_once
    ]
    assert len(doubted) <= len(named) // 50, doubted
