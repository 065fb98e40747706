"""A clinic of any size on a database of its own, with staff who came in: what the measurements of the console share."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import psycopg

from bot.clinic.staff_rules import Role
from bot.storage import practitioners, scratch
from bot.storage.database import Database
from bot.wiring import Bot, SystemClock, assemble, read_settings
from tests import databases
from tests.bench.conversation import ACCOUNT, BASE_URL, TOKEN
from tests.bench.filled import Size, fill
from tests.services.staffing import Hired, come_in, hire

LINE = "+18179164685"
COOKIE = "__Host-clinic"
STAFF = 30
ROLES = (Role.FRONT_DESK, Role.FRONT_DESK, Role.NURSE, Role.LEAD)
DANGER = "i can't feel it when i wipe"  # an emergency at any hour, for every team to see
ENVIRON = {
    "PUBLIC_BASE_URL": BASE_URL,
    "TWILIO_ACCOUNT_SID": ACCOUNT,
    "TWILIO_AUTH_TOKEN": TOKEN,
    "SECRET_KEY": TOKEN,
}


@dataclass(frozen=True, slots=True)
class Clinic:
    """A line as it stands in production, and its staff with the cookies of their consoles."""

    bot: Bot
    staff: tuple[Hired, ...]
    cookies: tuple[str, ...]


@contextmanager
def database(server: str) -> Iterator[Database]:
    """A migrated, empty database; removed at the end."""
    name = f"console_{uuid4().hex[:8]}"
    made = Database(databases.clone(server, name))
    try:
        yield made
    finally:
        made.close()
        databases.drop(server, name)


def clinic(at: Database, size: Size | None) -> Clinic:
    """A clinic with its past; without a size with none."""
    bot = assemble(read_settings({**ENVIRON, "DATABASE_URL": at.url}), database=at, clock=SystemClock())
    with at.begin() as tx:
        practitioners.seed(tx, bot.line.desk.schedule)
    staff = tuple(hire(bot.line, f"Member{number} Test", ROLES[number % len(ROLES)]) for number in range(STAFF))
    if size is not None:
        fill(bot.line, size, [one.member.id for one in staff])
    return Clinic(bot, staff, tuple(f"{COOKIE}={come_in(bot.line, one)}" for one in staff))


def text_form(phone: str, words: str) -> dict[str, str]:
    """What the gateway posts when somebody writes."""
    sent = {"MessageSid": f"SM{uuid4().hex}", "AccountSid": ACCOUNT, "NumMedia": "0"}
    return {**sent, "From": phone, "To": LINE, "Body": words}


def be_durable(server: str) -> None:
    """The tests' server forgets on purpose; what is measured is one that does not."""
    with psycopg.connect(server, autocommit=True) as connection:
        for name in scratch._FORGETFUL:
            connection.execute(f"ALTER SYSTEM RESET {name}")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute("CHECKPOINT")
