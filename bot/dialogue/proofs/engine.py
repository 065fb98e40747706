"""The two doors of the engine as a value, so that a test can hand in a broken one."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.dialogue import engine
from bot.dialogue.book import FlowBook
from bot.dialogue.events import Event, Result
from bot.dialogue.facts import Facts
from bot.dialogue.replies import Turn
from bot.dialogue.session import Session


@dataclass(frozen=True, slots=True)
class Engine:
    """What a turn is made with."""

    advance: Callable[[FlowBook, Session, Event, Facts], Turn]
    resume: Callable[[FlowBook, Session, Result, Facts], Turn]


REAL = Engine(engine.advance, engine.resume)
