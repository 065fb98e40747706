"""Sends webhooks over kept-open connections and keeps the time of each answer."""

import http.client
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from tests.bench.conversation import PATH, Webhook

SECONDS_TO_ANSWER = 15.0  # the gateway waits no longer


@dataclass(frozen=True, slots=True)
class Answers:
    seconds: tuple[float, ...]  # of each answered webhook
    unanswered: int
    first_texts: tuple[str, ...]  # what one person was told, turn by turn: a look that it was a real talk

    def percentile(self, share: float) -> float:
        """The time within which this share of the webhooks was answered, in milliseconds."""
        ordered = sorted(self.seconds)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class _Sender(threading.Thread):
    """One connection. It walks its people one after the other, each from the first turn to the last."""

    def __init__(self, port: int, people: Sequence[Sequence[Webhook]], start: threading.Barrier) -> None:
        super().__init__()
        self._port = port
        self._people = people
        self._start = start
        self.seconds: list[float] = []
        self.texts: list[str] = []
        self.unanswered = 0

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=SECONDS_TO_ANSWER)
        self._start.wait()
        for webhooks in self._people:
            for webhook in webhooks:
                began = time.perf_counter()
                if self._is_answered(connection, webhook):
                    self.seconds.append(time.perf_counter() - began)
                else:
                    self.unanswered += 1
        connection.close()

    def _is_answered(self, connection: http.client.HTTPConnection, webhook: Webhook) -> bool:
        try:
            connection.request("POST", PATH, webhook.body, webhook.headers)
            response = connection.getresponse()
            text = response.read().decode()
        except (OSError, http.client.HTTPException):
            connection.close()  # it opens again by itself with the next request
            return False
        self.texts.append(text)
        return response.status == 200


def send(port: int, people: Sequence[Sequence[Webhook]], *, connections: int) -> Answers:
    """Everything these people say, over so many connections at once."""
    start = threading.Barrier(connections)
    senders = [_Sender(port, people[number::connections], start) for number in range(connections)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return Answers(
        tuple(second for sender in senders for second in sender.seconds),
        sum(sender.unanswered for sender in senders),
        tuple(senders[0].texts[: len(people[0])]) if people else (),
    )
