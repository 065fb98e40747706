"""Somebody on the phone with the line, through its signed webhooks."""

import re
from dataclasses import dataclass, field

from bot.web.phone_line import staff_phones_of
from tests.bots import Phone
from tests.reading import said


def next_path(document: str) -> str:
    """Where this document leads."""
    found = re.search(r'(?:action="|>)(/webhooks/voice/\w+/\d+)', document)
    assert found, document
    return found[1]


@dataclass(slots=True)
class OnTheLine:
    """A caller in the middle of a call."""

    phone: Phone
    call_id: str = ""
    document: str = field(default="")
    way_out: str = ""  # of the line the caller waits in
    fields: dict[str, str] = field(default_factory=dict)  # that come with the call itself

    def __post_init__(self) -> None:
        self.call_id = self.phone.new_id("CA")
        self._post("/webhooks/voice", **self.fields)

    def _post(self, path: str, **fields: str) -> str:
        self.document = self.phone.post(path, self.phone.call_form(self.call_id, **fields)).get_data(as_text=True)
        if found := re.search(r"/webhooks/voice/left/\d+", self.document):
            self.way_out = found[0]
        return said(self.document)

    def press(self, keys: str) -> str:
        return self._post(next_path(self.document), Digits=keys)

    def say(self, words: str, confidence: str = "0.93") -> str:
        return self._post(next_path(self.document), SpeechResult=words, Confidence=confidence)

    def silence(self) -> str:
        return self._post(next_path(self.document))

    @property
    def ringing(self) -> list[str]:
        """The staff phones that ring for this caller, after the worker's work."""
        return [phone.number for phone in staff_phones_of(self.phone.bot, self.call_id)]

    def ring(self, status: str) -> str:
        """The phones of this rung all end so; then the caller hears how the wait goes on."""
        for phone in staff_phones_of(self.phone.bot, self.call_id):
            self.phone.post(phone.status_url, self.leg_form(CallStatus=status))
        staff_phones_of(self.phone.bot, self.call_id)
        return self.wait()

    def wait(self) -> str:
        """The waiting line's document; out of the line where it says so."""
        words = self._post(self.way_out.replace("left", "wait"))
        return self.leave() if "<Leave" in self.document else words

    def press_in_line(self, key: str) -> str:
        words = self._post(self.way_out.replace("left", "waited"), Digits=key)
        return self.leave() if "<Leave" in self.document else words

    def leave(self, result: str = "leave", **fields: str) -> str:
        return self._post(self.way_out, QueueResult=result, **fields)

    def leg_form(self, **fields: str) -> dict[str, str]:
        """What the gateway posts of its call to a staff phone."""
        return self.phone.call_form("CA" + "d" * 32, From=self.phone.line, To="+18175550151", **fields)

    def pick_up(self, pressing: str = "") -> str:
        """The first phone that rings is picked up; then a key, or none."""
        first = staff_phones_of(self.phone.bot, self.call_id)[0]
        heard = self.phone.post(first.url, self.leg_form()).get_data(as_text=True)
        if pressing:
            heard = self.phone.post(f"{first.url}/answer", self.leg_form(Digits=pressing)).get_data(as_text=True)
        return heard

    def record(self, seconds: str = "12") -> str:
        return self._post(
            next_path(self.document), RecordingSid="RE" + "0" * 32, RecordingDuration=seconds, RecordingUrl="x"
        )

    def hang_up(self) -> None:
        form = self.phone.call_form(self.call_id, CallStatus="completed")
        self.phone.post("/webhooks/voice/status", form)
