"""Somebody at the terminal: what is typed becomes moves, what happens is shown and can be saved as a test."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.channels.simulator.exchange import StaffPhone
from bot.channels.simulator.line import Arrival, PhoneLine
from bot.channels.simulator.moves import Says
from bot.channels.simulator.scripts import Does, Ends, Expects, Person, Waits
from bot.channels.simulator.terminal import Terminal
from bot.channels.simulator.transcripts import parse
from bot.settings import OptOutHandling
from bot.values import Channel
from tests.channels.canned_line import ACCOUNT, LINE, ME, NOW, CannedLine

MENU = '<Gather input="dtmf speech" numDigits="1" action="/webhooks/voice/turn"><Say>Press 1.</Say></Gather>'
ANSWERS = {
    "/webhooks/sms": "<Message>Is it back pain?</Message>",
    "/webhooks/voice": MENU,
    "/webhooks/voice/turn": "<Enqueue action='/webhooks/voice/left' waitUrl='/webhooks/voice/wait'>CA1</Enqueue>",
    "/webhooks/voice/wait": "<Say>Please hold.</Say>",
    "/webhooks/voice/over": "",
    "/webhooks/voice/left": "<Record action='/webhooks/voice/recorded'/>",
    "/webhooks/voice/recorded": "<Say>Thank you.</Say>",
}


PHONE = StaffPhone("+18175550151", "/webhooks/voice/leg", "/webhooks/voice/over")


@dataclass
class Desk:
    """A terminal over a canned line; `type` types lines and gives all that was shown."""

    canned: CannedLine = field(default_factory=lambda: CannedLine(ANSWERS))
    offset: timedelta = timedelta(0)
    saved: dict[str, str] = field(default_factory=dict)
    prompts: list[str] = field(default_factory=list)
    ringing: list[StaffPhone] = field(default_factory=lambda: [PHONE])

    def type(self, channel: Channel, *typed: str) -> str:
        shown: list[str] = []
        keys = iter(typed)
        line = self.line()
        handset = line.gateway().new_handset(ME, "seed")
        Terminal(line, channel, handset, shown.append, self.saved.__setitem__).run(
            lambda prompt: self.read(prompt, keys)
        )
        return "\n".join(shown)

    def read(self, prompt: str, keys: Iterator[str]) -> str:
        self.prompts.append(prompt)
        return next(keys, ":quit")

    def line(self) -> PhoneLine:
        return PhoneLine(
            post=self.canned.post,
            account_sid=ACCOUNT,
            lines=(LINE,),
            base_url="https://line.example.org",
            zone=ZoneInfo("America/Chicago"),
            now=lambda: NOW + self.offset,
            clock_offset=lambda: self.offset,
            set_clock_offset=self.set_offset,
            open_handoffs=lambda: [{"reason": "voicemail", "urgency": "routine", "team": "nurse", "summary": "Ring."}],
            is_local=True,
            opt_out=OptOutHandling.OWN,
            arrivals=self.arrivals,
            staff_phones=lambda _: self.rings(),
        )

    def rings(self) -> list[StaffPhone]:
        """One phone, once; then the waiting line lets the caller go."""
        if not self.ringing:
            self.canned.answers = {**self.canned.answers, "/webhooks/voice/wait": "<Leave/>"}
        return [self.ringing.pop()] if self.ringing else []

    def set_offset(self, offset: timedelta) -> None:
        self.offset = offset

    def arrivals(self, _: str, after: int) -> list[Arrival]:
        has_come = self.offset >= timedelta(hours=5) and after < 1
        return [Arrival(1, LINE, "How is your back?", NOW + self.offset)] if has_come else []


def test_a_text_and_its_answer_are_shown_with_their_price() -> None:
    shown = Desk().type(Channel.SMS, "my back locked up", ":photo")
    assert "you    my back locked up" in shown
    assert "line   Is it back pain?\n         [1 segment, GSM-7, 1.1 cents]" in shown
    assert "(photo)" in shown


def test_a_call_is_keys_words_and_silence() -> None:
    desk = Desk()
    shown = desk.type(Channel.VOICE, "1", ":busy", ":record 12")
    assert "line   Press 1." in shown
    assert "line   Thank you." in shown
    expected = ["keys or words> ", ":answer :machine :noanswer :busy> ", ":record 12> ", ":call or :quit> "]
    assert desk.prompts == expected
    assert desk.canned.form("/webhooks/voice/over")["CallStatus"] == "busy"


def test_leaving_hangs_up() -> None:
    desk = Desk()
    desk.type(Channel.VOICE, "")
    assert desk.canned.form("/webhooks/voice/status")["CallStatus"] == "completed"


def test_waiting_moves_the_clock_and_brings_what_was_due() -> None:
    desk = Desk()
    assert "How is your back?" in desk.type(Channel.SMS, ":wait 5h", ":wait soon")
    assert desk.offset == timedelta(hours=5)


def test_waiting_may_be_written_as_in_a_conversation_test() -> None:
    desk = Desk()
    assert "How is your back?" in desk.type(Channel.SMS, "(wait 5 hours)")
    assert desk.offset == timedelta(hours=5)


def test_what_happened_is_saved_as_a_conversation_that_can_be_read() -> None:
    desk = Desk()
    desk.type(Channel.SMS, "hola", ":wait 20m", ":es", ":save a.txt")
    script = parse(desk.saved["a.txt"])
    assert script.now.hour == 10
    expected = [Person("hola"), Expects("Is it back pain?"), Waits(timedelta(minutes=20))]
    assert [line.what for line in script.lines] == expected
    desk.type(Channel.VOICE, "yes please", ":save b.txt")
    spoken = [line.what for line in parse(desk.saved["b.txt"]).lines]
    assert spoken == [Expects("Press 1."), Does(Says("yes please")), Expects("Please hold.")]


def test_the_end_of_a_call_is_saved_too() -> None:
    desk = Desk()
    desk.type(Channel.VOICE, ":hangup", ":save a.txt")
    assert parse(desk.saved["a.txt"]).lines[-1].what == Ends()


def test_staff_and_unknown_commands_are_told() -> None:
    shown = Desk().type(Channel.SMS, ":staff", ":dance")
    assert "voicemail/routine/nurse: Ring." in shown
    assert "no such command" in shown


def test_a_complaint_of_the_gateway_is_shown() -> None:
    assert "gateway  12200: The verb Shout is unknown here." in Desk(CannedLine({"/webhooks/sms": "<Shout/>"})).type(
        Channel.SMS, "hi"
    )
