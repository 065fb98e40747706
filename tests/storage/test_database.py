"""The transaction, its retries and its ends."""

import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import IntegrityError

from bot.storage.database import (
    MAX_ATTEMPTS,
    Database,
    DatabaseUnavailable,
    TransactionLost,
    driver_url,
    plain_url,
    raw,
)

NOWHERE = "postgresql://nobody@127.0.0.1:9/nothing"


@pytest.fixture
def shelf(new_database: Callable[[], Database]) -> Database:
    database = new_database()
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE shelf (name text PRIMARY KEY, books int NOT NULL)"))
        connection.execute(text("INSERT INTO shelf VALUES ('left', 0), ('right', 0)"))
    return database


def books(database: Database) -> int:
    with database.begin() as connection:
        return int(connection.scalar(text("SELECT sum(books) FROM shelf")))


def add_book(connection: Connection, shelf: str = "left") -> None:
    connection.execute(text("UPDATE shelf SET books = books + 1 WHERE name = :shelf"), {"shelf": shelf})


def test_a_transaction_is_kept_at_the_end_of_its_block(shelf: Database) -> None:
    with shelf.begin() as connection:
        add_book(connection)
    assert books(shelf) == 1


def test_a_process_that_froze_with_a_row_in_hand_is_only_waited_for(shelf: Database) -> None:
    frozen = shelf._connect()
    frozen.begin()
    add_book(frozen)  # and then not a word more
    with shelf.begin() as connection:
        add_book(connection)
    frozen.invalidate()
    assert books(shelf) == 1


def test_a_transaction_leaves_nothing_when_its_block_fails(shelf: Database) -> None:
    with pytest.raises(KeyError), shelf.begin() as connection:
        add_book(connection)
        raise KeyError
    assert books(shelf) == 0


def test_a_lost_race_is_run_again_as_a_whole(shelf: Database) -> None:
    attempts = []

    def work(connection: Connection) -> str:
        add_book(connection)
        attempts.append(1)
        if len(attempts) < 3:
            connection.execute(text("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40001'; END $$"))
        return "done"

    assert shelf.run(work, jitter=lambda: 0.0) == "done"
    assert (len(attempts), books(shelf)) == (3, 1)


def test_a_race_lost_five_times_is_told(shelf: Database) -> None:
    attempts = []

    def work(connection: Connection) -> None:
        attempts.append(1)
        connection.execute(text("DO $$ BEGIN RAISE EXCEPTION SQLSTATE '40P01'; END $$"))

    with pytest.raises(TransactionLost):
        shelf.run(work, jitter=lambda: 0.0)
    assert len(attempts) == MAX_ATTEMPTS


def test_a_unit_that_froze_until_the_server_gave_it_up_is_run_again(shelf: Database) -> None:
    """A process that is stopped in the middle of its turn finds its transaction ended when it goes on."""
    runs = []

    def freezes_once(connection: Connection) -> None:
        runs.append(1)
        add_book(connection)
        if len(runs) == 1:
            connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = '50ms'"))
            time.sleep(0.4)
        add_book(connection)

    shelf.run(freezes_once)
    assert (len(runs), books(shelf)) == (2, 2)


def test_two_units_that_deadlock_are_both_done(shelf: Database) -> None:
    both_hold_one = threading.Barrier(2, timeout=10)

    def crosswise(first: str, second: str) -> None:
        tried = []

        def work(connection: Connection) -> None:
            add_book(connection, first)
            if not tried:
                tried.append(1)
                both_hold_one.wait()
            add_book(connection, second)

        shelf.run(work, jitter=lambda: 0.5)

    threads = [threading.Thread(target=crosswise, args=order) for order in (("left", "right"), ("right", "left"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert books(shelf) == 4


def test_a_broken_rule_of_the_tables_is_not_run_again(shelf: Database) -> None:
    attempts = []

    def work(connection: Connection) -> None:
        attempts.append(1)
        connection.execute(text("INSERT INTO shelf VALUES ('left', 1)"))

    with pytest.raises(IntegrityError):
        shelf.run(work)
    assert len(attempts) == 1


def test_an_error_text_never_holds_the_values_of_a_statement(shelf: Database) -> None:
    with pytest.raises(IntegrityError) as caught, shelf.begin() as connection:
        connection.execute(text("INSERT INTO shelf VALUES (:name, 1), (:name, 1)"), {"name": "+18175550100"})
    assert "duplicate key" in str(caught.value)
    assert "8175550100" not in f"{caught.value} {caught.value.orig}"


def test_a_database_that_is_not_there_is_told_within_two_seconds() -> None:
    database = Database(NOWHERE)
    started = time.monotonic()
    with pytest.raises(DatabaseUnavailable), database.begin():
        pass
    assert time.monotonic() - started < 2
    assert not database.is_reachable()


def test_while_the_database_is_down_only_one_caller_a_second_tries(monkeypatch: pytest.MonkeyPatch) -> None:
    database = Database(NOWHERE)
    tries = []
    connect = database._engine.connect
    monkeypatch.setattr(database._engine, "connect", lambda: tries.append(1) or connect())
    for _ in range(20):
        assert not database.is_reachable()
    assert len(tries) == 1


def test_connections_that_the_server_closed_are_replaced_unseen(shelf: Database) -> None:
    assert books(shelf) == 0
    with shelf.begin() as first, shelf.begin() as second:
        pids = {connection.scalar(text("SELECT pg_backend_pid()")) for connection in (first, second)}
    killer = Database(shelf.url)
    with killer.begin() as connection:
        for pid in pids:
            connection.execute(text("SELECT pg_terminate_backend(:pid, 5000)"), {"pid": pid})
    killer.close()
    assert books(shelf) == 0
    assert shelf.is_reachable()


def test_a_lock_that_is_not_given_back_ends_the_wait(shelf: Database) -> None:
    with shelf.begin() as holder:
        add_book(holder)
        with pytest.raises(DatabaseUnavailable), shelf.begin() as waiter:
            waiter.execute(text("SET LOCAL lock_timeout = '50ms'"))
            add_book(waiter)


def test_every_connection_has_its_limits_and_speaks_utc(shelf: Database) -> None:
    with shelf.begin() as connection:
        shown = {
            name: connection.scalar(text(f"SHOW {name}")) for name in ("statement_timeout", "lock_timeout", "TimeZone")
        }
    assert shown == {"statement_timeout": "5s", "lock_timeout": "4s", "TimeZone": "UTC"}


def test_the_drivers_connection_is_in_the_same_transaction(shelf: Database) -> None:
    with pytest.raises(KeyError), shelf.begin() as connection:
        raw(connection).execute("UPDATE shelf SET books = 7")
        raise KeyError
    assert books(shelf) == 0


@pytest.mark.parametrize("given", ["postgres://h/n", "postgresql://h/n", "postgresql+psycopg://h/n"])
def test_every_form_of_address_is_understood(given: str) -> None:
    assert driver_url(given) == "postgresql+psycopg://h/n"
    assert plain_url(given) == "postgresql://h/n"
