"""Each kind of fault an engine could have, and a broken flow for each invariant: the proof finds every one of them."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.content import checked_content
from bot.dialogue import engine
from bot.dialogue.book import FlowBook
from bot.dialogue.events import Event, Pressed, Result, Said
from bot.dialogue.facts import Facts
from bot.dialogue.flow import Ask
from bot.dialogue.loading import load
from bot.dialogue.proofs import IN_WORDS, INVARIANTS, REAL, Engine, breaches_in_words, prove
from bot.dialogue.replies import Turn
from bot.dialogue.session import Session
from bot.values import Disposition, Intent
from tests.dialogue.test_checks import PROFILE, TODAY
from tests.dialogue.test_proofs import FILES, FLOWS, WORDINGS

Advance = Callable[[FlowBook, Session, Event, Facts], Turn]
SHIPPED = checked_content(FLOWS, PROFILE, TODAY)
NEAR = 2500  # states: every fault here shows long before


def is_caught(code: str, advance: Advance = engine.advance, resume: Callable[..., Turn] = engine.resume) -> bool:
    """True where an engine with these doors is seen to break this invariant."""
    return finds(code, load(FILES), Engine(advance, resume))


def finds(code: str, book: FlowBook, working: Engine = REAL) -> bool:
    """True where the walk comes to a breach of this invariant."""
    found = prove(book, WORDINGS, working, most=NEAR, until=code).violations
    return code in {example.code for example in found}


def broken(*changes: tuple[str, str, str]) -> FlowBook:
    """The content with pieces of its files changed: (file, old, new)."""
    files = dict(FILES)
    for file, old, new in changes:
        assert old in files[file], f"{file}.toml no longer holds {old!r}"
        files[file] = files[file].replace(old, new)
    return load(files)


def asked(book: FlowBook, session: Session) -> Ask | None:
    """The danger question that is open."""
    step = engine.waiting_step(book, session)
    return step if isinstance(step, Ask) and step.unsafe else None


# ---------------------------------------------------------------- the engine


def test_an_unclear_answer_read_as_no_is_caught() -> None:
    def hopeful(book: FlowBook, session: Session, event: Event, facts: Facts) -> Turn:
        step = asked(book, session)
        if step is not None and isinstance(event, Said) and event.meaning.answer == "unsure":
            safe = "no" if step.unsafe == "yes" else "yes"
            event = replace(event, meaning=replace(event.meaning, answer=safe))
        return engine.advance(book, session, event, facts)

    assert is_caught("P5", hopeful)


def test_a_flipped_polarity_is_caught() -> None:
    def flipped(book: FlowBook, session: Session, event: Event, facts: Facts) -> Turn:
        step = asked(book, session)
        if step is not None and isinstance(event, Pressed) and event.keys in ("1", "2"):
            event = Pressed("2" if event.keys == "1" else "1")
        if step is not None and isinstance(event, Said) and event.meaning.answer in ("yes", "no"):
            other = "no" if event.meaning.answer == "yes" else "yes"
            event = replace(event, meaning=replace(event.meaning, answer=other))
        return engine.advance(book, session, event, facts)

    assert is_caught("P1", flipped)


def test_a_lock_that_is_not_set_is_caught() -> None:
    def forgetful(book: FlowBook, session: Session, event: Event, facts: Facts) -> Turn:
        turn = engine.advance(book, session, event, facts)
        return replace(turn, session=turn.session.changed(disposition=Disposition.NONE))

    assert is_caught("P1", forgetful)


def test_a_stale_disposition_after_an_action_is_caught() -> None:
    def lifting(book: FlowBook, session: Session, result: Result, facts: Facts) -> Turn:
        turn = engine.resume(book, session, result, facts)
        was = session.disposition
        return replace(turn, session=turn.session.changed(disposition=Disposition.NONE if was else was))

    assert is_caught("P1", resume=lifting)


def test_an_answer_to_a_question_as_it_was_before_a_deploy_is_caught() -> None:
    def forgetful(book: FlowBook, session: Session, event: Event, facts: Facts) -> Turn:
        session = session.changed(asked=book.fingerprints.get(session.place, ""))
        return engine.advance(book, session, event, facts)

    assert is_caught("P5", forgetful)


def test_a_hint_that_nobody_follows_is_caught() -> None:
    def deaf(book: FlowBook, session: Session, event: Event, facts: Facts) -> Turn:
        if isinstance(event, Said) and event.meaning.disposition is Disposition.ASK_SCREEN:
            event = replace(event, meaning=replace(event.meaning, disposition=Disposition.NONE))
        return engine.advance(book, session, event, facts)

    assert is_caught("P4", deaf)


def test_an_emergency_that_nobody_hears_is_caught() -> None:
    def deaf(book: FlowBook, session: Session, event: Event, facts: Facts) -> Turn:
        if isinstance(event, Said) and event.meaning.disposition is Disposition.CALL_911:
            event = replace(event, meaning=replace(event.meaning, disposition=Disposition.NONE))
        return engine.advance(book, session, event, facts)

    assert is_caught("P4", deaf)


def test_a_stop_that_is_not_carried_out_is_caught() -> None:
    def stubborn(book: FlowBook, session: Session, event: Event, facts: Facts) -> Turn:
        if isinstance(event, Said) and event.meaning.opt_out:
            others = tuple(intent for intent in event.meaning.intents if intent is not Intent.OPT_OUT)
            event = replace(event, meaning=replace(event.meaning, opt_out=False, intents=others))
        return engine.advance(book, session, event, facts)

    assert is_caught("P4", stubborn)


# ---------------------------------------------------------------- the content

UNCLEAR = 'unmatched = "to_staff.start"\non = { yes = "big_injury"'
BROKEN_FLOWS = {
    "P1": [("safety_screen", 'never = "how_asked"', 'never = "passed"')],
    "P2": [("pain_pills", 'no = "reaction"', 'no = "allowed"'), ("pain_pills", "requires = {", "requires = {} #")],
    "P3": [("spasm_care", 'next = "skin_check"', 'next = "phase"'), ("spasm_care", "requires = {", "requires = {} #")],
    "P4": [("common", 'talk_to_human = { to = "to_staff.start" }', 'talk_to_human = { to = "front_door.menu" }')],
    "P5": [("safety_screen", UNCLEAR, UNCLEAR.replace("to_staff.start", "illness"))],
    "P10": [("front_door", 'next = "over"', 'next = "to_staff.lost"')],
}  # fmt: skip


@pytest.mark.parametrize("code", BROKEN_FLOWS)
def test_a_broken_flow_is_caught(code: str) -> None:
    assert finds(code, broken(*BROKEN_FLOWS[code]))


@pytest.mark.parametrize(
    ("code", "file", "old", "new"),
    [
        ("P6", "photo", "say.es =", "speak.es ="),
        ("P6", "photo", 'say.en = "', 'say.en = "' + "word " * 40),
        ("P7", "photo", 'say.en = "', 'say.en = "Reply YES. '),
        ("P9", "visit_check", 'not_matched = "not_found"', 'not_matched = "matched"'),
        ("P8", "pain_pills", 'say.en = "', 'say.en = "Take 400 mg. '),
        ("P8", "spasm_care", 'facts = ["S6", "S7", "S8", "S9"]\nsources = ["T5"]', ""),
    ],
)
def test_a_broken_wording_is_caught(code: str, file: str, old: str, new: str) -> None:
    assert old in FILES[file]
    book = load({**FILES, file: FILES[file].replace(old, new, 1)})
    assert code in {breach.code for breach in breaches_in_words(replace(SHIPPED, book=book))}


def test_the_shipped_words_break_nothing() -> None:
    assert list(breaches_in_words(SHIPPED)) == []


def test_every_invariant_is_looked_at_and_has_a_broken_flow() -> None:
    codes = {f"P{n}" for n in range(1, 11)}
    assert {*INVARIANTS, *IN_WORDS} == codes
    assert {*BROKEN_FLOWS, *IN_WORDS} == codes
