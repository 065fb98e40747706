"""What is done before the workers are forked: everything that a text does, and nothing that stays."""

from collections.abc import Callable

from sqlalchemy import text
from structlog.testing import capture_logs

from bot.channels.twilio.rendering import render_text
from bot.dialogue.replies import Reply
from bot.services.turns import Rendered
from bot.services.warming import warm_up
from bot.storage.database import Database
from bot.values import Language
from bot.wiring import assemble
from tests.bots import a_bot, settings
from tests.databases import TABLES

OPEN = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def rows_in(database: Database) -> int:
    with database.begin() as tx:
        names = tx.scalars(text(TABLES)).all()
        return sum(tx.scalar(text(f'SELECT count(*) FROM "{name}"')) or 0 for name in names)


def is_alone(database: Database) -> bool:
    """A server needs a moment to see that somebody has gone."""
    with database.begin() as tx:
        return tx.scalar(text(f"SELECT pg_sleep(0.05)::text = '' AND ({OPEN}) = 0")) is True


def test_warming_up_leaves_no_row_and_no_connection(new_database: Callable[[], Database]) -> None:
    stage = new_database()
    bot = a_bot(stage)
    before = rows_in(stage)
    with capture_logs() as told:
        warm_up(bot.line, bot.facts.look, render_text)
    assert told == []  # it went to its end
    watcher = Database(stage.url, pool_size=1)
    assert any(is_alone(watcher) for _ in range(100))
    assert rows_in(watcher) == before
    watcher.close()


def test_every_text_of_nobody_is_answered(database: Database) -> None:
    bot = a_bot(database)
    answered: list[Rendered] = []

    def noted(replies: tuple[Reply, ...], language: Language) -> Rendered:
        answered.append(render_text(replies, language))
        return answered[-1]

    warm_up(bot.line, bot.facts.look, noted)
    assert len(answered) == 6
    assert all(rendered.written for rendered in answered)


def test_a_line_without_its_database_starts_all_the_same() -> None:
    bot = assemble(settings(), database=Database("postgresql://127.0.0.1:1/nowhere"))
    with capture_logs() as told:
        warm_up(bot.line, bot.facts.look, render_text)
    assert [entry["event"] for entry in told] == ["not warmed up"]
