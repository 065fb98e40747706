"""What staff read. Every read of people's words is an audit line in its own transaction; an unchanged poll is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Connection

from bot.clinic.verification import folded
from bot.services.audit import Asker, note
from bot.services.line import ClinicLine
from bot.storage import queue, stories
from bot.storage import search as searches
from bot.storage.queue import Count, QueueRow, View
from bot.storage.search import Found
from bot.storage.stories import Story
from bot.values import Team

SHORTEST_NUMBER = 4  # digits; fewer would list half the clinic
SHORTEST_NAME = 2
LONGEST_SEARCH = 80


@dataclass(frozen=True, slots=True)
class Seen:
    """The fingerprint of what was shown: as long as it stays the same, nothing is read again."""

    print: str


@dataclass(frozen=True, slots=True)
class Queue:
    """Who waits or is being served, as far as a page shows them; `waiting` counts all whom nobody has taken."""

    rows: tuple[QueueRow, ...]
    has_more: bool
    waiting: Mapping[Team, int]
    print: str


@dataclass(frozen=True, slots=True)
class Page:
    """One person's story."""

    story: Story
    print: str


def read_queue(
    line: ClinicLine, asker: Asker, seen: str | None = None, *, teams: tuple[Team, ...] = tuple(Team)
) -> Queue | None:
    """The queue of these teams, or None while it is as it was when `seen` was its fingerprint."""
    now, view = line.now(), View(teams, asker.member.id)
    with line.database.begin() as tx:
        fingerprint = queue.fingerprint(tx, view, now)
        if fingerprint == seen:
            return None
        rows, has_more = queue.read(tx, view, now)
        note(tx, asker, "queue_read", None, now, rows=len(rows))
        return Queue(tuple(rows), has_more, queue.waiting(tx), fingerprint)


def read_story(line: ClinicLine, asker: Asker, conversation_id: UUID, seen: str | None = None) -> Page | Seen | None:
    """One person's story; None for an unknown one, `Seen` while it is as it was."""
    now = line.now()
    with line.database.begin() as tx:
        fingerprint = stories.fingerprint(tx, conversation_id)
        if fingerprint == seen:
            return Seen(fingerprint)
        story = stories.find(tx, conversation_id, now)
        if story is None:
            return None
        note(tx, asker, "conversation_read", conversation_id, now)
        return Page(story, fingerprint)


def search(line: ClinicLine, asker: Asker, words: str) -> list[Found]:
    """People by the code of a handoff, the last digits of a number, or a part of a name. The words are not kept."""
    words = words.strip()[:LONGEST_SEARCH]
    now = line.now()
    with line.database.begin() as tx:
        found = _found(tx, words)
        if words:
            note(tx, asker, "searched", None, now, found=len(found))
        return found


def refuse(line: ClinicLine, asker: Asker, subject: str) -> None:
    """Somebody asked for what they may not see; they are told it does not exist, and the audit is told who asked."""
    with line.database.begin() as tx:
        note(tx, asker, "refused", subject[:100], line.now())


def wall(line: ClinicLine) -> list[Count]:
    """Counts and clocks without a patient's fact."""
    with line.database.begin() as tx:
        return queue.counts(tx)


def _found(tx: Connection, words: str) -> list[Found]:
    digits = "".join(char for char in words if char in "0123456789")
    if len(words) == 5 and words.isascii() and words.isalnum():
        by_code = searches.by_code(tx, words.upper())
        if by_code:
            return by_code
    if len(digits) >= SHORTEST_NUMBER and not any(char.isalpha() for char in words):
        return searches.by_last_digits(tx, digits)
    names = folded(words).split()
    return searches.by_name(tx, names) if sum(map(len, names)) >= SHORTEST_NAME else []
