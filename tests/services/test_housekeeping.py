"""Which threads end by themselves: those without a word for fourteen days, and without anything open."""

import pytest
from sqlalchemy import text

from bot.services import housekeeping
from bot.storage.database import Database
from tests.services.staffing import HandClock, make_line
from tests.services.waiting import write_in

PHONE = "+12145550117"
KEPT = {
    "a question of ours went out since": """
        UPDATE messages SET sent_at = '2026-12-06 16:00Z' WHERE status = 'accepted'""",
    "they wrote since": "UPDATE sessions SET last_at = '2026-12-06 16:00Z'",
}


@pytest.mark.parametrize("kept", ["somebody waits", *KEPT, "nothing"])
def test_a_quiet_thread_is_closed_unless_something_keeps_it_open(database: Database, kept: str) -> None:
    clock = HandClock()
    line = make_line(database, clock)
    talk = write_in(line, PHONE, "hello", urgency=None)
    if kept == "somebody waits":
        talk = write_in(line, PHONE, "a person, please")
    clock.pass_by(days=15)
    if kept in KEPT:
        with database.begin() as tx:
            tx.execute(text(KEPT[kept]))
    assert housekeeping.close_quiet_conversations(line) == (kept == "nothing")
    with database.begin() as tx:
        closed_at = tx.scalar(text("SELECT closed_at FROM conversations WHERE id = :id"), {"id": talk.conversation_id})
    assert (closed_at is not None) == (kept == "nothing")


def test_a_young_thread_stays_open(database: Database) -> None:
    clock = HandClock()
    line = make_line(database, clock)
    write_in(line, PHONE, "hello", urgency=None)
    clock.pass_by(days=13)
    assert housekeeping.close_quiet_conversations(line) == 0
