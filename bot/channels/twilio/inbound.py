"""Webhooks as values: who, on which line, and what was written, said, pressed, rung or recorded.

A request that cannot be ours is `Refused`. Whatever a person did is a value, however odd, and so is news that
makes no sense: it never breaks a call.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass
from enum import StrEnum

from bot.channels.twilio import fields as read
from bot.channels.twilio.fields import LONGEST_TEXT, Form, clean, single
from bot.channels.twilio.numbers import PhoneNumber, SenderKind, sender_kind, usable_number
from bot.channels.twilio.pictures import read_pictures
from bot.values import NumberCheck

MOST_PHOTOS = 10
LONGEST_SECONDS = 24 * 3600  # a call cannot be longer
_LONGEST_SENDER = 64

_MESSAGE = re.compile(r"(SM|MM)[0-9a-f]{32}")
_CALL = re.compile(r"CA[0-9a-f]{32}")
_RECORDING = re.compile(r"RE[0-9a-f]{32}")


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that is not answered: the HTTP status, and why in fixed words that may be logged."""

    status: int
    reason: str


_REPEATED = Refused(400, "a field is repeated")


class OptOutType(StrEnum):
    """A keyword the gateway has recognised and already answered, in its own words."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


@dataclass(frozen=True, slots=True)
class TextIn:
    """A text. `text` is for understanding, `original` for the record; both can be stored.

    Only `sender` may be answered or name a contact; `raw_sender` is whatever stood there.
    """

    gateway_id: str
    account: str
    sender: PhoneNumber | None
    sender_kind: SenderKind
    raw_sender: str
    line: str
    text: str
    original: str
    is_cut: bool = False  # it was longer than a text can be
    photos: int = 0
    pictures: tuple[tuple[str, str], ...] = ()  # the media id and kind of each photo that lies at the gateway
    opt_out_type: OptOutType | None = None


_CHECKS = {
    "TN-Validation-Passed-A": NumberCheck.OWN,
    "TN-Validation-Passed-B": NumberCheck.CUSTOMER,
    "TN-Validation-Passed-C": NumberCheck.GATEWAY,
}


@dataclass(frozen=True, slots=True)
class CallIn:
    """A call, as every one of its webhooks tells it. `is_over`: nobody is on the line any more."""

    gateway_id: str
    account: str
    sender: PhoneNumber | None
    sender_kind: SenderKind
    raw_sender: str
    line: str
    is_over: bool
    number_check: NumberCheck = NumberCheck.NONE


@dataclass(frozen=True, slots=True)
class GatheredIn:
    """What a prompt got: keys, or words with the recogniser's confidence, or neither."""

    call: CallIn
    keys: str
    speech: str
    confidence: float | None

    @property
    def is_silent(self) -> bool:
        """True where neither a key nor a word came."""
        return not (self.keys or self.speech)


@dataclass(frozen=True, slots=True)
class LeftQueue:
    """The caller is out of the waiting line. `is_joined`: they have talked with a person, and the talk is over."""

    call: CallIn
    is_joined: bool


@dataclass(frozen=True, slots=True)
class RecordedIn:
    """A voicemail; `recording` is None where nothing was recorded."""

    call: CallIn
    recording: str | None
    seconds: int
    has_hung_up: bool
    is_ended_by_silence: bool  # neither a key nor the caller's hanging up


@dataclass(frozen=True, slots=True)
class CallEnded:
    """News of a call; only `call.is_over` says that it has ended. May come twice, and out of order."""

    call: CallIn
    seconds: int


# -- the webhooks ---------------------------------------------------------------------------------


def parse_text(form: Form, account_sid: str, lines: Container[str]) -> TextIn | Refused:
    """A text to one of our `lines` (E.164)."""
    names = ("MessageSid", "AccountSid", "From", "To", "Body", "NumMedia", "OptOutType")
    fields = _ours(single(form, *names), account_sid, lines, "MessageSid", _MESSAGE)
    if isinstance(fields, Refused):
        return fields
    original = read.storable(fields["Body"])
    return TextIn(
        fields["MessageSid"],
        account_sid,
        *_sender(fields["From"], lines),
        line=fields["To"],
        text=clean(original[:LONGEST_TEXT]),
        original=original[:LONGEST_TEXT],
        is_cut=len(original) > LONGEST_TEXT,
        photos=read.whole_number(fields["NumMedia"], MOST_PHOTOS),
        pictures=read_pictures(form, account_sid, fields["MessageSid"]),
        opt_out_type=_OPT_OUT_TYPES.get(fields["OptOutType"]),
    )


def parse_call(form: Form, account_sid: str, lines: Container[str]) -> CallIn | Refused:
    """A call to one of our `lines` (E.164): its start, or any later webhook of it."""
    names = ("CallSid", "AccountSid", "From", "To", "CallStatus")
    fields = _ours(_facing_us(single(form, *names), lines), account_sid, lines, "CallSid", _CALL)
    if isinstance(fields, Refused):
        return fields
    return CallIn(
        fields["CallSid"],
        account_sid,
        *_sender(fields["From"], lines),
        line=fields["To"],
        is_over=fields["CallStatus"] in _OVER,
        number_check=_number_check(next(iter(form.getlist("StirVerstat")), "")),
    )


def _number_check(told: str) -> NumberCheck:
    if told.startswith("TN-Validation-Failed"):
        return NumberCheck.FAILED
    return _CHECKS.get(told, NumberCheck.NONE)


def parse_gathered(form: Form, account_sid: str, lines: Container[str]) -> GatheredIn | Refused:
    """The answer to a prompt."""
    call = parse_call(form, account_sid, lines)
    fields = single(form, "Digits", "SpeechResult", "Confidence")
    if isinstance(call, Refused):
        return call
    if fields is None:
        return _REPEATED
    speech = clean(fields["SpeechResult"][:LONGEST_TEXT])
    return GatheredIn(call, read.keys(fields["Digits"]), speech, read.confidence(fields["Confidence"]))


def parse_left_queue(form: Form, account_sid: str, lines: Container[str]) -> LeftQueue | Refused:
    """How the waiting in line ended; without any news of it, nobody came."""
    call = parse_call(form, account_sid, lines)
    fields = single(form, "QueueResult")
    if isinstance(call, Refused):
        return call
    return _REPEATED if fields is None else LeftQueue(call, fields["QueueResult"] in _JOINED)


def parse_recorded(form: Form, account_sid: str, lines: Container[str]) -> RecordedIn | Refused:
    """A voicemail. Its address is made from its id, never read here. One of unknown length is not lost."""
    call = parse_call(form, account_sid, lines)
    fields = single(form, "RecordingSid", "RecordingDuration", "Digits")
    if isinstance(call, Refused):
        return call
    if fields is None:
        return _REPEATED
    recording = fields["RecordingSid"]
    if recording and not _RECORDING.fullmatch(recording):
        return Refused(400, "no recording id")
    seconds = read.whole_number(fields["RecordingDuration"], LONGEST_SECONDS, unreadable=1)
    return RecordedIn(
        call, recording or None, seconds if recording else 0, fields["Digits"] == "hangup", not fields["Digits"]
    )


def parse_call_ended(form: Form, account_sid: str, lines: Container[str]) -> CallEnded | Refused:
    """News of a call."""
    call = parse_call(form, account_sid, lines)
    fields = single(form, "CallDuration")
    if isinstance(call, Refused):
        return call
    if fields is None:
        return _REPEATED
    return CallEnded(call, read.whole_number(fields["CallDuration"], LONGEST_SECONDS))


# -- shapes ---------------------------------------------------------------------------------------

_OPT_OUT_TYPES = {kind.value: kind for kind in OptOutType}
_OVER = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_JOINED = frozenset({"bridged", "redirected-from-bridged"})


def _ours(
    fields: Mapping[str, str] | None,
    account_sid: str,
    lines: Container[str],
    id_name: str,
    shape: re.Pattern[str],
) -> Mapping[str, str] | Refused:
    """The fields, where they tell of our account, of one of our lines, and of what they should be about."""
    if fields is None:
        return _REPEATED
    if fields["AccountSid"] != account_sid:
        return Refused(403, "not our account")
    if not shape.fullmatch(fields[id_name]):
        return Refused(400, "no id")
    if fields["To"] not in lines:
        return Refused(403, "not one of our numbers")
    return fields


def _facing_us(fields: Mapping[str, str] | None, lines: Container[str]) -> Mapping[str, str] | None:
    """A call that we made has its ends the other way round: who was called talks to the line that called."""
    if fields is None or fields["From"] not in lines or fields["To"] in lines:
        return fields
    return {**fields, "From": fields["To"], "To": fields["From"]}


def _sender(raw: str, lines: Container[str]) -> tuple[PhoneNumber | None, SenderKind, str]:
    kind = sender_kind(raw, lines)
    number = usable_number(raw) if kind is SenderKind.NUMBER else None
    return number, kind, clean(raw[:_LONGEST_SENDER])
