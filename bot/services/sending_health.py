"""How sending stands right now, for a page and for a scraper: counts and ages, without a person's fact."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from bot.clinic.message_kinds import Lane
from bot.services.line import ClinicLine
from bot.storage import outbox_figures, sending_limits
from bot.storage.outbox_figures import LaneFigures
from bot.values import MessageStatus

SPAN = timedelta(days=1)
_NOTHING = LaneFigures(0, 0.0)


@dataclass(frozen=True, slots=True)
class SendingHealth:
    """Every lane is named, empty or not. `ended` counts the last day by status and reason."""

    lanes: Mapping[str, LaneFigures]
    planned: int
    sending: int
    unknown: int
    ended: tuple[tuple[str, str, int], ...]
    is_paused: bool

    def count(self, status: MessageStatus) -> int:
        """How many ended in this status."""
        return sum(number for ended, _, number in self.ended if ended == status.value)


def read(line: ClinicLine) -> SendingHealth:
    """The state of this moment."""
    now = line.now()
    with line.database.begin() as tx:
        waiting, hand = outbox_figures.due(tx, now), outbox_figures.in_hand(tx)
        return SendingHealth(
            {lane.value: waiting.get(lane.value, _NOTHING) for lane in Lane},
            outbox_figures.planned(tx, now),
            hand.get(MessageStatus.SENDING.value, 0),
            hand.get(MessageStatus.UNKNOWN.value, 0),
            tuple(outbox_figures.ended(tx, now - SPAN)),
            sending_limits.is_paused(tx),
        )
