"""What building the application touches: it happens before the workers are forked, so nothing they must not share."""

import socket
import threading

import pytest

from bot.storage.database import Database
from bot.web.application import make_application
from bot.wiring import assemble, local_settings


def test_building_opens_no_connection_and_starts_no_thread() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        database = Database(f"postgresql://127.0.0.1:{server.getsockname()[1]}/nowhere")
        threads = threading.active_count()
        make_application(assemble(local_settings("http://127.0.0.1:8000"), database=database))
        assert threading.active_count() == threads
        with pytest.raises(BlockingIOError):
            server.accept()  # nobody has knocked
