"""The audit shows whether anybody altered it."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.services import audit
from bot.services.audit import note, seal, verify
from bot.services.line import ClinicLine
from bot.storage.database import Database
from tests.services.staffing import Hired, hire, make_line


@pytest.fixture
def line(database: Database) -> ClinicLine:
    return make_line(database)


@pytest.fixture
def ana(line: ClinicLine) -> Hired:
    return hire(line)


def write(line: ClinicLine, ana: Hired, *acts: str) -> None:
    for act in acts:
        with line.database.begin() as tx:
            note(tx, ana.asker, act, "some-id", line.now(), lines=3)


def break_in(line: ClinicLine, statement: str) -> None:
    """As somebody with every right on the database would."""
    with line.database.begin() as tx:
        tx.execute(text("SET LOCAL session_replication_role = replica"))
        tx.execute(text(statement))


def test_a_sealed_chain_is_whole(line: ClinicLine, ana: Hired) -> None:
    for act in ("one", "two", "three"):
        write(line, ana, act, act)
        assert seal(line) > 0
    write(line, ana, "newest")
    found = verify(line)
    assert found.is_whole
    assert (found.seals, found.unsealed) == (3, 1)


def test_a_quiet_minute_makes_no_seal(line: ClinicLine, ana: Hired) -> None:
    seal(line)
    assert seal(line) == 0
    assert verify(line).seals == 1


SLIPPED_IN = """
    INSERT INTO audit (id, at, act, address, detail) OVERRIDING SYSTEM VALUE
    SELECT min(id) - 1, now(), 'slipped in', '', '{}' FROM audit
"""
SWAPPED = "UPDATE audit SET act = CASE act WHEN 'two' THEN 'three' ELSE 'two' END WHERE act IN ('two', 'three')"


@pytest.mark.parametrize(
    "crime",
    [
        "UPDATE audit SET act = 'nothing' WHERE act = 'two'",
        "UPDATE audit SET detail = '{}' WHERE act = 'two'",
        "UPDATE audit SET at = at - interval '1 second' WHERE act = 'two'",
        "DELETE FROM audit WHERE act = 'two'",
        "DELETE FROM audit_seals WHERE id = 1",
        "UPDATE audit_seals SET digest = decode('00', 'hex') WHERE id = 1",
        SWAPPED,
        SLIPPED_IN,
    ],
)
def test_every_change_breaks_the_chain(line: ClinicLine, ana: Hired, crime: str) -> None:
    write(line, ana, "one", "two", "three")
    seal(line)
    write(line, ana, "four")
    seal(line)
    assert verify(line).is_whole
    break_in(line, crime)
    assert not verify(line).is_whole


def test_the_program_itself_cannot_alter_a_line(line: ClinicLine, ana: Hired) -> None:
    for statement in ("UPDATE audit SET act = 'x'", "DELETE FROM audit", "TRUNCATE audit"):
        with pytest.raises(DBAPIError), line.database.begin() as tx:
            tx.execute(text(statement))


def test_lines_written_while_sealing_are_never_left_out(line: ClinicLine, ana: Hired) -> None:
    with ThreadPoolExecutor(6) as threads:
        writers = [threads.submit(write, line, ana, *["act"] * 30) for _ in range(5)]
        while not all(writer.done() for writer in writers):
            seal(line)
        for writer in writers:
            writer.result()
    seal(line)
    found = verify(line)
    assert found.is_whole
    assert found.unsealed == 0
    assert found.lines >= 150


def test_reading_the_audit_is_a_line_itself(line: ClinicLine, ana: Hired) -> None:
    audit.recent(line, ana.asker)
    assert audit.recent(line, ana.asker)[0].act == "audit_read"
