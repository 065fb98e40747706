"""Where somebody stands who came to a step the usual way, so that whoever edits it can see it at once."""

from datetime import datetime, timedelta
from types import MappingProxyType

from bot.dialogue.book import FlowBook
from bot.dialogue.flow import Care, End
from bot.dialogue.predicates import HEAT_AFTER, ONSET, SKIN
from bot.dialogue.session import Session
from bot.values import Channel, Language

_A_WHILE = timedelta(hours=1)


def is_playable(book: FlowBook, place: str) -> bool:
    """True where a person can meet something at this place."""
    return place in book.steps and not isinstance(book.steps[place], End)


def on_the_way_to(book: FlowBook, place: str, language: Language, now: datetime) -> Session:
    """A text session just before this step: the screen is passed, and what the step requires was answered."""
    step = book.steps[place]
    needs_heat = getattr(step, "care", None) is Care.HEAT
    began_at = (now - HEAT_AFTER - _A_WHILE if needs_heat else now - _A_WHILE).isoformat()
    answers = {ONSET: f"{began_at}/{began_at}", SKIN: "no", **getattr(step, "requires", {})}
    return Session(
        channel=Channel.SMS,
        language=language,
        opened_at=now,
        last_at=now,
        answers=MappingProxyType(answers),
        has_spoken=True,
        screen_began_at=now,
        screened_at=now,
    )
