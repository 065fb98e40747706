"""Plays a conversation script through a line, by text or by call, and collects what did not come true."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import assert_never

from bot.channels.simulator.gateway import PretendGateway
from bot.channels.simulator.handset import Handset, Talking, answer_words
from bot.channels.simulator.line import PhoneLine
from bot.channels.simulator.moves import Dials, HangsUp, Move, Presses, Rings, Says, TalkEnds, Texts
from bot.channels.simulator.scripts import (
    Absent,
    Checking,
    Does,
    Doing,
    Ends,
    Expects,
    HandoffOpen,
    Person,
    Script,
    StaffClaims,
    Waits,
    matches,
)  # fmt: skip
from bot.channels.simulator.transcripts import written
from bot.values import Channel, Language

SOMEBODY = "+12145550117"


@dataclass(slots=True)
class Player:
    """Plays one script in one way. `claim` is a staff member who takes what waits, as the console would."""

    script: Script
    channel: Channel
    line: PhoneLine
    claim: Callable[[], None]
    gateway: PretendGateway = field(init=False)
    handset: Handset = field(init=False)
    answer: str = ""
    problems: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.gateway = self.line.gateway()
        number = self.script.number or SOMEBODY
        self.handset = self.gateway.new_handset(number, f"{self.script.name}:{self.channel}")

    def play(self) -> list[str]:
        """What did not come true, as sentences; empty where the conversation went as written."""
        self._begin()
        is_left_out = False  # a call's own moves, and what follows from them, do not happen by text
        for place, line in enumerate(self.script.lines):
            if isinstance(line.what, Doing):
                is_left_out = self.channel is Channel.SMS and isinstance(line.what, Does)
                if not is_left_out:
                    self._do(line.what, self._after(place))
            elif not is_left_out and not self._is_true(line.what):
                self.problems.append(f"{self.script.name}:{line.number}: {written(line.what)}\n  but: {self.answer}")
        if self.handset.is_in_call:
            self._move(HangsUp())
        self.problems += [f"{self.script.name}: {alert.code} {alert.words}" for alert in self.handset.alerts]
        return self.problems

    def _begin(self) -> None:
        """A call begins by itself; a script for both ways presses 8 for Spanish, which a text says by its words."""
        if self.channel is Channel.SMS:
            return
        if not isinstance(self.script.lines[0].what, Does) or self.script.lines[0].what.move != Dials():
            self._move(Dials())
        if self.script.is_both and self.script.language is Language.ES:
            self._move(Presses("8"))

    def _after(self, place: int) -> Doing | None:
        doing = [line.what for line in self.script.lines[place + 1 :] if isinstance(line.what, Doing)]
        return doing[0] if doing else None

    def _do(self, what: Doing, following: Doing | None) -> None:
        self.answer = ""
        match what:
            case Person():
                for move in self._as_moves(what):
                    self._move(move)
            case Does(move):
                self._move(move)
                is_talking = self.handset.call is not None and isinstance(self.handset.call.wait, Talking)
                ends_otherwise = isinstance(following, Does) and isinstance(following.move, HangsUp | TalkEnds)
                if isinstance(move, Rings) and is_talking and not ends_otherwise:
                    self._add(TalkEnds())
            case Waits(duration):
                self.line.move_clock(duration)
                before = self.handset
                self.handset = self.line.catch_up(self.gateway, before)
                self.answer = answer_words(before, self.handset)
            case StaffClaims():
                self.claim()
            case _:
                assert_never(what)

    def _as_moves(self, person: Person) -> Iterator[Move]:
        if self.channel is Channel.SMS:
            yield Texts(person.words, person.photos)
        elif re.fullmatch(r"[0-9*#]+", person.words):
            yield Presses(person.words)
        elif person.words:
            yield Says(person.words)

    def _move(self, move: Move) -> None:
        self.answer = ""
        self._add(move)

    def _add(self, move: Move) -> None:
        before = self.handset
        self.handset = self.gateway.play(before, move, self.line.now())
        self.answer += answer_words(before, self.handset) + "\n"

    def _is_true(self, what: Checking) -> bool:
        match what:
            case Expects(words):
                return matches(words, self.answer)
            case Absent(words):
                return not matches(words, self.answer)
            case HandoffOpen(reason, urgency, team):
                labels = (reason.value, urgency.value, team.value)
                return labels in [(each["reason"], each["urgency"], each["team"]) for each in self.line.open_handoffs()]
            case Ends():
                return not self.handset.is_in_call
            case _:
                assert_never(what)
