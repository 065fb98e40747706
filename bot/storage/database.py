"""One PostgreSQL, reached over a small pool: `begin()` is one transaction, and services alone call it.

Every wait has an end. A database that does not answer becomes `DatabaseUnavailable`, so that an edge can
still speak from memory. SQL parameters are people's words and numbers: they never reach an error text.
"""

import random
import re
import select
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import psycopg
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DBAPIError, DisconnectionError, InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

T = TypeVar("T")

MAX_ATTEMPTS = 5  # a unit that lost five races is a fault to be seen, not to be hidden
FIRST_PAUSE_SECONDS = 0.02
PING_AFTER_SECONDS = 10.0  # of rest; networks forget quiet connections without telling
SILENCE_AFTER_FAILURE_SECONDS = 1.0  # after a failed connect nobody else waits for the next one

_SESSION = {
    "statement_timeout": "5s",
    "lock_timeout": "4s",  # shorter, so that a lock names itself instead of a slow statement
    "idle_in_transaction_session_timeout": "3s",  # shorter still: whoever waits for a frozen process gets through
    "timezone": "UTC",
}
_SOCKET = {
    "connect_timeout": 2,  # seconds; the least that libpq takes
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 2,
    "tcp_user_timeout": 8000,  # milliseconds; a vanished network ends a statement that no server can end
}


class DatabaseUnavailable(Exception):
    """The database did not answer in time. Check DATABASE_URL and the server; /readyz recovers by itself."""


class TransactionLost(Exception):
    """Two transactions stood in each other's way, or this one stood still too long. Run the whole unit again."""


class Database:
    """A pool of connections for one process: open sockets must not be shared, so `close()` it before a fork."""

    def __init__(self, url: str, *, pool_size: int = 8) -> None:
        self.url = url
        self._quiet_until = 0.0
        self._engine = _engine(url, pool_size)

    @contextmanager
    def begin(self) -> Iterator[Connection]:
        """One transaction: committed at the end of the block, rolled back on any exception."""
        connection = self._connect()
        try:
            with connection, connection.begin():
                yield connection
        except (OperationalError, InterfaceError) as error:
            raise _in_our_words(error) from error
        except InternalError as error:
            if isinstance(error.orig, psycopg.errors.IdleInTransactionSessionTimeout):  # this process was frozen
                raise TransactionLost(TransactionLost.__doc__) from error
            raise

    @contextmanager
    def undone(self) -> Iterator[Connection]:
        """One transaction of which nothing stays."""
        with self.begin() as connection:
            yield connection
            connection.rollback()

    def run(self, work: Callable[[Connection], T], *, jitter: Callable[[], float] = random.random) -> T:
        """Do `work` in one transaction, the whole of it again when it lost a race (at most five times).

        `jitter` gives 0 to 1 and spreads the losers out. `work` must have no effect outside the database.
        """
        for attempt in range(MAX_ATTEMPTS - 1):
            try:
                with self.begin() as connection:
                    return work(connection)
            except TransactionLost:
                time.sleep(FIRST_PAUSE_SECONDS * 2**attempt * jitter())
        with self.begin() as connection:
            return work(connection)

    def is_reachable(self) -> bool:
        try:
            with self.begin() as connection:
                return bool(connection.scalar(text("SELECT true")))
        except DatabaseUnavailable:
            return False

    def close(self) -> None:
        self._engine.dispose()

    def _connect(self) -> Connection:
        """While the server is down one caller a second tries, the others learn at once."""
        if time.monotonic() < self._quiet_until:
            raise DatabaseUnavailable(DatabaseUnavailable.__doc__)
        try:
            return self._engine.connect()
        except PoolTimeout as error:
            raise DatabaseUnavailable(DatabaseUnavailable.__doc__) from error
        except (OperationalError, InterfaceError) as error:
            self._quiet_until = time.monotonic() + SILENCE_AFTER_FAILURE_SECONDS
            raise _in_our_words(error) from error


def raw(connection: Connection) -> psycopg.Connection[Any]:
    """The driver's own connection in the same transaction: what Procrastinate defers a job on."""
    return cast("psycopg.Connection[Any]", connection.connection.driver_connection)


def driver_url(url: str) -> str:
    """Hosts hand out postgres:// and postgresql://; SQLAlchemy wants the driver named."""
    return re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql+psycopg://", url)


def plain_url(url: str) -> str:
    """The same address for tools that speak libpq."""
    return re.sub(r"^postgres(ql)?(\+psycopg)?://", "postgresql://", url)


def _engine(url: str, pool_size: int) -> Engine:
    options = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    engine = create_engine(
        driver_url(url),
        pool_size=pool_size,
        max_overflow=2,  # health checks must not wait behind a full house
        pool_timeout=2,
        pool_recycle=1800,
        hide_parameters=True,
        connect_args={**_SOCKET, "options": options, "application_name": "clinic-line"},
    )
    _look_before_use(engine)
    event.listen(engine, "handle_error", _without_values)
    return engine


def _look_before_use(engine: Engine) -> None:
    """`pool_pre_ping` without its price of 0.1 ms a transaction: a connection that was busy a moment ago is
    only looked at (a server that went away leaves its farewell in the socket), a rested one is pinged.
    """

    @event.listens_for(engine, "checkin")
    def note(_: object, record: ConnectionPoolEntry) -> None:
        record.info["resting_since"] = time.monotonic()

    @event.listens_for(engine, "checkout")
    def look(connection: psycopg.Connection[Any], record: ConnectionPoolEntry, _: object) -> None:
        rested = time.monotonic() - record.info.get("resting_since", time.monotonic())
        try:
            farewell = connection.pgconn.socket >= 0 and _has_something_to_read(connection.pgconn.socket)
            if farewell or rested > PING_AFTER_SECONDS:
                engine.dialect.do_ping(cast("Any", connection))
        except psycopg.Error as error:
            raise DisconnectionError from error


def _without_values(context: ExceptionContext) -> None:
    """The server quotes the offending row ("DETAIL: Key (phone)=(+1…)"): its own first line says enough."""
    for error in (context.original_exception, context.sqlalchemy_exception):
        if error is not None:
            error.args = tuple(str(part).partition("\nDETAIL:")[0] for part in error.args)


def _has_something_to_read(descriptor: int) -> bool:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(0))


def _in_our_words(error: DBAPIError) -> Exception:
    if isinstance(error.orig, psycopg.errors.SerializationFailure | psycopg.errors.DeadlockDetected):
        return TransactionLost(TransactionLost.__doc__)
    return DatabaseUnavailable(DatabaseUnavailable.__doc__)
