"""What every test may ask for. Builders live beside the tests that use them."""

import os
from collections.abc import Callable, Iterator
from itertools import count

import pytest

from bot.services.line import ClinicLine
from bot.storage.database import Database
from tests import databases
from tests.services.staffing import HandClock, make_line

pytest_plugins = ("tests.needs",)

_numbers = count()


@pytest.fixture(scope="session")
def server_url() -> str:
    """The PostgreSQL of this run, with the migrated template in it."""
    return databases.start_server()


@pytest.fixture(scope="session")
def database_of_this_process(server_url: str) -> Iterator[Database]:
    database = Database(databases.clone(server_url, f"tests_{os.getpid()}"))
    yield database
    database.close()


@pytest.fixture
def database(database_of_this_process: Database) -> Iterator[Database]:
    """A migrated database without a row in it."""
    yield database_of_this_process
    databases.empty(database_of_this_process)


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def line(database: Database, clock: HandClock) -> ClinicLine:
    """A line that staff work on. A module's own fixture wins."""
    return make_line(database, clock)


@pytest.fixture
def new_database(server_url: str) -> Iterator[Callable[[], Database]]:
    """Makes databases of the test's own: for faults, other shapes, and programs started beside it."""
    made: list[tuple[str, Database]] = []

    def make() -> Database:
        name = f"own_{os.getpid()}_{next(_numbers)}"
        made.append((name, Database(databases.clone(server_url, name))))
        return made[-1][1]

    yield make
    for name, database in made:
        database.close()
        databases.drop(server_url, name)
