"""What the line owes to people in a talk, among all the faults: who fell silent, and whose text came while it was down.

Each act is done by several at once, as workers of several machines would.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import uuid4

import requests
from sqlalchemy import text

from bot.channels.twilio.rendering import render_text
from bot.channels.twilio.signature import sign
from bot.services import recovery, silence
from bot.services.delivery import Post
from bot.storage.database import DatabaseUnavailable
from bot.wiring import Bot
from tests.bots import ACCOUNT, LINE, TOKEN
from tests.faults.checker import Breach, Row
from tests.faults.gateway import Entry, FakeGateway

AT_ONCE = 3
MOST_TRIES = 50  # of the gateway, while the web host dies and comes again
SILENT_FOR = timedelta(minutes=11)
DANGER, STOP, QUESTION = "I can't pee since last night", "STOP", "do you take my insurance"
MISSED = (DANGER, STOP, QUESTION)


@dataclass(slots=True)
class Talks:
    """`address` is where the line listens."""

    bot: Bot
    post: Post
    gateway: FakeGateway
    address: str
    silent: list[str] = field(default_factory=list)  # numbers
    missed: dict[str, tuple[str, str]] = field(default_factory=dict)  # the gateway's id → number, words

    def begin(self, people: int) -> None:
        """They are asked about danger, and say no more."""
        for number in range(people):
            self.silent.append(f"+1682555{number:04}")
            self._text(f"SM{uuid4().hex}", self.silent[-1], "my back locked up")

    def go_on(self) -> None:
        """The silence is noticed, and the texts of an outage are found; some of those come by webhook after all."""
        now = self.bot.line.now()
        for number in range(len(self.silent)):
            sid, phone, words = f"SM{uuid4().hex}", f"+1469555{number:04}", MISSED[number % len(MISSED)]
            self.missed[sid] = phone, words
            self.gateway.receive(sid, phone, LINE, words, (now - timedelta(minutes=5)).timestamp())
        came = list(self.missed.items())[::4]
        works: list[Callable[[], object]] = [lambda: silence.look_after(self.bot.line)] * AT_ONCE
        works += [lambda: recovery.catch_up(self.post, render_text)] * AT_ONCE
        works += [lambda: [self._text(sid, *told) for sid, told in came]]
        threads = [threading.Thread(target=_persisting, args=(work,)) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    def _text(self, sid: str, phone: str, words: str) -> None:
        form = {"MessageSid": sid, "AccountSid": ACCOUNT, "From": phone, "To": LINE, "Body": words, "NumMedia": "0"}
        path = "/webhooks/sms"
        headers = {"X-Twilio-Signature": sign(self.address, path, form, TOKEN)}
        for _ in range(MOST_TRIES):
            with suppress(requests.RequestException):
                if requests.post(self.address + path, data=form, headers=headers, timeout=20).ok:
                    return
            time.sleep(0.3)

    def check(self, rows: Sequence[Row], ledger: Sequence[Entry]) -> Iterator[Breach]:
        """One safety net for each silence; each missed text taken once, and what it asked for done."""
        nets = Counter(row.phone for row in rows if row.kind == "safety_net" and row.subject.startswith("silence:"))
        for phone in self.silent:
            if nets[phone] != 1:
                yield Breach("silence", phone, f"{nets[phone]} safety nets")
        with self.bot.line.database.begin() as tx:
            taken = Counter(tx.scalars(text("SELECT gateway_id FROM messages WHERE status = 'received'")))
            stopped = set(tx.scalars(text("SELECT phone FROM contacts WHERE opted_out_at IS NOT NULL")))
            with_staff = set(tx.scalars(text(_WITH_STAFF)))
        told = {entry.to for entry in ledger if "emergency room" in entry.body} | set(self._answered_at_once(taken))
        for sid, (phone, words) in self.missed.items():
            if taken[sid] != 1:
                yield Breach("missed", phone, f"taken {taken[sid]} times")
            done = {DANGER: told, STOP: stopped, QUESTION: with_staff | told}[words]
            if phone not in done:
                yield Breach("missed", phone, f"nothing came of {words!r}")

    def _answered_at_once(self, taken: Counter[str]) -> Iterator[str]:
        """Those whose own webhook was faster: the answer went back in it."""
        with self.bot.line.database.begin() as tx:
            answers = dict(tx.execute(text("SELECT gateway_id, convert_from(answer, 'UTF8') FROM answers")).all())
        for sid, (phone, words) in self.missed.items():
            if taken[sid] == 1 and "<Message>" in answers[sid] and words != STOP:
                yield phone


_WITH_STAFF = """
    SELECT c.phone FROM handoffs h JOIN conversations v ON v.id = h.conversation_id
    JOIN contacts c ON c.id = v.contact_id WHERE c.phone IS NOT NULL
"""


def _persisting(work: Callable[[], object]) -> None:
    """As a periodic job: what the database did not let it do now is done by the next one."""
    for _ in range(3):
        try:
            work()
            return
        except DatabaseUnavailable:
            continue
