"""The phone company's part, played in front of the real webhooks: takes a handset and a move, and gives the
handset back as it is afterwards. It decides nothing about care, keeps no state and knows no clock."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import assert_never

from bot.channels.simulator import answering, calls, listening, queueing, staff_phones, texting
from bot.channels.simulator.exchange import (
    EndsRinging,
    Exchange,
    Post,
    StaffPhones,
    Trunk,
    no_staff_phones,
    nothing_rings,
)
from bot.channels.simulator.handset import Handset, Prices, Queued, Talking, WithStaff
from bot.channels.simulator.incoming import Incoming
from bot.channels.simulator.moves import (
    Answers,
    Dials,
    HangsUp,
    Move,
    Presses,
    Records,
    Rings,
    Says,
    StaysSilent,
    TalkEnds,
    Texts,
)
from bot.settings import OptOutHandling


class PretendGateway:
    """`post` signs a form and posts it to a path of the line; `lines` are the clinic's own numbers."""

    def __init__(
        self,
        post: Post,
        account_sid: str,
        lines: Sequence[str],
        *,
        base_url: str = "http://127.0.0.1:8000",
        prices: Prices | None = None,
        opt_out: OptOutHandling = OptOutHandling.DEFAULT,
        staff_phones: StaffPhones = no_staff_phones,
        ends_ringing: EndsRinging = nothing_rings,
    ) -> None:
        self.lines = tuple(lines)
        self.prices = prices or Prices()
        self.opt_out = opt_out
        self._trunk = Trunk(post, account_sid, base_url.rstrip("/"), self.prices, staff_phones, ends_ringing)

    def new_handset(self, number: str, seed: str, line: str = "") -> Handset:
        """A phone that has never been used. `seed` keeps the ids of two phones with one number apart."""
        return Handset(number, line or self.lines[0], seed)

    def play(self, handset: Handset, move: Move, at: datetime) -> Handset:
        """What the phone shows after this move. A move that makes no sense now changes nothing but its notes."""
        exchange = Exchange(self._trunk, handset, at)
        match move:
            case Texts():
                texting.send(exchange, move, self.opt_out)
            case Dials():
                self._dial(exchange)
            case _ if not handset.is_in_call:
                return handset
            case Presses():
                listening.press(exchange, move)
            case Says():
                listening.say(exchange, move)
            case StaysSilent():
                listening.stay_silent(exchange)
            case Records():
                listening.record(exchange, move)
            case HangsUp():
                listening.hang_up(exchange, move.recorded_seconds)
            case Answers() | Rings() | TalkEnds():
                self._between_people(exchange, move)
            case _:
                assert_never(move)
        queueing.begin(exchange)
        return exchange.handset

    def arrive(self, handset: Handset, sequence: int, line: str, words: str, at: datetime) -> Handset:
        """A text the line sent by itself: a reminder, a staff member's words. `sequence` grows with each."""
        exchange = Exchange(self._trunk, handset, at)
        texting.show(exchange, words, line)
        return replace(exchange.handset, last_arrival=sequence)

    def ring(self, handset: Handset, incoming: Incoming | None, at: datetime) -> Handset:
        """The phone while this call comes in, or while none does any more."""
        exchange = Exchange(self._trunk, handset, at)
        answering.ring(exchange, incoming)
        return exchange.handset

    def _dial(self, exchange: Exchange) -> None:
        if exchange.handset.is_in_call:
            listening.hang_up(exchange)
        calls.start(exchange)

    def _between_people(self, exchange: Exchange, move: Answers | Rings | TalkEnds) -> None:
        match exchange.call.wait, move:
            case _, Answers():
                answering.answer(exchange)
            case Queued() as queued, Rings():
                staff_phones.ring(exchange, queued, move.outcome)
            case Talking() as talking, TalkEnds():
                staff_phones.talk_ends(exchange, talking, move.seconds)
            case WithStaff(), TalkEnds():
                exchange.pass_time(move.seconds)
                calls.finish(exchange, "The staff member hangs up.")
            case _:
                exchange.network("No staff phone is ringing.")
