"""The contest: many people want the same few times at once, while whoever serves them is killed at random.

`python -m tests.contest.run` makes 10,000 attempts. It ends with `0 double bookings, 0 lost confirmations`, or fails.
"""

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import text

from bot.storage import practitioners
from bot.storage.database import Database, plain_url
from tests import databases
from tests.contest.fighter import CROWD, SCHEDULE
from tests.services.visiting import misfits, taken_twice

ATTEMPTS = 10_000
FIGHTERS = 4
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was left when everybody had gone home."""

    attempts: int
    told: int
    killed: int
    cut: int  # connections cut by the server
    double_bookings: int
    lost_confirmations: int
    twice_booked: int  # one attempt, two visits
    misfits: int

    @property
    def is_clean(self) -> bool:
        return (self.double_bookings, self.lost_confirmations, self.twice_booked, self.misfits) == (0, 0, 0, 0)

    def __str__(self) -> str:
        return (
            f"{self.attempts} attempts, {self.told} people told that their visit stands, "
            f"{self.killed} processes killed, {self.cut} connections cut\n"
            f"{self.double_bookings} double bookings, {self.lost_confirmations} lost confirmations"
            f"{'' if self.is_clean else f', {self.twice_booked} booked twice, {self.misfits} misfits'}"
        )


def contest(database: Database, folder: Path, attempts: int, seed: int, kill_every: float) -> Outcome:
    """Lets all attempts happen, killing meanwhile, and counts what became of the promises."""
    with database.begin() as tx:
        practitioners.seed(tx, SCHEDULE)
    killed, cut = _fight(database.url, folder, attempts, seed, kill_every)
    lines = [line.split() for path in folder.glob("*.txt") for line in path.read_text().splitlines()]
    told = {words[2] for words in lines if words[1] == "told"}
    given_up = {words[2] for words in lines if words[1] == "dropping"}
    ended = Counter(int(words[0]) for words in lines if words[1] == "end")
    assert len(ended) == attempts
    with database.begin() as tx:
        standing = {str(row) for row in tx.scalars(text(STANDING))}
        return Outcome(
            attempts,
            len(told),
            killed,
            cut,
            taken_twice(tx),
            len(told - standing - given_up),
            int(tx.scalar(text(TWICE_BOOKED))),
            misfits(tx),
        )


STANDING = """
    SELECT appointments.id FROM appointments JOIN slots ON slots.id = slot_id
    WHERE appointments.status = 'booked' AND slots.status = 'busy'
"""
TWICE_BOOKED = """
    SELECT count(*) FROM (
        SELECT booked_from FROM appointments WHERE moved_from IS NULL GROUP BY booked_from HAVING count(*) > 1
    ) AS several
"""


def _fight(url: str, folder: Path, attempts: int, seed: int, kill_every: float) -> tuple[int, int]:
    luck = random.Random(seed)
    fighters = {place: _start(url, folder, seed, place, attempts) for place in range(FIGHTERS)}
    since = dict.fromkeys(fighters, 0)
    killed = cut = 0
    while fighters:
        time.sleep(luck.uniform(0, 2 * kill_every))
        for place, fighter in list(fighters.items()):
            code = fighter.poll()
            if code == 0:
                del fighters[place]
            elif code is not None and code > 0:
                raise RuntimeError("a process of the contest failed; its own words stand above")
        if not fighters:
            break
        place = luck.choice(list(fighters))
        if luck.random() < 0.5:
            cut += _cut_a_connection(url, luck)
            continue
        if _size(folder, place) == since[place]:
            continue  # it has only just begun: a death that interrupts nothing proves nothing
        fighters[place].kill()
        fighters[place].wait()
        killed += 1
        since[place] = _size(folder, place)
        fighters[place] = _start(url, folder, seed, place, attempts)
    return killed, cut


def _size(folder: Path, place: int) -> int:
    """How much this process has written down so far."""
    ledger = folder / f"{place}.txt"
    return ledger.stat().st_size if ledger.exists() else 0


def _start(url: str, folder: Path, seed: int, place: int, attempts: int) -> subprocess.Popen[bytes]:
    arguments = [url, str(folder), str(seed), str(place), str(FIGHTERS), str(attempts // CROWD)]
    return subprocess.Popen([sys.executable, "-m", "tests.contest.fighter", *arguments], cwd=ROOT)


def _cut_a_connection(url: str, luck: random.Random) -> int:
    """As a restart of the server, or a network that forgets, would."""
    with psycopg.connect(plain_url(url), autocommit=True) as connection:
        found = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND application_name = 'clinic-line'"
        ).fetchall()
        if not found:
            return 0
        connection.execute("SELECT pg_terminate_backend(%s)", luck.choice(found))
        return 1


def main() -> int:
    """Prints what was left; 0 when nothing was lost."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("--attempts", type=int, default=ATTEMPTS)
    wanted.add_argument("--seed", type=int, default=20261123)
    wanted.add_argument("--kill-every", type=float, default=1.5, help="seconds, on average")
    chosen = wanted.parse_args()
    server = databases.start_server()
    name = f"contest_{chosen.seed}"
    databases.drop(server, name)
    database = Database(databases.clone(server, name))
    with tempfile.TemporaryDirectory() as folder:
        outcome = contest(database, Path(folder), chosen.attempts, chosen.seed, chosen.kill_every)
    database.close()
    databases.drop(server, name)
    print(outcome)
    return 0 if outcome.is_clean else 1


if __name__ == "__main__":
    sys.exit(main())
