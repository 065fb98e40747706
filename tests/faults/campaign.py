"""One campaign: patients and facts, a gateway that fails, workers that are killed and stopped, clocks that jump.

Everything chance decides comes from the seed. Processes still race as they like: a seed gives the same plan of
faults, not the same microseconds.
"""

import os
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from sqlalchemy import Connection, text

from bot.services.addressing import addressee
from bot.services.outbound import Order, plan
from bot.storage import agreements, contacts, simulated_time
from bot.storage.database import Database, DatabaseUnavailable
from bot.wiring import Bot, assemble, make_post, read_settings
from tests.bots import ACCOUNT, CLINIC_ZONE, TOKEN
from tests.faults.checker import STATUS_LOG, Breach, check, rows_of, slowest
from tests.faults.gateway import FakeGateway, Fault
from tests.faults.hosts import Hosts
from tests.faults.nemesis import cut_connections, restart_server, survive_crashes
from tests.faults.talks import SILENT_FOR, Talks
from tests.faults.variants import install
from tests.faults.writers import Writers

T = TypeVar("T")

STARTS = datetime(2026, 11, 24, 10, 0, tzinfo=CLINIC_ZONE)  # a Tuesday
KINDS = ("staff_reply", "emergency", "check_in", "hold_released", "safety_net", "reminder_week")
QUIET_WITHIN = 40.0  # seconds after the last fact
MOST_TRIES = 30


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
    restarts: int = 0  # moments at which the whole database server dies and recovers
    web_kill_rate: float = 0.0  # of a request's places
    host_kills: int = 0  # moments at which the web host goes with all its children
    variant: str = ""
    has_night: bool = True
    faults: tuple[Fault, ...] = tuple(Fault)[1:]
    talks: int = 0  # of people who fall silent, and as many whose texts are found late
    writers: int = 0  # people who write and call meanwhile
    callers: float = 0.0  # how many of the people are told by phone
    has_receipts: bool = True  # without them the gateway's list is all the evidence there is


@dataclass(slots=True)
class Report:
    """What came of it."""

    plan: Plan
    breaches: list[Breach] = field(default_factory=list)
    faults: dict[str, int] = field(default_factory=dict)
    kills: int = 0  # of workers
    web_kills: dict[str, int] = field(default_factory=dict)  # of web processes, by the place in a request
    host_kills: int = 0
    stops: int = 0
    cut: int = 0  # connections to the database that were ended
    restarts: int = 0
    brought: int = 0  # webhooks of people who wrote and called
    repeated: int = 0  # of those, how many came again by themselves
    from_memory: int = 0  # answers while there was no database
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
        killed = self.kills + sum(self.web_kills.values()) + self.host_kills
        met = sum(self.faults.values()) - self.faults.get("none", 0)
        return killed + self.stops + self.cut + self.restarts + met


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
        self.hosts = Hosts(
            seed=given.seed,
            variant=given.variant,
            workers=given.workers,
            kill_rate=given.kill_rate,
            web_kill_rate=given.web_kill_rate,
        )

    def run(self) -> Report:
        if self.plan.variant:
            honest = install(self.plan.variant)
        try:
            self.set_up()
            self._feed()
            self._wait_for_quiet()
            self.writers.repeat()
        finally:
            self.end()
            if self.plan.variant:
                honest()
        return self._conclude()

    # ------------------------------------------------------------ the stage

    def set_up(self) -> None:
        with self.database.begin() as tx:
            tx.exec_driver_sql(STATUS_LOG)
        if self.plan.restarts:
            survive_crashes(self.database)
        self._offset(STARTS)
        self.environ = {
            **os.environ, "BOT_ENV": "local", "TWILIO_ACCOUNT_SID": ACCOUNT, "TWILIO_AUTH_TOKEN": TOKEN,
            "SECRET_KEY": "k" * 40, "DATABASE_URL": self.database.url, "DATABASE_POOL_SIZE": "10",
            "TWILIO_API_BASE_URL": self.gateway.start(), "PUBLIC_BASE_URL": self.hosts.address,
        }  # fmt: skip
        self.bot: Bot = assemble(read_settings(self.environ))
        self.talks = Talks(self.bot, make_post(self.bot), self.gateway, self.hosts.address)
        self.writers = Writers(self.bot, self.gateway, self.hosts.address, self.plan.seed)
        self.hosts.start(self.environ)
        self.wait_until("SELECT count(*) >= :wanted FROM procrastinate_workers", 30, wanted=self.plan.workers)

    def _offset(self, wanted: datetime) -> None:
        moved = wanted.astimezone(UTC) - datetime.now(UTC)
        self._persist(lambda tx: simulated_time.set_offset(tx, moved))

    # ------------------------------------------------------------ the play

    def _feed(self) -> None:
        people = [f"+1817{self.chance.randrange(200, 999)}{n:04}" for n in range(self.plan.people)]
        self._agree(people)
        self.talks.begin(self.plan.talks)
        self.writers.rehearse()
        self.writers.begin(self.plan.writers)
        for number in range(self.plan.facts):
            self.hosts.tend()
            self.write(f"fact {number}", self.chance.choice(people))
            if number % 10 == 7:
                self._opt_out(self.chance.choice(people))
            self._strike(number)
            time.sleep(self.chance.random() * 0.1)
        self.writers.finish()
        if self.plan.talks or self.plan.writers:
            self._wait_for_quiet()
            self._offset(self.bot.line.now() + SILENT_FOR)
            time.sleep(0.5)  # until every process believes the moved clock
            self.talks.go_on()
        if self.plan.has_night:
            self._night(people)

    def _strike(self, number: int) -> None:
        """What the nemesis does at this fact, if anything."""
        if self.plan.stops and number == self.plan.facts // 2:
            self.hosts.stop_worker()
        if self.plan.stops and number == self.plan.facts * 3 // 4:
            self.hosts.stop_web()
        if self.plan.cuts and number % (self.plan.facts // self.plan.cuts) == 5:
            self.report.cut += cut_connections(self.database)
        if self.plan.host_kills and number % (self.plan.facts // self.plan.host_kills) == 11:
            self.hosts.kill_web()
        if self.plan.restarts and number % (self.plan.facts // self.plan.restarts) == 17:
            self.report.restarts += restart_server(self.database)

    def _night(self, people: list[str]) -> None:
        """Facts of the evening, and a clock that jumps past their hours and deadlines."""
        for number in range(len(people) // 2):
            self.write(f"fact {self.plan.facts + number}", people[number], after=timedelta(hours=8))
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

    def write(self, fact: str, phone: str, after: timedelta = timedelta(0), kind: str = "") -> None:
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

    def _persist(self, work: Callable[[Connection], T]) -> T:
        """The database may be away, or a stopped process hold a row for longer than a statement waits: come again."""
        for _ in range(MOST_TRIES):
            try:
                return self.database.run(work)
            except DatabaseUnavailable:
                self.report.waited += 1
                time.sleep(0.2)
        return self.database.run(work)

    def _opt_out(self, phone: str) -> None:
        """By a text of theirs, whatever becomes of the web host meanwhile."""
        if phone not in self.opted_out and self.writers.stop(phone):
            self.opted_out[phone] = self._persist(lambda tx: tx.execute(text("SELECT clock_timestamp()")).scalar_one())

    # ------------------------------------------------------------ the end

    def _wait_for_quiet(self) -> None:
        self.wait_until(_QUIET, QUIET_WITHIN)
        time.sleep(0.5)  # receipts under way

    def wait_until(self, query: str, seconds: float, **values: object) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self.hosts.tend()
            asked = {"now": self.bot.line.now(), **values}
            if self._persist(lambda tx, asked=asked: tx.scalar(text(query), asked)):  # type: ignore[misc]
                return
            time.sleep(0.2)

    def end(self) -> None:
        self.hosts.end()
        self.gateway.stop()

    def _conclude(self) -> Report:
        kinds = self.bot.outbound.kinds
        report = self.report
        ledger, told, now = self.gateway.ledger, self.gateway.told, self.bot.line.now()
        report.breaches = check(self.database, kinds, self.facts, ledger, told, self.opted_out, now)
        report.breaches += self.talks.check(rows_of(self.database), ledger)
        report.breaches += self.writers.check()
        report.breaches += [Breach("told_a_machine", key, "") for key in self.gateway.machines_told]
        report.calls = sum(entry.is_call for entry in ledger)
        report.faults = dict(self.gateway.met)
        report.kills, report.crashes, report.stops = self.hosts.kills, self.hosts.crashes, self.hosts.stops
        report.web_kills, report.host_kills = dict(self.hosts.web_kills), self.hosts.host_kills
        report.brought, report.repeated = self.writers.brought, self.writers.repeated
        report.from_memory = self.writers.from_memory
        report.taken, report.facts = len(ledger), len(self.facts)
        with self.database.begin() as tx:
            query = "SELECT status, count(*) FROM messages WHERE receipt_key IS NOT NULL GROUP BY status"
            report.states = {row[0]: row[1] for row in tx.execute(text(query))}
            report.slowest = slowest(tx)
        report.seconds = round(time.monotonic() - self.began, 1)
        self.bot.line.database.close()
        return report


_QUIET = """
    SELECT count(*) = 0 FROM messages WHERE status = 'sending' OR (status = 'unknown' AND look_at IS NOT NULL)
        OR (status = 'due' AND coalesce(due_at, created_at) <= :now)
"""
