"""Somebody on the phone with the line, through its signed webhooks."""

import re
from dataclasses import dataclass, field

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

    def __post_init__(self) -> None:
        self.call_id = self.phone.new_id("CA")
        self._post("/webhooks/voice")

    def _post(self, path: str, **fields: str) -> str:
        self.document = self.phone.post(path, self.phone.call_form(self.call_id, **fields)).get_data(as_text=True)
        return said(self.document)

    def press(self, keys: str) -> str:
        return self._post(next_path(self.document), Digits=keys)

    def say(self, words: str, confidence: str = "0.93") -> str:
        return self._post(next_path(self.document), SpeechResult=words, Confidence=confidence)

    def silence(self) -> str:
        return self._post(next_path(self.document))

    def ring(self, status: str, **fields: str) -> str:
        return self._post(next_path(self.document), DialCallStatus=status, **fields)

    def record(self, seconds: str = "12") -> str:
        return self._post(
            next_path(self.document), RecordingSid="RE" + "0" * 32, RecordingDuration=seconds, RecordingUrl="x"
        )

    def hang_up(self) -> None:
        form = self.phone.call_form(self.call_id, CallStatus="completed")
        self.phone.post("/webhooks/voice/status", form)
