"""`python -m bot preview`: the browser phone while flows are being written, playing each step as it is saved."""

import argparse
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from bot.cli.commands import Add
from bot.logs import configure_logging
from bot.storage.database import Database
from bot.web.preview import Preview
from bot.wiring import MovableClock, assemble, database_url, local_settings, migrate


class Silent(WSGIRequestHandler):
    """Request lines name people."""

    def log_request(self, *_: object) -> None:
        """Nothing."""


def add(command: Add) -> None:
    """Registers the command."""
    made = command("preview", _preview, "Play each step of a flow in the browser phone as it is saved.")
    made.add_argument("--port", type=int, default=8000, help="0 for any that is free")


def _preview(asked: argparse.Namespace) -> int:
    server = make_server("127.0.0.1", asked.port, lambda *_: [], threaded=True, request_handler=Silent)
    address = f"http://127.0.0.1:{server.server_port}"
    settings = local_settings(address)
    configure_logging("ERROR")
    database = Database(database_url(settings), pool_size=settings.database_pool_size)
    migrate(settings, database)
    clock = MovableClock(database)
    server.app = Preview(Path(settings.flows_dir), lambda: assemble(settings, database=database, clock=clock))
    print(f"Save a flow, and its step is played at {address}/", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    finally:
        server.server_close()
        database.close()
    return 0
