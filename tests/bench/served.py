"""A gunicorn with one application behind it, and what it uses: CPU seconds and memory of its whole tree."""

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.conversation import ACCOUNT, BASE_URL, TOKEN
from tests.guards.sources import ROOT

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(slots=True)
class Served:
    """One application under the project's own gunicorn settings, on a port of its own."""

    name: str
    application: str
    database_url: str
    environment: dict[str, str]
    port: int = field(init=False)
    process: subprocess.Popen[bytes] = field(init=False)

    def __post_init__(self) -> None:
        self.port = _free_port()
        quiet_and_here = ["--log-level", "warning", "--bind", f"127.0.0.1:{self.port}"]
        gunicorn = str(Path(sys.executable).with_name("gunicorn"))
        self.process = subprocess.Popen(
            [gunicorn, "-c", "gunicorn.conf.py", *quiet_and_here, self.application],
            cwd=ROOT,
            env=os.environ | self._settings(),
            stdout=subprocess.DEVNULL,
        )
        self._wait_until_it_answers()

    def _settings(self) -> dict[str, str]:
        return {
            "PORT": str(self.port),
            "PUBLIC_BASE_URL": BASE_URL,
            "DATABASE_URL": self.database_url,
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": TOKEN,
            "SECRET_KEY": TOKEN,
            "LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(ROOT / "tests" / "bench" / "as_in_production"),
        } | self.environment

    def _wait_until_it_answers(self) -> None:
        patience = time.monotonic() + 30
        while time.monotonic() < patience:
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.name} did not start: see the lines above.")
            if len(_tree(self.process.pid)) == 3:  # arbiter and two workers
                with socket.socket() as probe:
                    if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                        return
            time.sleep(0.1)
        raise RuntimeError(f"{self.name} did not answer within 30 seconds.")

    def cpu_seconds(self) -> float:
        """User and system time of arbiter and workers since they started."""
        return sum(_cpu_seconds(pid) for pid in _tree(self.process.pid))

    def megabytes(self) -> float:
        """Proportional set size of the tree: shared pages are counted once."""
        return sum(_proportional_kilobytes(pid) for pid in _tree(self.process.pid)) / 1024

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


def server_cpu_seconds(postmaster: int) -> float:
    """User and system time of the whole PostgreSQL, backends that have ended included."""
    return _cpu_seconds(postmaster, ended_too=True) + sum(_cpu_seconds(pid) for pid in _tree(postmaster)[1:])


def _cpu_seconds(pid: int, *, ended_too: bool = False) -> float:
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except FileNotFoundError:
        return 0.0
    last = 15 if ended_too else 13  # utime, stime, and those of children waited for
    return sum(int(ticks) for ticks in fields[11:last]) / TICKS


def _proportional_kilobytes(pid: int) -> int:
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1])
    return 0


def _tree(pid: int) -> list[int]:
    """This process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [pid, *(below for child in children for below in _tree(int(child)))]


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
