"""The answers a line gives to its gateway, read as the gateway reads them: verbs in order, and what is wrong.

Kinder than nobody: an unknown verb or attribute is passed over with a warning, as the real one does, and a
document that is no XML at all is not executed.
"""

from dataclasses import dataclass
from typing import Literal
from xml.etree import ElementTree as ET

MAX_BYTES = 64_000
MAX_SPOKEN = 4096  # characters of one Say

_KINDS = {"text/xml": "xml", "application/xml": "xml", "text/html": "xml", "text/plain": "plain"}


class Unreadable(Exception):
    """The answer cannot be executed. `code` is the debugger's."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True)
class Say:
    words: str
    language: str = "en-US"
    times: int = 1


@dataclass(frozen=True, slots=True)
class Play:
    url: str


@dataclass(frozen=True, slots=True)
class Pause:
    seconds: int = 1


Audible = Say | Play | Pause


@dataclass(frozen=True, slots=True)
class Gather:
    action: str
    method: str
    takes_keys: bool
    takes_speech: bool
    key_count: int | None
    finishing_key: str
    timeout_seconds: int
    speech_timeout_seconds: int
    asks_when_empty: bool
    language: str
    prompt: tuple[Audible, ...]


@dataclass(frozen=True, slots=True)
class Redirect:
    url: str
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Dial:
    """Into a waiting line, whose `queue_url` is played to the caller who comes out of it; or to a number."""

    action: str
    queue: str
    queue_url: str
    number: str = ""
    caller_id: str = ""


@dataclass(frozen=True, slots=True)
class Enqueue:
    name: str
    action: str
    method: str
    wait_url: str


@dataclass(frozen=True, slots=True)
class Record:
    action: str
    method: str
    finishing_keys: str
    max_seconds: int
    silence_seconds: int
    has_beep: bool
    status_url: str


@dataclass(frozen=True, slots=True)
class Hangup:
    pass


@dataclass(frozen=True, slots=True)
class Leave:
    """Out of the waiting line, back to where the caller joined it."""


@dataclass(frozen=True, slots=True)
class Reject:
    reason: Literal["rejected", "busy"] = "rejected"


@dataclass(frozen=True, slots=True)
class Message:
    words: str
    to: str = ""
    status_url: str = ""
    media: tuple[str, ...] = ()


Verb = Say | Play | Pause | Gather | Redirect | Dial | Enqueue | Record | Hangup | Leave | Reject | Message

VOICE_VERBS = frozenset(
    {"Say", "Play", "Pause", "Gather", "Redirect", "Enqueue", "Record", "Hangup", "Leave", "Reject"}
)
TEXT_VERBS = frozenset({"Message", "Redirect"})
WAIT_VERBS = frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Hangup", "Leave"})
LEG_VERBS = frozenset({"Say", "Play", "Pause", "Gather", "Redirect", "Hangup", "Dial"})


@dataclass(frozen=True, slots=True)
class Problem:
    """A warning the debugger would show; the document is executed all the same."""

    code: int
    words: str


@dataclass(frozen=True, slots=True)
class Document:
    verbs: tuple[Verb, ...]
    problems: tuple[Problem, ...] = ()


def response_of(body: str) -> ET.Element:
    """The document's root. Raises Unreadable where it is too long, no XML, or no Response."""
    size = len(body.encode())
    if size > MAX_BYTES:
        raise Unreadable(11750, f"The answer has {size} bytes; {MAX_BYTES} are allowed.")
    try:
        root = ET.fromstring(body)  # noqa: S314  our own line's answer
    except ET.ParseError as error:
        raise Unreadable(12100, f"The answer is no XML document: {error}.") from error
    if root.tag != "Response":
        raise Unreadable(12100, f"The document must begin with Response, not {root.tag}.")
    return root


def content_kind(content_type: str) -> str:
    """`xml`, `plain`, or Unreadable for anything a gateway does not execute."""
    kind = _KINDS.get(content_type.partition(";")[0].strip().lower())
    if kind is None:
        raise Unreadable(12300, f"The content type {content_type or 'missing'} is not understood.")
    return kind
