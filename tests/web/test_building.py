"""What building the application touches: it happens before the workers are forked, so nothing they must not share."""

import threading

import pytest

from bot.storage.database import Database, DatabaseUnavailable
from bot.web.application import make_application
from bot.wiring import assemble, local_settings

NOWHERE = "postgresql://127.0.0.1:1/nowhere"


def test_building_opens_no_connection_and_starts_no_thread() -> None:
    database = Database(NOWHERE)
    threads = threading.active_count()
    make_application(assemble(local_settings("http://127.0.0.1:8000"), database=database))
    assert threading.active_count() == threads
    with pytest.raises(DatabaseUnavailable), database.begin():
        pass  # the first connection that was ever tried
