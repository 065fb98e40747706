"""How the web process is served: two workers of eight threads, each a thread of its own in the database pool.

The application is built once, before the fork, without a connection: one shared by two processes is broken.
"""

import ctypes
import gc
import os
import signal
import sys
from pathlib import Path

from gunicorn.arbiter import Arbiter

from bot.settings import Settings, SettingsError

LOCAL = os.environ.get("BOT_ENV", "").strip().lower() == "local"
PORT = os.environ.get("PORT", "").strip() or "8000"

ANYWHERE = "0.0.0.0"  # noqa: S104  in production the host routes to it from outside
MEMORY = Path("/dev/shm")  # noqa: S108  a folder in memory, where the system has one

bind = f"{'127.0.0.1' if LOCAL else ANYWHERE}:{PORT}"
worker_class = "gthread"
workers = 2
threads = 8
preload_app = False

timeout = 30  # seconds a worker may be dead before it is replaced; the gateway gives up after 15
graceful_timeout = 20  # a turn under way is finished before a deploy ends it
keepalive = 15  # longer than an open console rests between two polls, so that they share a connection
worker_tmp_dir = str(MEMORY) if MEMORY.is_dir() else None  # a slow disk must not look like a dead worker

accesslog = None  # request lines and their parameters name people
errorlog = "-"
loglevel = "warning" if LOCAL else "info"
control_socket_disable = True  # nothing is steered from beside; one file less in somebody's home


def on_starting(server: Arbiter) -> None:
    """Once, before a worker is forked."""
    try:
        Settings.parse(os.environ, lambda: "looked at only")
    except SettingsError as problems:
        raise SystemExit(str(problems)) from None  # told once and plainly, not by each worker
    if LOCAL:  # the `web:` line alone is enough on one machine: database started and migrated
        from bot.wiring.local import prepare_local  # noqa: PLC0415  not in production

        signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # stopped while starting: the database stops too
        prepare_local()
    build_once(server)


def build_once(server: Arbiter) -> None:
    """Builds and warms up the application here, so that the workers share its memory (DECISIONS tells how much).

    No connection and no thread is left when the workers are forked; each fills a pool of its own.
    """
    application = server.app.wsgi()
    warm_up = application.extensions.get("warm_up")
    if warm_up is not None:
        warm_up()
    gc.collect()
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:  # what reading the content needed for a moment goes back to the system
        trim(0)
    gc.set_threshold(20_000, 50, 50)  # a turn makes thousands of small objects, and hardly ever a circle of them
    gc.freeze()  # a collector that visits shared objects writes on their pages and ends the sharing


def when_ready(server: Arbiter) -> None:
    if LOCAL:
        print(f"The clinic line answers at http://127.0.0.1:{PORT}/", flush=True)
