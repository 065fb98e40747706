"""The PostgreSQL of a machine that has none."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.storage import embedded

START = """
import sys
from pathlib import Path
from bot.storage import embedded
print(embedded.start(Path(sys.argv[1]), throw_away=True), flush=True)
sys.stdin.read()
"""


class Program:
    """A process of its own that starts the server and waits for its standard input to close."""

    def __init__(self, folder: Path) -> None:
        environment = {name: value for name, value in os.environ.items() if name != "XDG_RUNTIME_DIR"}
        self.process = subprocess.Popen(
            [sys.executable, "-W", "error", "-c", START, str(folder)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().strip()

    def end(self, how: signal.Signals | None = None) -> None:
        if how:
            self.process.send_signal(how)
        self.process.communicate()


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "of" / "one" / "run"
    yield folder
    assert not cluster_of(folder).exists(), "the last process must take the server with it"


def cluster_of(folder: Path) -> Path:
    return embedded.home_for(folder) / "postgres"


def test_two_processes_share_one_server_and_the_last_one_removes_it(folder: Path) -> None:
    first, second = Program(folder), Program(folder)
    assert first.url == second.url != ""
    first.end()
    assert (cluster_of(folder) / "postmaster.pid").exists()
    second.end()


def test_a_killed_process_does_not_keep_the_server_alive(folder: Path) -> None:
    killed = Program(folder)
    killed.end(signal.SIGKILL)
    assert (cluster_of(folder) / "postmaster.pid").exists()
    Program(folder).end()


def test_a_first_start_that_was_interrupted_does_no_harm(folder: Path) -> None:
    for patience in (0.4, 0.6, 0.8):  # seconds: somewhere while the cluster is being made
        interrupted = subprocess.Popen([sys.executable, "-c", START, str(folder)])
        time.sleep(patience)
        interrupted.kill()
        interrupted.wait()
    program = Program(folder)
    with psycopg.connect(program.url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    program.end()


def test_a_data_folder_with_a_long_path_still_gets_a_socket(tmp_path: Path) -> None:
    program = Program(tmp_path / ("long" * 20) / ("path" * 20))
    assert program.url.startswith("postgresql://")
    program.end()


def test_a_private_home_is_not_opened_for_the_server(tmp_path: Path) -> None:
    home = tmp_path / "private"
    home.mkdir(mode=0o700)
    program = Program(home / "checkout" / ".data")
    program.end()
    assert home.stat().st_mode & 0o777 == 0o700
