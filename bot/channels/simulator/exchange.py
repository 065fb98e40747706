"""One move on its way through the pretend gateway: posting, answers, alerts, ids. Mutable while it runs.

A failed answer goes to the fallback address, as the real gateway does; if that fails too, the person gets
what the gateway itself says.
"""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from bot.channels.simulator.documents import Document, Message, Play, Say, Unreadable, content_kind
from bot.channels.simulator.forms import Form
from bot.channels.simulator.handset import Alert, Call, Handset, Heard, Prices, Speaker
from bot.channels.simulator.reading import read

SMS, SMS_FALLBACK = "/webhooks/sms", "/webhooks/fallback/sms"
VOICE, VOICE_STATUS, VOICE_FALLBACK = "/webhooks/voice", "/webhooks/voice/status", "/webhooks/fallback/voice"
SPOKEN_WORDS_A_SECOND = 2.5


@dataclass(frozen=True, slots=True)
class Answer:
    """What the line answered to one post."""

    status: int
    content_type: str
    body: str


Post = Callable[[str, Form], Answer]


@dataclass(frozen=True, slots=True)
class Page:
    """An answer that can be executed, and the address it came from."""

    url: str
    body: str
    document: Document


@dataclass(frozen=True, slots=True)
class StaffPhone:
    """A staff phone that rings for a waiting caller: its first document, and where its end is told."""

    number: str
    url: str
    status_url: str


StaffPhones = Callable[[str], Sequence[StaffPhone]]  # those that ring for the call of this id
EndsRinging = Callable[[str], bool]  # the call of this id rings no more; False where it had stopped before


def no_staff_phones(_: str) -> Sequence[StaffPhone]:
    """Nobody is rung."""
    return ()


def nothing_rings(_: str) -> bool:
    """No call comes in."""
    return False


@dataclass(frozen=True, slots=True)
class Trunk:
    """What every move needs to reach the line."""

    post: Post
    account_sid: str
    base_url: str  # addresses in documents may be absolute; those elsewhere cannot be reached
    prices: Prices
    staff_phones: StaffPhones = no_staff_phones
    ends_ringing: EndsRinging = nothing_rings


class Exchange:
    """Holds the handset while one move runs."""

    def __init__(self, trunk: Trunk, handset: Handset, at: datetime) -> None:
        self.trunk = trunk
        self.handset = handset
        self.at = at

    # -- the handset ------------------------------------------------------------------------------

    def sid(self, prefix: str) -> str:
        """The next gateway id: the same seed, number and order of moves give the same one."""
        phone = self.handset
        digest = hashlib.sha256(f"{phone.seed}:{phone.number}:{prefix}:{phone.sids}".encode()).hexdigest()
        self.handset = replace(phone, sids=phone.sids + 1)
        return prefix + digest[:32]

    def alert(self, code: int, words: str) -> None:
        self.handset = self.handset.with_alert(Alert(code, words))

    @property
    def call(self) -> Call:
        call = self.handset.call
        if call is None:
            raise LookupError("There is no call on this handset; dial first.")
        return call

    @call.setter
    def call(self, call: Call) -> None:
        self.handset = replace(self.handset, call=call)

    def hear(self, speaker: Speaker, words: str, language: str = "en-US", times: int = 1) -> None:
        line = Heard(speaker, words, self.call.seconds, language, times)
        self.call = replace(self.call, heard=(*self.call.heard, line))

    def network(self, words: str) -> None:
        self.hear(Speaker.NETWORK, words)

    def pass_time(self, seconds: int) -> None:
        self.call = replace(self.call, seconds=self.call.seconds + seconds)

    # -- the line ---------------------------------------------------------------------------------

    def resolve(self, url: str, current: str) -> str:
        """Where an address in a document leads: empty means the document's own."""
        return urljoin(current, url) if url else current

    def send(self, url: str, form: Form) -> Answer | None:
        """Posts; None and an alert where the address is not this line's."""
        absolute = urljoin(self.trunk.base_url + "/", url)
        if not absolute.startswith(self.trunk.base_url + "/"):
            self.alert(11200, f"{absolute} is not an address of this line.")
            return None
        parts = urlsplit(absolute)
        return self.trunk.post(parts.path + (f"?{parts.query}" if parts.query else ""), form)

    def fetch(self, url: str, form: Form, allowed: frozenset[str], method: str = "POST") -> Page | None:
        """The document at this address. None where it cannot be had; the alert says why."""
        if method != "POST":
            self.alert(11200, f"{url} is asked for by {method}; this line answers to POST alone.")
            return None
        answer = self.send(url, form)
        if answer is None:
            return None
        if not 200 <= answer.status < 300:
            self.alert(11200, f"{url} answered {answer.status}.")
            return None
        try:
            return Page(url, answer.body, self._document(answer, allowed))
        except Unreadable as problem:
            self.alert(problem.code, f"{url}: {problem.words}")
            return None

    def fetch_or_fall_back(
        self, url: str, form: Form, allowed: frozenset[str], fallback: str, method: str = "POST"
    ) -> Page | None:
        page = self.fetch(url, form, allowed, method)
        if page is not None or url == fallback:
            return page
        reason = self.handset.alerts[-1]
        told = [*form, ("ErrorCode", str(reason.code)), ("ErrorUrl", urljoin(self.trunk.base_url + "/", url))]
        return self.fetch(fallback, told, allowed)

    def notify(self, url: str, form: Form) -> None:
        """Tells the line something; its answer is not executed, only looked at."""
        answer = self.send(url, form)
        if answer is not None and not 200 <= answer.status < 300:
            self.alert(11200, f"{url} answered {answer.status}.")

    def _document(self, answer: Answer, allowed: frozenset[str]) -> Document:
        if content_kind(answer.content_type) == "plain":
            plain = " ".join(answer.body.split())
            return Document((Message(plain),) if "Message" in allowed else (Say(plain),))
        document = read(answer.body, allowed)
        for problem in document.problems:
            self.alert(problem.code, problem.words)
        return document


def spoken_seconds(said: Say | Play) -> int:
    """About how long a prompt takes; never none."""
    if isinstance(said, Play):
        return 5
    return max(1, round(len(said.words.split()) / SPOKEN_WORDS_A_SECOND)) * min(said.times, 3)
