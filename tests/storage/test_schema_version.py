"""How the tables come to be, and how their version is known."""

import hashlib
import importlib.util
import threading
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from procrastinate.schema import SchemaManager
from sqlalchemy import text

from bot.storage import connection_tables, handing_tables, outbound_tables, schema_version, staff_tables, visit_tables  # noqa: F401  known once imported
from bot.storage.database import Database
from bot.storage.tables import METADATA
from tests import databases

STEPS = Path(schema_version.__file__).parent / "migrations" / "versions"


@pytest.fixture
def bare_database(server_url: str) -> Database:
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS bare WITH (FORCE)")
        connection.execute("CREATE DATABASE bare")
    return Database(databases.url_of(server_url, "bare"))


def test_a_new_database_has_no_version(bare_database: Database) -> None:
    with bare_database.begin() as connection:
        assert schema_version.version(connection) is None
    assert not schema_version.is_current(bare_database)
    bare_database.close()


def test_the_newest_version_is_the_head_of_the_steps(database: Database) -> None:
    numbers = sorted(step.name[:4] for step in STEPS.glob("[0-9]*.py"))
    with database.begin() as connection:
        assert schema_version.version(connection) == schema_version.newest() == numbers[-1]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]


def test_processes_that_start_at_once_upgrade_once(bare_database: Database) -> None:
    faults: list[Exception] = []

    def start() -> None:
        process = Database(bare_database.url)
        try:
            schema_version.upgrade(process)
        except Exception as fault:  # noqa: BLE001  whatever it is, the test must name it
            faults.append(fault)
        process.close()

    threads = [threading.Thread(target=start) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert schema_version.is_current(bare_database)
    bare_database.close()


def test_a_version_this_code_does_not_know_is_not_current(new_database: Callable[[], Database]) -> None:
    database = new_database()
    assert schema_version.is_current(database)
    with database.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert not schema_version.is_current(database)


def test_the_steps_make_exactly_the_tables_and_columns_of_the_code(database: Database) -> None:
    def ours(_: object, name: str | None, kind: str, __: bool, ___: object) -> bool:
        return kind in ("table", "column") and not str(name).startswith("procrastinate_")

    with database.begin() as connection:
        context = MigrationContext.configure(
            connection, opts={"include_object": ours, "compare_type": True, "target_metadata": METADATA}
        )
        assert compare_metadata(context, METADATA) == []


def test_the_steps_leave_no_rows_behind(database: Database) -> None:
    with database.begin() as connection:
        for name in connection.scalars(text(databases.TABLES)):
            assert connection.scalar(text(f'SELECT count(*) FROM "{name}"')) == 0, name


def test_the_jobs_step_is_the_schema_of_the_installed_procrastinate() -> None:
    spec = importlib.util.spec_from_file_location("jobs_step", STEPS / "0002_jobs.py")
    assert spec is not None
    assert spec.loader is not None
    step = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(step)
    assert hashlib.sha256(SchemaManager.get_schema().encode()).hexdigest() == step.SCHEMA_DIGEST
