"""What the pretend phone shows at one moment: texts, the call, what the line waits for. Values only.

The whole of it is plain JSON, so that a browser can hold it and any web process can go on from it.
"""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter

from bot.channels import gsm
from bot.channels.simulator.incoming import Incoming

ANONYMOUS = "anonymous"
KEPT_TEXTS = 200  # the phone travels with every request; older texts fall off its top
KEPT_ALERTS = 20


class Speaker(StrEnum):
    LINE = "line"  # what the caller hears
    CALLER = "caller"  # what the caller says or presses
    STAFF = "staff"  # what the staff phone hears before it is joined; the caller does not
    NETWORK = "network"  # ringing, beeps, the end


@dataclass(frozen=True, slots=True)
class Prices:
    """List prices in US cents; see the cost model in the facts. What a text costs counts each segment."""

    segment_out: float = 1.13  # with the carrier's fee
    segment_in: float = 0.83
    photo_in: float = 1.65
    minute: float = 0.85
    transferred_minute: float = 1.4  # the second leg, on top


@dataclass(frozen=True, slots=True)
class Text:
    """One bubble. `is_mine`: sent by the person holding the phone."""

    is_mine: bool
    words: str
    at: datetime
    line: str
    encoding: str
    units: int
    segments: int
    cents: float
    photos: int = 0
    note: str = ""  # what the network did with it, where that is not plain delivery


@dataclass(frozen=True, slots=True)
class Heard:
    """One line of the call. `times` is how often it is spoken."""

    speaker: Speaker
    words: str
    at_seconds: int
    language: str = "en-US"
    times: int = 1


@dataclass(frozen=True, slots=True)
class Alert:
    """What the gateway's debugger would show: the line answered wrongly."""

    code: int
    words: str


@dataclass(frozen=True, slots=True)
class Gathering:
    """The line listens. `pressed` are keys that do not finish the answer yet."""

    action: str
    takes_keys: bool
    takes_speech: bool
    key_count: int | None
    finishing_key: str
    timeout_seconds: int
    speech_timeout_seconds: int
    asks_when_empty: bool
    language: str
    pressed: str = ""
    kind: Literal["gathering"] = "gathering"


@dataclass(frozen=True, slots=True)
class Talking:
    """Joined to a person at a staff phone, after waiting in line."""

    action: str
    leg_sid: str
    queue_sid: str
    number: str
    leg_status_url: str
    kind: Literal["talking"] = "talking"


@dataclass(frozen=True, slots=True)
class Queued:
    """Waiting in line for a person; `wait_url` plays meanwhile, again and again. `key_action` where it takes a key."""

    action: str
    name: str
    wait_url: str
    queue_sid: str
    joined_at_seconds: int
    key_action: str = ""
    is_new: bool = True  # its document has not been played yet
    kind: Literal["queued"] = "queued"


@dataclass(frozen=True, slots=True)
class Recording:
    """Whatever is spoken is recorded. `silence_seconds` 0 means that silence does not end it."""

    action: str
    finishing_keys: str
    max_seconds: int
    silence_seconds: int
    status_url: str
    kind: Literal["recording"] = "recording"


@dataclass(frozen=True, slots=True)
class Ringing:
    """The clinic calls, and nobody has answered yet."""

    kind: Literal["ringing"] = "ringing"


@dataclass(frozen=True, slots=True)
class WithStaff:
    """Answered a member of staff who called through the line."""

    kind: Literal["with_staff"] = "with_staff"


@dataclass(frozen=True, slots=True)
class Over:
    """Hung up, by whom it may concern. `status` is what the line was told."""

    status: str
    kind: Literal["over"] = "over"


Wait = Annotated[Gathering | Talking | Queued | Recording | Ringing | WithStaff | Over, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `document` from `next_verb` on is what follows when nothing is heard; `url` is where it came from.

    `incoming` is there for a call that the clinic made.
    """

    sid: str
    line: str
    wait: Wait
    url: str = ""
    document: str = ""
    next_verb: int = 0
    seconds: int = 0
    transferred_seconds: int = 0
    heard: tuple[Heard, ...] = ()
    incoming: Incoming | None = None

    @property
    def is_over(self) -> bool:
        return isinstance(self.wait, Over)


@dataclass(frozen=True, slots=True)
class Handset:
    """One pretend phone. `seed` and `sids` make its gateway ids: the same moves give the same ids."""

    number: str
    line: str
    seed: str
    sids: int = 0
    texts: tuple[Text, ...] = ()
    call: Call | None = None
    alerts: tuple[Alert, ...] = ()
    blocked_lines: tuple[str, ...] = ()  # lines the gateway sends nothing from, after STOP
    last_arrival: int = 0  # the newest text that came without being asked for

    @property
    def is_in_call(self) -> bool:
        return self.call is not None and not self.call.is_over

    @property
    def is_anonymous(self) -> bool:
        return not self.number.startswith("+")

    def with_text(self, text: Text) -> "Handset":
        return replace(self, texts=(*self.texts, text)[-KEPT_TEXTS:])

    def with_alert(self, alert: Alert) -> "Handset":
        return replace(self, alerts=(*self.alerts, alert)[-KEPT_ALERTS:])

    def to_json(self) -> dict[str, Any]:
        shown: dict[str, Any] = _HANDSETS.dump_python(self, mode="json")
        return shown

    @classmethod
    def from_json(cls, shown: object) -> "Handset":
        """Raises ValueError where it is not what `to_json` gave."""
        return _HANDSETS.validate_python(shown)


_HANDSETS = TypeAdapter(Handset)


@dataclass(frozen=True, slots=True)
class Bill:
    """What the phone has cost the clinic so far."""

    segments_in: int = 0
    segments_out: int = 0
    cents: float = 0.0


def text(words: str, *, is_mine: bool, at: datetime, line: str, prices: Prices, photos: int = 0) -> Text:
    """A text with its size and price. A picture message is billed once, whatever its words."""
    size = gsm.count(words)
    each = prices.segment_in if is_mine else prices.segment_out
    cents = prices.photo_in if photos else each * size.segments
    encoding = "MMS" if photos else str(size.encoding)
    return Text(is_mine, words, at, line, encoding, size.units, size.segments, round(cents, 2), photos)


def call_cents(call: Call, prices: Prices) -> float:
    """Every begun minute is billed, and the minutes joined to staff once more."""
    minutes, joined = -(-call.seconds // 60), -(-call.transferred_seconds // 60)
    return round(minutes * prices.minute + joined * prices.transferred_minute, 2)


def bill(handset: Handset, prices: Prices) -> Bill:
    """All texts kept on this phone, and its last call."""
    mine = [text.segments for text in handset.texts if text.is_mine]
    theirs = [text.segments for text in handset.texts if not text.is_mine and not text.note]
    cents = sum(text.cents for text in handset.texts)
    if handset.call:
        cents += call_cents(handset.call, prices)
    return Bill(sum(mine), sum(theirs), round(cents, 2))


def new_texts(before: Handset, after: Handset) -> tuple[Text, ...]:
    """The texts that came between two moments. Two texts may be equal, and old ones may have fallen off the top."""
    most = min(len(before.texts), len(after.texts))
    known = next((n for n in range(most, 0, -1) if after.texts[:n] == before.texts[-n:]), 0)
    return after.texts[known:]


def answer_words(before: Handset, after: Handset) -> str:
    """Everything the line said between two moments, one utterance a line: what a transcript expects."""
    said = [text.words for text in new_texts(before, after) if not text.is_mine]
    if after.call is not None:
        same = before.call is not None and before.call.sid == after.call.sid
        known = len(before.call.heard) if before.call is not None and same else 0
        said += [line.words for line in after.call.heard[known:] if line.speaker is Speaker.LINE]
    return "\n".join(said)
