"""The console at a busy clinic's size: 100,000 talks, 2,100,000 messages, 3,000 handoffs that wait.

python -m tests.bench.console [--talks 100000] [--times 60] [--seconds 60]: pages over the project's own gunicorn, as
staff who came in; the statements of each, beside a clinic with a single talk; and what thirty open consoles cost.
"""

import argparse
import hashlib
import json
import statistics
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

import psycopg
from sqlalchemy import event

from bot.web.application import make_application
from tests import databases
from tests.bench.busy_clinic import DANGER, STAFF, Clinic, be_durable, clinic, database, text_form
from tests.bench.conversation import BASE_URL, PATH, TOKEN
from tests.bench.filled import Size
from tests.bench.served import Served, server_cpu_seconds
from tests.bench.staff_browser import StaffBrowser
from tests.bots import Phone
from tests.reading import rows

POLL_SECONDS = 5.0
WARM_UP_SECONDS = 30.0  # until the server has prepared every statement on every connection
NEWS_SECONDS = 20.0  # somebody new is in danger, where something changes
ASKER = "+18175550117"

Visit = Callable[[StaffBrowser], object]


@dataclass(frozen=True, slots=True)
class Places:
    """What is looked at: a long and a short talk, and a request by its code."""

    long_talk: UUID
    short_talk: UUID
    code: str


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.console")
    parser.add_argument("--talks", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--seconds", type=float, default=60.0)
    asked = parser.parse_args()
    size = Size(asked.talks, asked.talks * 3 // 100, asked.talks * 3 // 5)
    server = databases.start_server()
    with database(server) as alone, database(server) as full:
        small, large = clinic(alone, None), clinic(full, size)
        be_durable(server)
        served = Served("line", "app:create_app()", full.url, {})
        try:
            print(json.dumps(_pages(served.port, small, large, size, asked.times), indent=1))
            print(json.dumps(_polling(served, _postmaster(server), large, size, asked.seconds), indent=1))
        finally:
            served.stop()


def _postmaster(server: str) -> int:
    with psycopg.connect(server) as connection:
        row = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
    assert row is not None
    return int(row[0].splitlines()[0])


def _id(kind: str, number: int) -> UUID:
    return UUID(hashlib.md5(f"{kind}{number}".encode()).hexdigest())


def _ask(at: Clinic, phone: str) -> None:
    """Somebody in danger writes, through the signed webhook."""
    answer = Phone(at.bot, phone).post(PATH, text_form(phone, DANGER), token=TOKEN)
    assert answer.status_code == 200, answer.status_code


# ------------------------------------------------------------------ pages


def _places(at: Clinic, size: Size | None) -> Places:
    _ask(at, ASKER)
    (talk, code), *_ = rows(at.bot.line.database, "SELECT conversation_id, code FROM handoffs ORDER BY opened_at DESC")
    if size is None:
        return Places(UUID(str(talk)), UUID(str(talk)), str(code))
    return Places(_id("talk", size.long_talk), _id("talk", size.short_talk), str(code))


def _visits(places: Places) -> dict[str, Visit]:
    """What is measured: a page, or a poll of one. The queue comes first, its forms' token is used by the searches."""
    long_talk, short_talk = f"/conversations/{places.long_talk}", f"/conversations/{places.short_talk}"
    return {
        "queue": lambda at: at.get("/"),
        "queue of every team": lambda at: at.get("/?team=all"),
        "queue, poll with news": lambda at: (at.tags.clear(), at.poll("/queue/rows")),
        "queue, poll without": lambda at: at.poll("/queue/rows"),
        "long timeline": lambda at: at.get(long_talk),
        "long timeline, poll with news": lambda at: (at.tags.clear(), at.poll(f"{long_talk}/live")),
        "long timeline, poll without": lambda at: at.poll(f"{long_talk}/live"),
        "short timeline": lambda at: at.get(short_talk),
        "short timeline, poll with news": lambda at: (at.tags.clear(), at.poll(f"{short_talk}/live")),
        "short timeline, poll without": lambda at: at.poll(f"{short_talk}/live"),
        "search by name": lambda at: at.post("/search", words="maria testb"),
        "search by number": lambda at: at.post("/search", words=ASKER[-7:]),
        "search by code": lambda at: at.post("/search", words=places.code),
        "figures of 7 days": lambda at: at.get("/figures"),
        "figures of 91 days": lambda at: at.get("/figures?days=91"),
        "ways people went, 7 days": lambda at: at.get("/figures/safety_screen.svg"),
        "ways people went, 91 days": lambda at: at.get("/figures/safety_screen.svg?days=91"),
        "visits of a day": lambda at: at.get("/visits"),
        "sending": lambda at: at.get("/sending"),
        "wall": lambda at: at.get("/wall"),
    }


def _pages(port: int, small: Clinic, large: Clinic, size: Size, times: int) -> dict[str, dict[str, float]]:
    """Milliseconds at the large clinic, and statements at both."""
    browser = StaffBrowser(port, large.cookies[0])
    counted, counted_alone = _Counted(large), _Counted(small)
    found = {}
    for (name, visit), alone in zip(
        _visits(_places(large, size)).items(), _visits(_places(small, None)).values(), strict=True
    ):
        visit(browser)
        taken = sorted(_milliseconds(browser, visit) for _ in range(times))
        found[name] = {
            "p50_ms": round(statistics.median(taken), 1),
            "p95_ms": round(taken[int(len(taken) * 0.95)], 1),
            "p99_ms": round(taken[int(len(taken) * 0.99)], 1),
            "statements": counted.count(visit),
            "statements_of_one_talk": counted_alone.count(alone),
        }
    return found


def _milliseconds(browser: StaffBrowser, visit: Visit) -> float:
    visit(browser)
    return browser.seconds * 1000


class _Counted(StaffBrowser):
    """The same browser on the application in this process, where statements can be counted."""

    def __init__(self, at: Clinic) -> None:
        super().__init__(0, at.cookies[0])
        self._client = make_application(at.bot).test_client(use_cookies=False)
        self._ran = 0
        event.listen(at.bot.line.database._engine, "before_cursor_execute", self._note)

    def _note(self, *_: object) -> None:
        self._ran += 1

    def count(self, visit: Visit) -> int:
        """Of three visits the least: every two seconds a visit also looks what the clinic changed."""
        visit(self)
        return min(self._once(visit) for _ in range(3))

    def _once(self, visit: Visit) -> int:
        self._ran = 0
        visit(self)
        return self._ran

    def _ask(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes]:
        answer = self._client.open(
            f"/console{path}", base_url=BASE_URL, method=method, data=body, headers={"Cookie": self.cookie, **headers}
        )
        return self._remember(path, answer.status_code, answer.data, answer.headers.get("ETag"))


# ------------------------------------------------------------------ thirty open consoles


def _polling(
    served: Served, postmaster: int, at: Clinic, size: Size, seconds: float
) -> dict[str, dict[str, float | int]]:
    """Processor seconds of gunicorn and PostgreSQL together, in percent of one core."""

    def cost(consoles: int, *, with_news: bool) -> dict[str, float | int]:
        answers: list[int] = []
        stop = threading.Event()
        threads = [
            threading.Thread(target=_keep_polling, args=(served.port, at.cookies[number], number, size, stop, answers))
            for number in range(consoles)
        ]
        for thread in threads:
            thread.start()
        time.sleep(WARM_UP_SECONDS if consoles else 0)
        answers.clear()
        web, server = served.cpu_seconds(), server_cpu_seconds(postmaster)
        asked = _let_pass(at, seconds, with_news=with_news)
        web, server = served.cpu_seconds() - web, server_cpu_seconds(postmaster) - server
        stop.set()
        for thread in threads:
            thread.join()
        return {
            "percent_of_a_core": round((web + server) / seconds * 100, 2),
            "of_it_postgresql": round(server / seconds * 100, 2),
            "polls": len(answers),
            "with_news": answers.count(200),
            "people_in_danger": asked,
        }

    return {
        "nobody": cost(0, with_news=False),
        "thirty consoles": cost(STAFF, with_news=False),
        f"thirty consoles, an emergency every {NEWS_SECONDS:.0f} s": cost(STAFF, with_news=True),
    }


def _let_pass(at: Clinic, seconds: float, *, with_news: bool) -> int:
    """So many seconds; returns how many people wrote meanwhile."""
    spells = round(seconds / NEWS_SECONDS)
    for spell in range(spells):
        if with_news:
            _ask(at, f"+1469{3_000_000 + spell}")
        time.sleep(seconds / spells)
    return spells if with_news else 0


def _keep_polling(port: int, cookie: str, number: int, size: Size, stop: threading.Event, answers: list[int]) -> None:
    """Every third console looks at a talk, the others at the queue."""
    browser = StaffBrowser(port, cookie)
    path = f"/conversations/{_id('talk', size.talks - number)}/live" if number % 3 == 2 else "/queue/rows"
    stop.wait(POLL_SECONDS * number / STAFF)
    while not stop.is_set():
        answers.append(browser.poll(path)[0])
        stop.wait(POLL_SECONDS)


if __name__ == "__main__":
    main()
