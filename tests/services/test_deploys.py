"""Content that changes while somebody is at a question: a key never gets a meaning that its person did not hear."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.channels.simulator.handset import Handset, answer_words
from bot.channels.simulator.moves import Dials, Move, Presses, Texts
from bot.channels.simulator.player import SOMEBODY
from bot.content import read_book
from bot.storage.database import Database
from tests.guards.sources import ROOT
from tests.playing import open_line

TUESDAY = datetime.fromisoformat("2026-11-24T10:00")
OPTION_1 = '{ key = "1", next = "spasm_care.start"'
OPTION_2 = '{ key = "2", next = "visits"'


@dataclass(slots=True)
class Somebody:
    """A phone that stays while the program behind the line is replaced. `release` starts one on changed content."""

    database: Database
    flows: Path
    handset: Handset | None = None
    releases: int = field(default=0)

    def plays(self, move: Move) -> str:
        """The line's answer, in words."""
        line = open_line(self.database, TUESDAY, FLOWS_DIR=str(self.flows))
        gateway = line.gateway()
        if self.handset is None:
            self.handset = gateway.new_handset(SOMEBODY, "deploys")
        before, self.handset = self.handset, gateway.play(self.handset, move, line.now())
        return answer_words(before, self.handset)

    def releases_with(self, file: str, *changes: tuple[str, str]) -> None:
        """From now on the line runs on content with these pieces of one file changed."""
        self.releases += 1
        self.flows = Path(shutil.copytree(self.flows, self.flows.with_name(f"flows{self.releases}")))
        path = self.flows / file
        words = path.read_text()
        for old, new in changes:
            assert old in words, old
            words = words.replace(old, new)
        path.write_text(words)


@pytest.fixture
def somebody(database: Database, tmp_path: Path) -> Iterator[Somebody]:
    yield Somebody(database, Path(shutil.copytree(ROOT / "flows", tmp_path / "flows")))
    read_book.cache_clear()


def reorder_the_menu(somebody: Somebody) -> None:
    """What was 1 is 2 now, and the other way round."""
    somebody.releases_with(
        "front_door.toml",
        (OPTION_1, OPTION_1.replace("1", "first")),
        (OPTION_2, OPTION_2.replace("2", "1")),
        (OPTION_1.replace("1", "first"), OPTION_1.replace("1", "2")),
    )


@pytest.mark.parametrize("move", [Presses("2", waits=False), Texts("2")], ids=["by phone", "by text"])
def test_a_menu_reordered_while_somebody_is_at_it_is_offered_anew(somebody: Somebody, move: Move) -> None:
    somebody.plays(Dials() if isinstance(move, Presses) else Texts("hello"))
    reorder_the_menu(somebody)
    answer = somebody.plays(move)
    assert "That question has just changed" in answer
    assert "back spasm help" in answer
    assert "in the groin" not in answer  # neither what 2 means now …
    assert "what do you need" not in answer  # … nor what it meant
    assert "what do you need" in somebody.plays(Presses("1", waits=False) if isinstance(move, Presses) else Texts("1"))


def test_a_question_that_stays_the_same_is_answered_across_a_release(somebody: Somebody) -> None:
    somebody.plays(Texts("hello"))
    somebody.releases_with("photo.toml", ('title = "', 'title = "New: '))
    assert "what do you need" in somebody.plays(Texts("2"))


def test_a_danger_at_a_changed_question_is_heard_at_once(somebody: Somebody) -> None:
    somebody.plays(Texts("hello"))
    reorder_the_menu(somebody)
    assert "911" in somebody.plays(Texts("I can't feel when I wipe"))


def test_a_wish_at_a_changed_question_is_served(somebody: Somebody) -> None:
    somebody.plays(Texts("hello"))
    reorder_the_menu(somebody)
    assert "7" in somebody.plays(Texts("what are your hours"))


def test_a_renamed_question_is_asked_anew_under_its_new_name(somebody: Somebody) -> None:
    somebody.plays(Texts("hello"))
    somebody.plays(Texts("2"))
    somebody.releases_with(
        "front_door.toml",
        ("[steps.visits]", "[steps.about_visits]"),
        ('next = "visits"', 'next = "about_visits"'),
        ("[steps.start]", '[moved]\nvisits = "about_visits"\n\n[steps.start]'),
    )
    assert "what do you need" in somebody.plays(Texts("1"))


def test_somebody_at_a_question_that_is_gone_gets_a_person(somebody: Somebody) -> None:
    somebody.plays(Texts("hello"))
    somebody.plays(Texts("2"))
    somebody.releases_with(
        "front_door.toml", ("[steps.visits]", "[steps.about_visits]"), ('next = "visits"', 'next = "about_visits"')
    )
    somebody.plays(Texts("1"))
    assert _all(somebody.database, "SELECT reason FROM handoffs") == ["failed_turn"]


def test_a_session_keeps_the_edition_of_the_flow_that_asked(somebody: Somebody) -> None:
    edition: Callable[[], list[str]] = lambda: _all(somebody.database, "SELECT state ->> 'edition' FROM sessions")  # noqa: E731
    somebody.plays(Texts("hello"))
    assert edition() == [read_book(somebody.flows).editions["front_door"]]
    reorder_the_menu(somebody)
    somebody.plays(Texts("hello"))
    assert edition() == [read_book(somebody.flows).editions["front_door"]]


def _all(database: Database, query: str) -> list[str]:
    with database.begin() as tx:
        return list(tx.execute(text(query)).scalars())
