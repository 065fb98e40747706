"""`make bench`: the bot beside the reference, under the same server, on the same PostgreSQL, in turns.

Prints one table. CPU seconds hardly depend on what else the machine does; the times of answers do, so both
applications are driven in alternate rounds and the middle round counts.
"""

import argparse
import statistics
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bot.storage import embedded
from tests import databases
from tests.bench import reference, talks
from tests.bench.conversation import TEXTS, conversations
from tests.bench.load import Answers, send
from tests.bench.served import Served, server_cpu_seconds
from tests.guards.sources import ROOT

PEOPLE_A_ROUND = 84  # 84 conversations of 12 turns are 1,008 webhooks
WARM_UP = 12
CONNECTIONS = 8
CROWD = 200

LOADING = """
import time
from bot.storage.database import Database
from bot.wiring import assemble, read_settings
settings = read_settings({"BOT_ENV": "local"})
started = time.perf_counter()
assemble(settings, database=Database("postgresql://unused"))
print(1000 * (time.perf_counter() - started))
"""


@dataclass(frozen=True, slots=True)
class Round:
    cpu: float  # seconds of the web processes for 1,000 webhooks
    server_cpu: float  # the same of PostgreSQL
    p50: float  # milliseconds
    p99: float


@dataclass(slots=True)
class Figures:
    rounds: list[Round]
    unanswered: int = 0
    crowd_unanswered: int = 0
    crowd_p99: float = 0.0
    megabytes: float = 0.0
    talk: tuple[str, ...] = ()

    def value(self, name: str) -> float:
        """A figure by its name; of those taken every round, the middle one."""
        if name in Round.__slots__:
            return statistics.median(getattr(one, name) for one in self.rounds)
        return float(getattr(self, name))


class Course:
    """Drives one application; hands out people who have not written before."""

    def __init__(self, served: Served, postmaster: int) -> None:
        self._served = served
        self._postmaster = postmaster
        self._next_person = 0
        self.figures = Figures([])

    def warm_up(self) -> None:
        self.figures.talk = self._send(WARM_UP, CONNECTIONS).first_texts

    def one_round(self) -> None:
        people = conversations(self._people(PEOPLE_A_ROUND))
        cpu, server_cpu = self._served.cpu_seconds(), server_cpu_seconds(self._postmaster)
        answers = send(self._served.port, people, connections=CONNECTIONS)
        thousands = len(people) * len(TEXTS) / 1000
        self.figures.unanswered += answers.unanswered
        self.figures.rounds.append(
            Round(
                (self._served.cpu_seconds() - cpu) / thousands,
                (server_cpu_seconds(self._postmaster) - server_cpu) / thousands,
                answers.percentile(0.5),
                answers.percentile(0.99),
            )
        )

    def crowd(self) -> None:
        """Two hundred people write at the same moment, and go on writing for three turns."""
        people = conversations(self._people(CROWD))
        answers = send(self._served.port, [webhooks[:3] for webhooks in people], connections=CROWD)
        self.figures.crowd_unanswered = answers.unanswered
        self.figures.crowd_p99 = answers.percentile(0.99)
        self.figures.megabytes = self._served.megabytes()

    def _people(self, number: int) -> range:
        self._next_person += number
        return range(self._next_person - number, self._next_person)

    def _send(self, number: int, connections: int) -> Answers:
        people = conversations(self._people(number))
        return send(self._served.port, people, connections=connections)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(description="The bot beside the reference application.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only-reference", action="store_true", help="leave the bot out")
    parser.add_argument("--show-talk", action="store_true", help="print what one person was told")
    chosen = parser.parse_args(arguments)

    postmaster, served = start(with_line=not chosen.only_reference)
    try:
        courses = [Course(one, postmaster) for one in served]
        drive(courses, chosen.rounds)
    finally:
        for one in served:
            one.stop()
    if chosen.show_talk:
        for text, told in zip(TEXTS, courses[-1].figures.talk, strict=False):
            print(f"> {text}\n  {told}")
    least, ours = courses[0].figures, None if chosen.only_reference else courses[1].figures
    print(report(least, ours, None if ours is None else loading_milliseconds()))
    print(talks.report(databases.start_server()))
    return 0


def start(*, with_line: bool) -> tuple[int, list[Served]]:
    """The PostgreSQL's process id, and the applications, each with a database of its own."""
    server_url = embedded.start(Path(".data") / "bench", throw_away=True)
    with psycopg.connect(server_url, autocommit=True) as connection:
        pid_file = connection.execute("SELECT pg_read_file('postmaster.pid')").fetchone()
        for name in ("reference", "line"):
            connection.execute(f"CREATE DATABASE {name}")
    assert pid_file is not None
    postmaster = int(pid_file[0].splitlines()[0])
    reference.make_tables(databases.url_of(server_url, "reference"))
    applications = {"reference": "tests.bench.reference:create_app()", "line": "app:create_app()"}
    environments = {"reference": {}, "line": {"BOT_ENV": "local"}}
    names = ("reference", "line") if with_line else ("reference",)
    return postmaster, [
        Served(name, applications[name], databases.url_of(server_url, name), environments[name]) for name in names
    ]


def drive(courses: Sequence[Course], rounds: int) -> None:
    for course in courses:
        course.warm_up()
    for _ in range(rounds):
        for course in courses:
            course.one_round()
    for course in courses:
        course.crowd()


def loading_milliseconds() -> float:
    """Reading and checking all content, in a process of its own."""
    found = subprocess.run([sys.executable, "-c", LOADING], cwd=ROOT, capture_output=True, text=True, check=True)
    return float(found.stdout)


def report(least: Figures, ours: Figures | None, loading: float | None) -> str:
    """One line for each figure: the reference, the line, their ratio, and the goal."""
    rows = [
        _row("CPU s per 1,000 texts, web processes", least, ours, "cpu", 1.5),
        _row("CPU s per 1,000 texts, PostgreSQL", least, ours, "server_cpu", None),
        _row(f"p50 at {CONNECTIONS} connections, ms", least, ours, "p50", None),
        _row(f"p99 at {CONNECTIONS} connections, ms", least, ours, "p99", 1.5),
        _row("memory of two workers (PSS), MB", least, ours, "megabytes", 1.75),
        _row(f"p99 at {CROWD} connections, ms", least, ours, "crowd_p99", None),
        _row(f"unanswered at {CROWD} connections", least, ours, "crowd_unanswered", None, "none"),
        _row(f"unanswered at {CONNECTIONS} connections", least, ours, "unanswered", None, "none"),
    ]
    if loading is not None:
        title, goal = "content read and checked, ms", 500
        rows.append(f"{title:51}{loading:>11.0f}{'':>8}   {_verdict(loading, goal)} {goal}")
    head = f"{'':40}{'reference':>11}{'line':>11}{'ratio':>8}   goal"
    return "\n".join([head, *rows])


def _row(title: str, least: Figures, ours: Figures | None, name: str, goal: float | None, words: str = "") -> str:
    reference_value = least.value(name)
    if ours is None:
        return f"{title:40}{reference_value:>11.2f}"
    value = ours.value(name)
    ratio = value / reference_value if reference_value else None
    shown = f"{ratio:>8.2f}" if ratio is not None else f"{'':>8}"
    if goal is not None and ratio is not None:
        words = f"{_verdict(ratio, goal)} {goal}"
    return f"{title:40}{reference_value:>11.2f}{value:>11.2f}{shown}   {words}"


def _verdict(value: float, goal: float) -> str:
    return "met:" if value <= goal else "MISSED:"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
