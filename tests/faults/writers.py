"""People who write and call while web processes die under them, and what each of their webhooks was answered.

The gateway brings a text or a key once more where it got no answer, or gives up: a text then stands in its list
alone. Nobody goes on before the last word was answered, so that a turn taken twice shows in what is said next.
"""

import random
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from itertools import takewhile
from uuid import uuid4

import requests
from sqlalchemy import text

from bot.channels.twilio.signature import sign
from bot.wiring import Bot
from tests.bots import ACCOUNT, LINE, TOKEN
from tests.faults.checker import Breach
from tests.faults.gateway import FakeGateway
from tests.faults.web import BROKEN, FROM_MEMORY

SAID = ("my back locked up", *["no"] * 9, "stop", "start")
PRESSED = ("", "1", "2", "*9", *"2222222")  # picked up, the spasm menu, and keys
TRIES, GIVES_UP, PATIENT_TRIES = 6, 0.1, 50  # the gateway's own for one webhook, and how often it does not try again
THINKS, ANSWERS_WITHIN = 1.0, 30.0  # seconds
TEXTS, CALLS = "/webhooks/sms", "/webhooks/voice"
STORED = "SELECT gateway_id, convert_from(answer, 'UTF8') FROM answers"
TURNS = "SELECT gateway_id, count(*) FROM messages WHERE status = 'received' GROUP BY gateway_id"


@dataclass(slots=True)
class Webhook:
    """One thing that was brought to the line: once, twice or in vain."""

    key: str  # the name of its stored answer
    path: str
    form: dict[str, str]
    answers: list[str] = field(default_factory=list)  # which were not from memory
    in_vain: int = 0  # how often it got no answer
    from_memory: int = 0
    broken: int = 0
    is_given_up: bool = False  # by the gateway: what became of it came late


@dataclass(slots=True)
class Writers:
    """`line` is where the web host listens."""

    bot: Bot
    gateway: FakeGateway
    line: str
    seed: int
    told: dict[str, list[Webhook]] = field(default_factory=lambda: defaultdict(list))  # by number
    stops: list[Webhook] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)  # what everybody should hear
    calls: list[str] = field(default_factory=list)
    _running: list[threading.Thread] = field(default_factory=list)

    def rehearse(self) -> None:
        """Before the faults begin."""
        self._write("+19405550001", random.Random(0), gives_up=0)
        self._call("+19405550002", random.Random(0), gives_up=0)
        self.texts, self.calls = (_heard(self.told.pop(number)) for number in ("+19405550001", "+19405550002"))

    def begin(self, people: int) -> None:
        """Half of them write, the others call, all at once."""
        for number in range(people):
            work, phone = ((self._write, "+1940556"), (self._call_twice, "+1940557"))[number % 2]
            chance = random.Random(f"writer {self.seed}/{number}")
            given = (f"{phone}{number:04}", chance, GIVES_UP)
            self._running.append(threading.Thread(target=work, args=given, daemon=True))
            self._running[-1].start()

    def finish(self) -> None:
        for thread in self._running:
            thread.join()

    def repeat(self) -> None:
        """Every webhook once more, as a gateway does that never saw the answer."""
        for webhook in self._all():
            before = len(webhook.answers)
            until = time.monotonic() + ANSWERS_WITHIN
            while len(webhook.answers) == before and time.monotonic() < until:
                self._post(webhook)

    def stop(self, phone: str) -> bool:
        """This person writes STOP. True once the line has answered from its database."""
        self.stops.append(self._text(phone, "STOP"))
        self._bring(self.stops[-1], random.Random(f"stop {self.seed}/{phone}"), 0)
        return bool(self.stops[-1].answers)

    # ------------------------------------------------------------ what they do

    def _write(self, phone: str, chance: random.Random, gives_up: float) -> None:
        for words in SAID:
            self.told[phone].append(self._text(phone, words))
            self._bring(self.told[phone][-1], chance, gives_up)
            time.sleep(chance.random() * THINKS)

    def _text(self, phone: str, words: str) -> Webhook:
        """The gateway has it from now on, whether it can bring it or not."""
        sid = f"SM{uuid4().hex}"
        form = {"MessageSid": sid, "AccountSid": ACCOUNT, "From": phone, "To": LINE, "Body": words, "NumMedia": "0"}
        self.gateway.receive(sid, phone, LINE, words, self.bot.line.now().timestamp())
        return Webhook(sid, TEXTS, form)

    def _call_twice(self, phone: str, chance: random.Random, gives_up: float) -> None:
        """Whoever was cut off calls again."""
        for number in (phone, f"{phone[:-4]}9{phone[-3:]}"):
            self._call(number, chance, gives_up)

    def _call(self, phone: str, chance: random.Random, gives_up: float) -> None:
        sid, path, prompt = f"CA{uuid4().hex}", CALLS, 0
        form = {"CallSid": sid, "AccountSid": ACCOUNT, "From": phone, "To": LINE, "CallStatus": "in-progress"}
        for keys in PRESSED:
            given = Webhook(f"{sid}:{prompt}", path, {**form, "Digits": keys} if prompt else form)
            self.told[phone].append(given)
            answer = self._bring(given, chance, gives_up)
            time.sleep(chance.random() * THINKS)
            found = re.search(r'<Gather[^>]* action="([^"]+/turn/(\d+))"', answer)
            if found is None:
                break
            path, prompt = unescape(found.group(1)), int(found.group(2))

    def _bring(self, webhook: Webhook, chance: random.Random, gives_up: float) -> str:
        """What was answered in the end; nothing where the gateway gave up."""
        for _ in range(TRIES if gives_up else PATIENT_TRIES):
            if answer := self._post(webhook):
                return answer
            if chance.random() < gives_up:
                break
            time.sleep(0.3 + chance.random())
        webhook.is_given_up = True
        return ""

    def _post(self, webhook: Webhook) -> str:
        headers = {"X-Twilio-Signature": sign(self.line, webhook.path, webhook.form, TOKEN)}
        try:
            answered = requests.post(self.line + webhook.path, data=webhook.form, headers=headers, timeout=15)
        except requests.RequestException:
            webhook.in_vain += 1
            return ""
        if not answered.ok:
            webhook.broken += 1
            return ""
        from_memory = answered.headers.get(FROM_MEMORY)
        webhook.broken += from_memory == BROKEN
        webhook.from_memory += from_memory is not None
        if from_memory is None:
            webhook.answers.append(answered.text)
        return answered.text

    # ------------------------------------------------------------ what came of it

    def check(self) -> Iterator[Breach]:
        """One stored turn and one answer each, every repeat the same bytes, and nobody led elsewhere."""
        with self.bot.line.database.begin() as tx:
            stored = dict(tx.execute(text(STORED)).all())
            turns = Counter(dict(tx.execute(text(TURNS)).all()))
        for webhook in self._all():
            yield from _of_one(webhook, stored, turns)
        for phone, webhooks in self.told.items():
            expected = self.texts if webhooks[0].path == TEXTS else self.calls
            heard = _heard(webhooks)
            if heard != expected[: len(heard)]:
                yield Breach("led_elsewhere", phone, f"{len(heard)} answers")

    @property
    def brought(self) -> int:
        return len(self._all())

    @property
    def repeated(self) -> int:
        """Webhooks that got no answer at first."""
        return sum(webhook.in_vain > 0 for webhook in self._all())

    @property
    def from_memory(self) -> int:
        return sum(webhook.from_memory for webhook in self._all())

    def _all(self) -> list[Webhook]:
        return [*(webhook for webhooks in self.told.values() for webhook in webhooks), *self.stops]


def _of_one(webhook: Webhook, stored: dict[str, str], turns: Counter[str]) -> Iterator[Breach]:
    if webhook.key not in stored:
        yield Breach("turn_lost", webhook.key, "no stored answer")
    elif set(webhook.answers) - {stored[webhook.key]}:
        yield Breach("other_answer", webhook.key, f"{len(set(webhook.answers))} different ones")
    if webhook.path == TEXTS and webhook.key in stored and turns[webhook.key] != 1:
        yield Breach("taken_twice", webhook.key, f"{turns[webhook.key]} turns")
    if webhook.broken:
        yield Breach("turn_broke", webhook.key, f"{webhook.broken} times")


def _heard(webhooks: list[Webhook]) -> list[str]:
    """The answers in order, without what names a call, until one came late or from memory."""
    in_time = takewhile(lambda each: each.answers and not (each.from_memory or each.is_given_up), webhooks)
    return [re.sub(r"CA[0-9a-f]{32}", "", webhook.answers[0]) for webhook in in_time]
