"""A counter-example as a conversation that a person can read and a conversation test can play.

The way found in silence is played once more on the real flows with all their words.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.dialogue.book import OFFER, FlowBook
from bot.dialogue.events import Result
from bot.dialogue.facts import Facts
from bot.dialogue.flow import Wording
from bot.dialogue.predicates import ONSET
from bot.dialogue.proofs import memory
from bot.dialogue.proofs.engine import Engine
from bot.dialogue.proofs.legs import Leg
from bot.dialogue.proofs.worlds import in_words
from bot.dialogue.replies import Goodbye, Prompt, Reply, Statement, Turn
from bot.dialogue.session import Session, Waiting
from bot.dialogue.stack import Stack
from bot.values import Channel, Language

_FACTS = (
    "is_open",
    "is_locked",
    "is_opted_out",
    "is_claimed",
    "is_blocked",
    "is_left_alone",
    "is_text_only",
    "is_textable",
)


def transcript(
    book: FlowBook, wordings: Mapping[str, Wording], engine: Engine, channel: Channel, legs: Sequence[Leg],
    now: datetime,
) -> str:  # fmt: skip
    """The conversation along these legs, from the first input."""
    lines = [f"# channel: {channel.value}   now: {now:%Y-%m-%d %H:%M}"]
    session = Session(channel, Language.EN, now, now)
    for leg in legs:
        if leg.wish is not None:
            lines.append(f"# earlier this person had also asked for: {leg.wish.value}")
            session = replace(session, later=(leg.wish,), stack=Stack((OFFER,)), waiting=Waiting.ANSWER)
        session = _remembering(session, leg.read or {})
        if leg.move is not None and leg.move.is_late:
            session = replace(session, asked="another question")
            lines.append("# this question has been changed since it was asked")
        lines += _heard(leg, session)
        turn = _taken(book, wordings, engine, session, leg, now)
        if isinstance(turn, Exception):
            lines.append(f"# raised {type(turn).__name__}: {turn}")
            break
        lines += _answered(turn, channel)
        session = turn.session
    return "\n".join(lines) + "\n"


def _heard(leg: Leg, session: Session) -> Iterator[str]:
    for sentence in (*in_words(leg.read or {}), *memory.in_words(leg.read or {})):
        yield f"# {sentence}"
    if leg.move is None:
        yield f"# {session.place}: {leg.outcome}"
    else:
        who = "caller" if session.channel is Channel.VOICE else "person"
        yield f"{who:<8}{leg.move.line}"


def _remembering(session: Session, read: Mapping[str, Any]) -> Session:
    """The session with the memory that was found in it when the way was walked in silence."""
    fields = {name: value for name, value in read.items() if name in memory.FREE and name != ONSET}
    if read.get(ONSET):
        fields["answers"] = {**session.answers, ONSET: read[ONSET]}
    return replace(session, **fields)


def _taken(
    book: FlowBook, wordings: Mapping[str, Wording], engine: Engine, session: Session, leg: Leg, now: datetime
) -> Turn | Exception:
    read = leg.read or {}
    closed = frozenset(name.removeprefix("closed:") for name, value in read.items() if value and ":" in name)
    given = {name: value for name, value in read.items() if name in _FACTS}
    facts = Facts(now, closed_flows=closed, wordings=wordings, **given)
    try:
        if leg.move is None:
            return engine.resume(book, session, Result(leg.outcome), facts)
        return engine.advance(book, session, leg.move.event, facts)
    except Exception as error:  # noqa: BLE001 what was raised is what is to be shown
        return error


def _answered(turn: Turn, channel: Channel) -> Iterator[str]:
    if not turn.replies and turn.action is None:
        yield "# no answer"
    for reply in turn.replies:
        yield f"{'bot':<8}{_said(reply, channel)}"


def _said(reply: Reply, channel: Channel) -> str:
    if isinstance(reply, Goodbye):
        return "(hangs up)" if channel is Channel.VOICE else "(done)"
    if not isinstance(reply, Statement | Prompt):
        return "(rings)"
    words = reply.words.speak if channel is Channel.VOICE else reply.words.say
    return " ".join([words, *_choices(reply, channel)])


def _choices(reply: Statement | Prompt, channel: Channel) -> Iterator[str]:
    if isinstance(reply, Prompt):
        for choice in reply.choices:
            yield f"{choice.key} {choice.label.speak if channel is Channel.VOICE else choice.label.say}"
