"""One campaign: patients and facts, a gateway that fails, workers that are killed and stopped, clocks that jump.

Everything chance decides comes from the seed. Processes still race as they like: a seed gives the same plan of
faults, not the same microseconds.
"""

import logging
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, text
from werkzeug.serving import make_server

from bot.services.addressing import addressee
from bot.services.outbound import Order, plan
from bot.storage import agreements, contacts, simulated_time
from bot.storage.database import Database, DatabaseUnavailable
from bot.values import Channel
from bot.web.application import make_application
from bot.wiring import Bot, assemble, make_post, read_settings
from tests.bots import ACCOUNT, CLINIC_ZONE, TOKEN
from tests.faults.checker import STATUS_LOG, Breach, check, rows_of, slowest
from tests.faults.gateway import FakeGateway, Fault
from tests.faults.nemesis import cut_connections
from tests.faults.talks import SILENT_FOR, Talks
from tests.faults.variants import install

STARTS = datetime(2026, 11, 24, 10, 0, tzinfo=CLINIC_ZONE)  # a Tuesday
KINDS = ("staff_reply", "emergency", "check_in", "hold_released", "safety_net", "reminder_week")
QUIET_WITHIN = 40.0  # seconds after the last fact
MOST_STARTS = 400


@dataclass(frozen=True, slots=True)
class Plan:
    """What a campaign does. `rate`: of gateway requests that meet a fault. `kill_rate`: a crashpoint's."""

    seed: int = 1
    facts: int = 120
    people: int = 40
    rate: float = 0.3
    kill_rate: float = 0.01
    workers: int = 2
    stops: int = 1  # SIGSTOP for longer than a lease
    cuts: int = 0  # moments at which the database ends every connection
    variant: str = ""
    has_night: bool = True
    faults: tuple[Fault, ...] = tuple(Fault)[1:]
    talks: int = 0  # of people who fall silent, and as many whose texts are found late
    callers: float = 0.0  # how many of the people are told by phone
    has_receipts: bool = True  # without them the gateway's list is all the evidence there is


@dataclass(slots=True)
class Report:
    """What came of it."""

    plan: Plan
    breaches: list[Breach] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)
    kills: int = 0
    stops: int = 0
    cut: int = 0  # connections to the database that were ended
    waited: int = 0  # times a writer found a row held too long
    crashes: int = 0  # workers that ended by themselves
    taken: int = 0
    calls: int = 0  # of those taken
    facts: int = 0
    states: dict[str, int] = field(default_factory=dict)
    seconds: float = 0.0
    slowest: list[float] = field(default_factory=list)  # seconds from the first try until its fate was certain

    @property
    def injected(self) -> int:
        return self.kills + self.stops + self.cut + sum(self.faults.values()) - self.faults.get("none", 0)


class Campaign:
    """`database` is the campaign's own, migrated and empty."""

    def __init__(self, database: Database, given: Plan) -> None:
        self.plan = given
        self.database = database
        self.chance = random.Random(given.seed)
        self.report = Report(given)
        self.gateway = FakeGateway(TOKEN, ACCOUNT, given.seed, given.rate, given.faults, given.has_receipts)
        self.opted_out: dict[str, datetime] = {}
        self.facts: list[str] = []
        self.began = time.monotonic()
        self._processes: list[subprocess.Popen[str]] = []
        self._starts = 0
        self._lock = threading.Lock()

    def run(self) -> Report:
        if self.plan.variant:
            honest = install(self.plan.variant)
        try:
            self._set_up()
            self._feed()
            self._wait_for_quiet()
        finally:
            self._end()
            if self.plan.variant:
                honest()
        return self._conclude()

    # ------------------------------------------------------------ the stage

    def _set_up(self) -> None:
        with self.database.begin() as tx:
            tx.exec_driver_sql(STATUS_LOG)
        self._offset(STARTS)
        self.environ = {
            **os.environ, "BOT_ENV": "local", "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN,
            "SECRET_KEY": "k" * 40, "DATABASE_URL": self.database.url, "DATABASE_POOL_SIZE": "10",
            "TWILIO_API_BASE_URL": self.gateway.start(),
        }  # fmt: skip
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._web = make_server("127.0.0.1", 0, lambda *_: [], threaded=True)
        self.environ["PUBLIC_BASE_URL"] = f"http://127.0.0.1:{self._web.server_port}"
        self.bot: Bot = assemble(read_settings(self.environ))
        self._web.app = make_application(self.bot)
        threading.Thread(target=self._web.serve_forever, daemon=True).start()
        self.talks = Talks(self.bot, make_post(self.bot), self.gateway, self.environ["PUBLIC_BASE_URL"])
        for _ in range(self.plan.workers):
            self._start_worker()
        self._wait_until("SELECT count(*) >= :wanted FROM procrastinate_workers", 30, wanted=self.plan.workers)

    def _start_worker(self) -> None:
        self._starts += 1
        seed = str(self.plan.seed * 1000 + self._starts)
        command = [sys.executable, "-m", "tests.faults.worker", self.plan.variant, seed, str(self.plan.kill_rate)]
        self._processes.append(
            subprocess.Popen(command, env=self.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True)
        )

    def _tend(self) -> None:
        """Starts a worker for each that was killed."""
        for process in list(self._processes):
            if process.poll() is not None and self._starts < MOST_STARTS:
                was_killed = process.returncode == -signal.SIGKILL
                self.report.kills += was_killed
                self.report.crashes += not was_killed
                self._processes.remove(process)
                self._start_worker()

    def _offset(self, wanted: datetime) -> None:
        with self.database.begin() as tx:
            simulated_time.set_offset(tx, wanted.astimezone(UTC) - datetime.now(UTC))

    # ------------------------------------------------------------ the play

    def _feed(self) -> None:
        people = [f"+1817{self.chance.randrange(200, 999)}{n:04}" for n in range(self.plan.people)]
        self._agree(people)
        self.talks.begin(self.plan.talks)
        for number in range(self.plan.facts):
            self._tend()
            self._write(f"fact {number}", self.chance.choice(people))
            if number % 10 == 7:
                self._opt_out(self.chance.choice(people))
            if self.plan.stops and number == self.plan.facts // 2:
                self._stop_one()
            if self.plan.cuts and number % (self.plan.facts // self.plan.cuts) == 5:
                self.report.cut += cut_connections(self.database)
            time.sleep(self.chance.random() * 0.1)
        if self.plan.talks:
            self._wait_for_quiet()
            self._offset(self.bot.line.now() + SILENT_FOR)
            time.sleep(0.5)  # until every process believes the moved clock
            self.talks.go_on()
        if self.plan.has_night:
            self._night(people)

    def _night(self, people: list[str]) -> None:
        """Facts of the evening, and a clock that jumps past their hours and deadlines."""
        for number in range(len(people) // 2):
            self._write(f"fact {self.plan.facts + number}", people[number], after=timedelta(hours=8))
        self._wait_for_quiet()
        self._offset(STARTS + timedelta(hours=13))
        self._wait_for_quiet()
        self._offset(STARTS + timedelta(hours=25))

    def _agree(self, people: list[str]) -> None:
        now = self.bot.line.now()

        def work(tx: Connection) -> None:
            for number, phone in enumerate(people):
                contact = addressee(self.bot.line, tx, phone, now).contact.id
                for purpose in ("care", "visits", "calls"):
                    agreements.agree(tx, contact, purpose, "shown", "campaign", now)
                if number < len(people) * self.plan.callers:
                    contacts.prefer_calls(tx, contact)

        self.database.run(work)

    def _write(self, fact: str, phone: str, after: timedelta = timedelta(0), kind: str = "") -> None:
        """Twice, as two racing writers would."""
        kind = kind or self.chance.choice(KINDS)
        self.facts.append(fact)

        def work(tx: Connection) -> None:
            now = self.bot.line.now()
            thread = addressee(self.bot.line, tx, phone, now)
            order = Order(thread.conversation_id, kind, f"{fact} for you", now + after, f"test:{fact}", 1)
            plan(self.bot.outbound, tx, order, now)

        for _ in range(2):
            self._persist(work)

    def _persist(self, work: Callable[[Connection], None]) -> None:
        """A stopped worker may hold this contact's row for longer than a statement waits: a writer comes again."""
        for _ in range(4):
            try:
                return self.database.run(work)
            except DatabaseUnavailable:
                self.report.waited += 1
        return self.database.run(work)

    def _opt_out(self, phone: str) -> None:
        if phone in self.opted_out:
            return
        with self.database.begin() as tx:
            contact = addressee(self.bot.line, tx, phone, self.bot.line.now()).contact.id
            contacts.opt_out(tx, contact, Channel.SMS, self.bot.line.now(), by_carrier=False)
        with self.database.begin() as tx:
            self.opted_out[phone] = tx.execute(text("SELECT clock_timestamp()")).scalar_one()

    def _stop_one(self) -> None:
        """A worker stands still for longer than its lease, and wakes up believing nothing happened."""
        if not (alive := [process for process in self._processes if process.poll() is None]):
            return
        victim = alive[0]
        self.report.stops += 1
        victim.send_signal(signal.SIGSTOP)
        threading.Timer(5.0, lambda: victim.poll() is None and victim.send_signal(signal.SIGCONT)).start()

    # ------------------------------------------------------------ the end

    def _wait_for_quiet(self) -> None:
        self._wait_until(_QUIET, QUIET_WITHIN)
        time.sleep(0.5)  # receipts under way

    def _wait_until(self, query: str, seconds: float, **values: object) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._tend()
            with self.database.begin() as tx:
                if tx.scalar(text(query), {"now": self.bot.line.now(), **values}):
                    return
            time.sleep(0.2)

    def _end(self) -> None:
        for process in self._processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.terminate()
        for process in self._processes:
            try:
                process.wait(25)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.gateway.stop()
        self._web.shutdown()
        self._web.server_close()

    def _conclude(self) -> Report:
        kinds = self.bot.outbound.kinds
        told = self.gateway.told
        self.report.breaches = check(
            self.database, kinds, self.facts, self.gateway.ledger, told, self.opted_out, self.bot.line.now()
        )
        self.report.breaches += self.talks.check(rows_of(self.database), self.gateway.ledger)
        self.report.breaches += [Breach("told_a_machine", key, "") for key in self.gateway.machines_told]
        self.report.calls = sum(entry.is_call for entry in self.gateway.ledger)
        self.report.faults = dict(self.gateway.met)
        self.report.taken, self.report.facts = len(self.gateway.ledger), len(self.facts)
        with self.database.begin() as tx:
            query = "SELECT status, count(*) FROM messages WHERE receipt_key IS NOT NULL GROUP BY status"
            self.report.states = {row[0]: row[1] for row in tx.execute(text(query))}
            self.report.slowest = slowest(tx)
        self.report.seconds = round(time.monotonic() - self.began, 1)
        self.bot.line.database.close()
        return self.report


_QUIET = """
    SELECT count(*) = 0 FROM messages WHERE status = 'sending' OR (status = 'unknown' AND look_at IS NOT NULL)
        OR (status = 'due' AND coalesce(due_at, created_at) <= :now)
"""
