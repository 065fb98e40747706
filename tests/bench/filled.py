"""Two years of a busy clinic, made up by the server itself: so many talks, calls, handoffs, visits and audit lines.

Set-based and without luck: the same numbers give the same rows. Names are test names, numbers are nobody's.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sqlalchemy import text

from bot.dialogue.engine import open_session
from bot.dialogue.session import to_json
from bot.services.line import ClinicLine
from bot.values import Channel, Language
from tests.bench.filled_with import STEPS

VACUUM = "VACUUM ANALYZE"


@dataclass(frozen=True, slots=True)
class Size:
    """How much there is. A talk has twenty messages in the middle, an hour has one talk where it is busy."""

    talks: int = 100_000
    waiting: int = 3_000  # handoffs that are not closed
    closed: int = 60_000

    @property
    def people(self) -> int:
        """Who wrote or called: most of them twice."""
        return self.talks * 3 // 5

    @property
    def long_talk(self) -> int:
        """The talk of four hundred messages; it waits."""
        return self.talks - 1001

    @property
    def short_talk(self) -> int:
        """A waiting talk of four messages."""
        return self.talks - self.talks % 33


def fill(line: ClinicLine, size: Size, staff: Sequence[Any]) -> None:
    """Fills a migrated, empty database; `staff` are the ids of those who claimed, answered and read."""
    now = line.now()
    values = {
        "now": now,
        "talks": size.talks,
        "people": size.people,
        "waiting": size.waiting,
        "closed": size.closed,
        "long_talk": size.long_talk,
        "staff": list(staff),
        "places": [place for place in line.book.steps if place.startswith(("safety_screen", "spasm_care"))],
        "text_state": _state(Channel.SMS, now),
        "call_state": _state(Channel.VOICE, now),
    }
    for step in STEPS:
        with line.database.begin() as tx:
            tx.execute(text("SET LOCAL statement_timeout = '15min'"))
            named = {name: value for name, value in values.items() if f":{name}" in step}
            tx.execute(text(step), named)
    _look_once(line)


def _state(channel: Channel, now: datetime) -> str:
    """The session of somebody who walked half-way through a care talk."""
    session = open_session(channel, Language.EN, now)
    answers = {"spasm_care.onset": f"{now.isoformat()}/{now.isoformat()}", "spasm_care.pain": "6"}
    screen = {f"safety_screen.{part}": "no" for part in ("now", "numb", "legs", "crash", "fever", "cancer")}
    return json.dumps(to_json(session.changed(answers=MappingProxyType({**screen, **answers}))))


def _look_once(line: ClinicLine) -> None:
    """What the server does by itself in time: it learns how much there is of what, and where it may skip the table."""
    with line.database._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = '15min'"))
        connection.execute(text(VACUUM))
        connection.execute(text("SET statement_timeout = '5s'"))
