"""The clinic line as a pretend phone reaches it. Wiring fills it in; the terminal, the browser phone and the
conversation tests all play against this one value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo

from bot.channels.simulator.exchange import EndsRinging, Post, StaffPhones, no_staff_phones, nothing_rings
from bot.channels.simulator.gateway import PretendGateway
from bot.channels.simulator.handset import Handset, Prices
from bot.channels.simulator.incoming import Incoming
from bot.settings import OptOutHandling

MAX_CATCH_UP = 50  # texts fetched at once; the rest comes with the next look


@dataclass(frozen=True, slots=True)
class Arrival:
    """A text the line sent by itself. `sequence` grows with every text of the line; `line` is its sender."""

    sequence: int
    line: str
    words: str
    at: datetime


def _nothing(_number: str, _after: int) -> Sequence[Arrival]:
    return ()


def _no_call(_number: str) -> Incoming | None:
    return None


def _always(_at: datetime) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class PhoneLine:
    """`now` is the line's clock, offset included; moving the offset moves every process.

    An open handoff is shown with its `reason`, `urgency`, `team` and `summary`, and where given its `code` and `by`
    when. `arrivals` gives texts sent to a
    number after a sequence number, oldest first. `staff_phones` does what the worker would, and gives who rings;
    `incoming` gives what rings at this phone, and `ends_ringing` ends it.
    """

    post: Post
    account_sid: str
    lines: tuple[str, ...]
    base_url: str
    zone: tzinfo
    now: Callable[[], datetime]
    clock_offset: Callable[[], timedelta]
    set_clock_offset: Callable[[timedelta], None]
    open_handoffs: Callable[[], Sequence[Mapping[str, str]]]
    is_local: bool
    is_open: Callable[[datetime], bool] = _always
    arrivals: Callable[[str, int], Sequence[Arrival]] = _nothing
    clinic_name: str = "DFW Center for Spinal Disorders"
    prices: Prices = field(default_factory=Prices)
    opt_out: OptOutHandling = OptOutHandling.DEFAULT
    staff_phones: StaffPhones = no_staff_phones
    incoming: Callable[[str], Incoming | None] = _no_call
    ends_ringing: EndsRinging = nothing_rings

    def gateway(self) -> PretendGateway:
        return PretendGateway(
            self.post,
            self.account_sid,
            self.lines,
            base_url=self.base_url,
            prices=self.prices,
            opt_out=self.opt_out,
            staff_phones=self.staff_phones,
            ends_ringing=self.ends_ringing,
        )

    def move_clock(self, by: timedelta) -> None:
        """Jump ahead; the clock never goes back but to the real time."""
        self.set_clock_offset(self.clock_offset() + by)

    def catch_up(self, gateway: PretendGateway, handset: Handset) -> Handset:
        """The handset with the texts that came without being asked for, and with what rings."""
        for arrival in self.arrivals(handset.number, handset.last_arrival)[:MAX_CATCH_UP]:
            handset = gateway.arrive(handset, arrival.sequence, arrival.line, arrival.words, arrival.at)
        return gateway.ring(handset, self.incoming(handset.number), self.now())
