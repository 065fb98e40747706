"""One process of the contest: takes its attempts in order, and writes down what it told whom, before it goes on.

It is killed at any moment. Started again, it repeats the first attempt whose end is not written down, as a webhook is
repeated. Run by `tests.contest.run`, never by hand.
"""

import random
import secrets
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from threading import Barrier, Lock
from uuid import UUID

from bot.clinic.appointments import AppointmentId
from bot.clinic.slots import Availability, Slot, Taken
from bot.clinic.weeks import Timetable
from bot.services.booking import Booked, Wish, book, hold
from bot.services.desk import Desk
from bot.services.visits import Moved, close_unattended, drop, expire_holds, move
from bot.settings import PatientChanges
from bot.storage.database import Database, DatabaseUnavailable, TransactionLost
from bot.values import Channel
from tests.clinic.scheduling import HOURS, MONDAY, changed

# Caps out of the way, so that every time of the day is fought for.
SCHEDULE = changed(("daily_cap = 18", "daily_cap = 500"), ("daily_cap = 8", "daily_cap = 500"))
DESK = Desk(Timetable(SCHEDULE), HOURS, secrets.token_bytes, PatientChanges.DIRECT)
SPASM = SCHEDULE.type_of("spasm")
DAYS = [date(2026, 12, 1), date(2026, 12, 2)]
CHANNELS = [Channel.SMS, Channel.VOICE, Channel.SMS]  # text, voice, and the console, which books as staff


def contested() -> list[Slot]:
    """The times everybody wants: two days of two practitioners."""
    free = Availability(SCHEDULE, HOURS, SPASM, Taken(), MONDAY)
    return [slot for day in DAYS for slot in free.on(day)]


CROWD = 5  # attempts that want one time at the same moment, in threads of one process


class Fighter:
    """Takes crowds number `first`, `first + step` … below `end`, each all at once."""

    def __init__(self, database: Database, ledger: Path, seed: int) -> None:
        self.database = database
        self.ledger = ledger
        self.seed = seed
        self.slots = contested()
        self.writing = Lock()
        done = [line.split() for line in ledger.read_text().splitlines()] if ledger.exists() else []
        self.ended = {int(words[0]) for words in done if len(words) == 3 and words[1] == "end"}
        self.mine = [AppointmentId(UUID(words[2])) for words in done if len(words) == 3 and words[1] == "told"]

    def write(self, number: int, what: str, about: object = "-") -> None:
        """On the disk before anything else happens: what was said to a person cannot be unsaid."""
        with self.writing, self.ledger.open("a") as file:
            file.write(f"{number} {what} {about}\n")

    def run(self, first: int, step: int, end: int) -> None:
        with ThreadPoolExecutor(CROWD) as people:
            for crowd in range(first, end, step):
                numbers = [n for n in range(crowd * CROWD, (crowd + 1) * CROWD) if n not in self.ended]
                ready = Barrier(len(numbers) or 1)
                list(people.map(lambda number, ready=ready: self.attempt(number, ready), numbers))

    def attempt(self, number: int, ready: Barrier) -> None:
        """Chosen by seed and number alone, so that a repeat asks for the same."""
        ready.wait()
        self.act(number, random.Random(f"{self.seed}/{number}"))
        self.write(number, "end")

    def act(self, number: int, luck: random.Random) -> None:
        """One of the things people do; the whole crowd looks at the same time of the day."""
        now = MONDAY + timedelta(seconds=number)
        slot = random.Random(f"{self.seed}/crowd {number // CROWD}").choice(self.slots)
        kind = luck.random()
        if kind < 0.62 or not self.mine:
            self.want(number, slot, luck)
        elif kind < 0.72:
            self.patiently(lambda tx: hold(DESK, tx, SPASM, slot.key, f"idle {number}", now))
        elif kind < 0.86:
            victim = luck.choice(self.mine)
            self.write(number, "dropping", victim)
            self.patiently(lambda tx: drop(DESK, tx, victim, now, is_staff=luck.random() < 0.5))
        elif kind < 0.97:
            self.change(number, luck.choice(self.mine), slot)
        else:
            self.patiently(lambda tx: (expire_holds(tx, now), close_unattended(DESK, tx, now)))

    def want(self, number: int, slot: Slot, luck: random.Random) -> None:
        now = MONDAY + timedelta(seconds=number)
        place = luck.randrange(3)
        wish = Wish(f"Person {_letters(number)}", date(1980, 1, 1), f"+1817{number:07}", CHANNELS[place])
        wish = replace(wish, by_staff=place == 2)
        if place != 2:
            self.patiently(lambda tx: hold(DESK, tx, SPASM, slot.key, f"session {number}", now))
        outcome = self.patiently(lambda tx: book(DESK, tx, SPASM, slot.key, f"session {number}", wish, now))
        if isinstance(outcome, Booked):
            self.mine.append(outcome.visit.id)
            self.write(number, "told", outcome.visit.id)

    def change(self, number: int, old: AppointmentId, slot: Slot) -> None:
        now = MONDAY + timedelta(seconds=number)
        self.write(number, "dropping", old)
        outcome = self.patiently(
            lambda tx: move(DESK, tx, old, slot.key, f"mover {number}", Channel.SMS, now, is_staff=True)
        )
        if isinstance(outcome, Moved):
            self.mine.append(outcome.visit.id)
            self.write(number, "told", outcome.visit.id)

    def patiently(self, work: object) -> object:
        """The gateway asks again when nothing answered; so does this, until the database is there."""
        while True:
            try:
                return self.database.run(work)  # type: ignore[arg-type]
            except (DatabaseUnavailable, TransactionLost):
                continue


def _letters(number: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))


if __name__ == "__main__":
    url, folder, seed, first, step, end = sys.argv[1:]
    fighter = Fighter(Database(url, pool_size=CROWD), Path(folder) / f"{first}.txt", int(seed))
    fighter.run(int(first), int(step), int(end))
