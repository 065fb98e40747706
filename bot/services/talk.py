"""What an action is handed: the talk it was asked for in, and what is known there by name.

`answers` are the person's, `values` what earlier actions reported. Only values of this session are ever believed.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Connection

from bot.clinic.appointments import Appointment, AppointmentId
from bot.clinic.choices import Choices
from bot.clinic.slots import Slot
from bot.dialogue.events import Result
from bot.services.desk import Desk
from bot.services.line import ClinicLine
from bot.storage.conversations import Thread
from bot.values import Channel

MOST_OFFERS = 3  # what a flow has room for; the clinic's own rule may be lower
MATCH_LASTS = timedelta(hours=1)  # after that a person is asked again who they are


@dataclass(frozen=True, slots=True)
class Talk:
    """One session at one moment, inside the turn's transaction."""

    line: ClinicLine
    tx: Connection
    thread: Thread
    now: datetime

    @property
    def desk(self) -> Desk:
        """The clinic's schedule and rules."""
        return self.line.desk

    @property
    def channel(self) -> Channel:
        """Text or call."""
        return self.thread.session.channel

    @property
    def holder(self) -> str:
        """Under what name a slot is held for this talk."""
        return str(self.thread.session_id)

    @property
    def phone(self) -> str | None:
        """The number they write or call from."""
        return self.thread.contact.phone

    @property
    def sender(self) -> str:
        """Whose tries are counted together."""
        return self.phone or str(self.thread.contact.id)

    def answer(self, name: str) -> str:
        """What the person answered, or nothing."""
        return self.thread.session.answers.get(name, "")

    def value(self, name: str) -> str:
        """What an earlier action reported, or nothing."""
        return self.thread.session.values.get(name, "")

    def matched_visit(self) -> AppointmentId | None:
        """The visit this person was recognised for, not long ago; None where nobody was."""
        matched_at = self.value("matched")
        if not self.value("visit") or not matched_at:
            return None
        is_fresh = self.now - datetime.fromisoformat(matched_at) < MATCH_LASTS
        return AppointmentId(UUID(self.value("visit"))) if is_fresh else None

    def place_of(self, location: str) -> str:
        """The wording of a location."""
        return f"place_{location}"


def offers(choices: Choices, *, searched: str, heard: str = "") -> dict[str, str]:
    """The times that are offered, by the names a flow tells them under. `heard`: keys told before."""
    slots = choices.slots[:MOST_OFFERS]
    values = {"searched": searched, "heard": " ".join(filter(None, (heard, *(slot.key for slot in slots))))}
    for number in range(1, MOST_OFFERS + 1):
        slot = slots[number - 1] if number <= len(slots) else None
        values[f"offer_{number}"] = slot.key if slot else ""
        values[f"offer_{number}_visit_at"] = slot.starts_at.isoformat() if slot else ""
    return values


def told_of(talk: Talk, visit: Appointment) -> dict[str, str]:
    """A visit's facts, for a person who may hear them."""
    return {
        "visit": str(visit.id),
        "known_visit_at": visit.starts_at.isoformat(),
        "visit_place": talk.place_of(visit.location),
    }


def kept(talk: Talk, slot: Slot) -> dict[str, str]:
    """A slot that is held for this person."""
    return {
        "held": slot.key,
        "held_visit_at": slot.starts_at.isoformat(),
        "visit_place": talk.place_of(slot.location),
        "hold_minutes": str(talk.desk.schedule.rules.hold_minutes),
    }


def gone(choices: Choices) -> Result:
    """Another was faster; what is free instead."""
    count = len(choices.slots[:MOST_OFFERS])
    outcome = "taken" if count == MOST_OFFERS else "taken_one" if count else "taken_none"
    return Result(outcome, offers(choices, searched=""))
