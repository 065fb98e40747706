"""Conversation scripts, played through the whole program over throw-away databases; what was told is read back.

Whether advice followed a danger is not asked of the program that gave it: the record of every word says it.
"""

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from bot.channels.simulator.line import PhoneLine
from bot.channels.simulator.player import Player
from bot.channels.simulator.scripts import Script
from bot.channels.simulator.transcripts import parse
from bot.clock import HandClock
from bot.dialogue.book import DISPOSITIONS, FlowBook
from bot.services.calendars import LocalCalendar
from bot.services.line import ClinicLine
from bot.storage import scratch, told
from bot.storage.database import Database
from bot.values import Channel
from bot.web.application import make_application
from bot.web.phone_line import phone_line
from bot.wiring import Bot, assemble, local_settings, migrate

BASE_URL = "https://line.example.org"


@dataclass(frozen=True, slots=True)
class Talk:
    """One conversation, played by text or by call."""

    script: str
    channel: Channel
    went_as_written: bool
    had_danger: bool  # an emergency or same-day wording was said
    advice_after_danger: int  # wordings of self-care said later than that


def read_scripts(folder: Path) -> list[Script]:
    """Every script in a folder and below it, by its file's name."""
    return [parse(path.read_text(encoding="utf-8"), path.name) for path in sorted(folder.rglob("*.txt"))]


def play_all(scripts: Sequence[Script]) -> Iterator[Talk]:
    """Plays each script in each of its ways, every time with a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        server = scratch.start_server(Path(folder))
        ways = ((script, channel) for script in scripts for channel in script.channels)
        for number, (script, channel) in enumerate(ways):
            name = f"talk_{number}"
            database = Database(scratch.clone(server, name))
            yield _play(script, channel, database)
            database.close()
            scratch.drop(server, name)


def _play(script: Script, channel: Channel, database: Database) -> Talk:
    settings = local_settings(BASE_URL, OPT_OUT_HANDLING="own", **dict(script.settings))
    migrate(settings, database)
    clock = HandClock(datetime.now(UTC))
    bot = assemble(settings, database=database, clock=clock)
    clock.instant = script.now.replace(tzinfo=bot.line.hours.zone).astimezone(UTC)
    player = Player(script, channel, open_line(bot, clock), lambda: scratch.claim_all(database))
    went_as_written = not player.play()
    with database.begin() as tx:
        had_danger, advice = danger_and_advice(told.in_order(tx), bot.line.book)
    return Talk(script.name, channel, went_as_written, had_danger, advice)


def open_line(bot: Bot, clock: HandClock) -> PhoneLine:
    """The whole program as a pretend phone reaches it, on a clock that the phone moves, with visit codes in order."""
    bot = replace(bot, line=_with_plain_codes(bot.line))
    began_at = clock.instant

    def move_to(offset: timedelta) -> None:
        clock.instant = began_at + offset

    reached = phone_line(bot, make_application(bot).wsgi_app)
    return replace(reached, clock_offset=lambda: clock.instant - began_at, set_clock_offset=move_to)


def _with_plain_codes(line: ClinicLine) -> ClinicLine:
    """Visit codes 100001, 100002 … so that a script can tell one."""
    codes = count(100_001)
    desk = replace(line.desk, secret_bytes=lambda length: next(codes).to_bytes(length, "big"))
    calendar = LocalCalendar(desk) if line.calendar.offers_times else line.calendar
    return replace(line, desk=desk, calendar=calendar)


def danger_and_advice(places: Sequence[str], book: FlowBook) -> tuple[bool, int]:
    """Whether a wording that locks care was said, and how many of self-care came after the first of them."""
    locks = [getattr(book.steps.get(place), "disposition", None) is not None for place in places]
    first = next((n for n, is_lock in enumerate(locks) if is_lock or places[n].startswith(f"{DISPOSITIONS}.")), None)
    if first is None:
        return False, 0
    return True, sum(getattr(book.steps.get(place), "care", None) is not None for place in places[first:])
