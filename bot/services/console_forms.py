"""A form as staff send it, and the one transaction it acts in: the change, its line in the timeline, its audit line.

A form acts once, however often it is pressed. The person's record is locked first, as a turn locks it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from sqlalchemy import Connection

from bot.clinic.staff_rules import NoteKind, Right
from bot.services.audit import Asker, note
from bot.services.line import ClinicLine
from bot.storage import acts, stories
from bot.storage.handoffs import Handoff
from bot.storage.stories import OpenHandoff, Story
from bot.values import ConversationId, HandoffId, HandoffStatus, Team

LONGEST_NOTE = 4000
LONGEST_TEXT = 1600  # characters; the network takes no more


class Told(StrEnum):
    """What became of an act, as the next page says it."""

    DONE = "done"
    REPEATED = "repeated"  # this form came before: nothing is done twice
    TOO_LATE = "too_late"  # somebody was faster, or the page was old
    UNKNOWN = "unknown"  # no such conversation
    NEEDS_WORDS = "needs_words"  # empty, or too long
    NEEDS_REASON = "needs_reason"
    NOT_ALLOWED = "not_allowed"  # somebody else's to do
    NO_NUMBER = "no_number"  # a caller whose number nobody knows
    OPTED_OUT = "opted_out"  # asked for silence: phone them instead
    DO_NOT_CONTACT = "do_not_contact"
    TAKEN = "taken"  # somebody was faster at that time, or it is none that may be booked
    NEEDS_TIME = "needs_time"
    NEEDS_PERSON = "needs_person"  # name, birthday or number cannot be right


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it came: whose, about which conversation, and its own id."""

    asker: Asker
    conversation_id: UUID
    id: UUID


@dataclass(frozen=True, slots=True)
class Texted:
    """Words as they would be sent, and what they cost."""

    body: str
    segments: int


@dataclass(frozen=True, slots=True)
class Here:
    """Where an act stands: its transaction, with the person's record locked."""

    line: ClinicLine
    tx: Connection
    form: Form
    story: Story
    now: datetime

    @property
    def me(self) -> UUID:
        return self.form.asker.member.id

    @property
    def handoff(self) -> OpenHandoff | None:
        return self.story.handoff

    def is_mine(self) -> bool:
        return self.handoff is not None and self.handoff.claimed_by == str(self.me)

    def waiting(self, team: Team | None = None) -> Handoff:
        """The open handoff as one that waits for somebody, perhaps of another team."""
        assert self.handoff is not None
        return Handoff(
            HandoffId(self.handoff.id), ConversationId(self.form.conversation_id), self.handoff.code,
            self.handoff.reason, self.handoff.urgency, team or self.handoff.team, HandoffStatus.WAITING,
            self.handoff.summary, self.handoff.requests, self.handoff.by_at, self.handoff.opened_at,
        )  # fmt: skip

    def keep(self, kind: NoteKind, body: str, act: str, **detail: str | int) -> Told:
        """The act's own line in the timeline and in the audit."""
        acts.add_note(self.tx, self.form.conversation_id, self.me, kind, body, self.now)
        note(self.tx, self.form.asker, act, self.form.conversation_id, self.now, **detail)
        return Told.DONE


def act(line: ClinicLine, form: Form, work: Callable[[Here], Told]) -> Told:
    """The whole of it again when it met a turn of the same person half-way."""

    def unit(tx: Connection) -> Told:
        now = line.now()
        if not form.asker.member.may(Right.ACT):
            return Told.NOT_ALLOWED
        if acts.lock_contact(tx, form.conversation_id) is None:
            return Told.UNKNOWN
        story = stories.find(tx, form.conversation_id, now)
        if story is None:
            return Told.UNKNOWN
        if not acts.take_form(tx, form.id, now):
            return Told.REPEATED
        return work(Here(line, tx, form, story, now))

    return line.database.run(unit)


def may_text(here: Here) -> Told | None:
    contact = here.story.contact
    if contact.phone is None:
        return Told.NO_NUMBER
    if here.story.is_do_not_contact:
        return Told.DO_NOT_CONTACT
    return Told.OPTED_OUT if contact.is_opted_out else None


def clean(words: str) -> str:
    """Without what the database cannot hold or nobody can see."""
    kept = "".join(char for char in words if char in "\n\t" or char.isprintable())
    return kept.replace("\r", "").strip()


def seconds(lasted: timedelta) -> int:
    return round(lasted.total_seconds())
