"""The proof notices: each seeded fault, in the content or in the engine itself, breaks an invariant that is found.

A fault lies near to the first word, so that a walk over the nearest states is enough to meet it.
"""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clinic.profile import parse
from bot.content import NOT_FLOWS, wordings
from bot.dialogue import engine
from bot.dialogue.book import FlowBook
from bot.dialogue.events import Event, Pressed
from bot.dialogue.facts import Facts
from bot.dialogue.flow import Say
from bot.dialogue.loading import ContentError, load
from bot.dialogue.proofs import REAL, CounterExample, Engine, prove
from bot.dialogue.replies import Turn
from bot.dialogue.session import Session

FLOWS = Path("flows")
FILES = {path.stem: path.read_text() for path in FLOWS.glob("*.toml") if path.stem not in NOT_FLOWS}
WORDINGS = wordings(parse((FLOWS / "clinic.toml").read_text()))
NEAREST = 120  # states; the whole walk is `make prove`


def with_change(file: str, old: str, new: str) -> FlowBook:
    assert old in FILES[file], f"{file}.toml no longer holds {old!r}"
    return load({**FILES, file: FILES[file].replace(old, new, 1)})


def breaches(book: FlowBook, working: Engine = REAL) -> dict[str, CounterExample]:
    return {found.code: found for found in prove(book, WORDINGS, working, most=NEAREST).violations}


def test_the_nearest_states_of_the_shipped_content_break_nothing() -> None:
    assert breaches(load(FILES)) == {}


def test_a_line_without_a_way_to_a_person_is_caught() -> None:
    old, new = 'talk_to_human = { to = "to_staff.start" }', 'talk_to_human = { to = "front_door.menu" }'
    assert "P4" in breaches(with_change("common", old, new))


def test_an_engine_that_skips_the_screen_is_caught() -> None:
    def careless(book: FlowBook, session: Session, event: Event, facts: Facts) -> Turn:
        passed = session.changed(screened_at=facts.now)
        return engine.advance(book, passed, event, facts)

    assert "P1" in breaches(load(FILES), Engine(careless, engine.resume))


def test_an_engine_that_takes_a_stale_screen_is_caught() -> None:
    def careless(book: FlowBook, session: Session, event: Event, facts: Facts) -> Turn:
        old = session.screened_at
        fresh = session.changed(screened_at=facts.now - timedelta(hours=1)) if old is not None else session
        return engine.advance(book, fresh, event, facts)

    assert prove(load(FILES), WORDINGS, Engine(careless, engine.resume), most=700).violations


def test_an_engine_that_raises_is_caught() -> None:
    def broken(book: FlowBook, session: Session, event: Event, facts: Facts) -> Turn:
        if isinstance(event, Pressed) and event.keys == "9":
            raise RuntimeError
        return engine.advance(book, session, event, facts)

    assert "P10" in breaches(load(FILES), Engine(broken, engine.resume))


def test_advice_in_front_of_the_menu_is_caught() -> None:
    book = load(FILES)
    menu = book.steps["spasm_care.safety_net"]
    assert isinstance(menu, Say)
    old = 'kind = "say"'
    assert old in FILES["front_door"]
    unguarded = replace(book, steps={**book.steps, "front_door.start": _ice_first(book)})
    assert "P1" in breaches(unguarded) or "P3" in breaches(unguarded)


def _ice_first(book: FlowBook) -> Say:
    ice = book.steps["spasm_care.ice"]
    assert isinstance(ice, Say)
    return ice.model_copy(update={"care": None, "requires": {}, "next": "front_door.menu"})


@pytest.mark.parametrize(
    ("file", "old", "problem"),
    [
        ("to_staff", 'failed = "failed" }', "outcome 'failed' is not handled"),
        ("spasm_care", 'unknown = "onset" }', "outcome 'unknown' is not handled"),
    ],
)
def test_an_outcome_that_nobody_handles_does_not_load(file: str, old: str, problem: str) -> None:
    at = FILES[file].index(old)
    text = FILES[file][:at].rstrip().removesuffix(",") + " }" + FILES[file][at + len(old) :]
    with pytest.raises(ContentError, match=problem):
        load({**FILES, file: text})


def test_a_counter_example_is_a_conversation_one_can_read() -> None:
    old, new = 'talk_to_human = { to = "to_staff.start" }', 'talk_to_human = { to = "front_door.menu" }'
    example = breaches(with_change("common", old, new))["P4"]
    assert example.conversation.strip()
    assert example.breach
