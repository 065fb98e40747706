"""The processes of a campaign, started again whenever they die: workers, and a web host with gunicorn's children."""

import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from pathlib import Path

FIRST_PORT, PORTS = 20_000, 10_000  # below those that the system hands out by itself
MOST_STARTS = 400
STANDS_STILL = 5.0  # seconds: longer than a lease, and than any wait for a lock
SERVER = ["gunicorn", "-c", "tests/faults/gunicorn_conf.py", "tests.faults.web:create_app()"]


class Hosts:
    """`workers` lets the faults in at the worker's places, `web_kill_rate` at those of a request."""

    def __init__(self, *, seed: int, variant: str, workers: int, kill_rate: float, web_kill_rate: float) -> None:
        self.port = _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.workers: list[subprocess.Popen[str]] = []
        self.kills = self.crashes = self.host_kills = self.stops = 0
        self.web_kills: Counter[str] = Counter()  # children, by the place in a request; known at the end
        self._seed, self._variant, self._wanted = seed, variant, workers
        self._kill_rate, self._web_kill_rate = kill_rate, web_kill_rate
        self._chance = random.Random(f"hosts {seed}")
        self._starts = self._web_starts = 0
        self._web: subprocess.Popen[str] | None = None
        self._folder = tempfile.TemporaryDirectory()

    def start(self, environ: dict[str, str]) -> None:
        """Returns when the web host listens."""
        self.environ = environ
        for _ in range(self._wanted):
            self.start_worker()
        self.start_web()
        self.wait_for_web()

    def start_worker(self) -> None:
        self._starts += 1
        seed = str(self._seed * 1000 + self._starts)
        self.workers.append(
            started([sys.executable, "-m", "tests.faults.worker", self._variant, seed, str(self._kill_rate)],
                     self.environ)
        )  # fmt: skip

    def start_web(self) -> None:
        """The whole host: gunicorn and its children, in a group of their own."""
        self._web_starts += 1
        environ = {
            **self.environ, "PORT": str(self.port), "FAULT_HOST": f"{self._seed}/{self._web_starts}",
            "FAULT_KILL_RATE": str(self._web_kill_rate), "FAULT_VARIANT": self._variant,
            "FAULT_DEATHS": str(self._deaths),
        }  # fmt: skip
        command = [str(Path(sys.executable).parent / SERVER[0]), *SERVER[1:]]
        self._web = started(command, environ, is_group=True)

    def wait_for_web(self, seconds: float = 60.0) -> None:
        until = time.monotonic() + seconds
        while not _listens(self.port):
            if time.monotonic() > until:
                raise TimeoutError("the web host does not listen")
            time.sleep(0.05)

    def tend(self) -> None:
        """Starts a process for each that has died."""
        for worker in [each for each in self.workers if each.poll() is not None]:
            if self._starts < MOST_STARTS:
                is_killed = worker.returncode == -signal.SIGKILL
                self.kills += is_killed
                self.crashes += not is_killed
                self.workers.remove(worker)
                self.start_worker()
        if self._web is not None and self._web.poll() is not None:
            self.crashes += self._web.returncode != -signal.SIGKILL
            self.start_web()

    # ------------------------------------------------------------ faults

    def kill_web(self) -> None:
        """The host goes with all its children, whatever they have in hand."""
        if self._web is not None and self._web.poll() is None:
            self.host_kills += 1
            os.killpg(self._web.pid, signal.SIGKILL)
            self._web.wait()

    def stop_worker(self) -> None:
        """A worker stands still for longer than its lease, and wakes up believing nothing happened."""
        if alive := [worker.pid for worker in self.workers if worker.poll() is None]:
            self._stand_still(alive[0])

    def stop_web(self) -> None:
        """A child of the web host stands still with all its requests."""
        if self._web is not None and (children := _children(self._web.pid)):
            self._stand_still(self._chance.choice(children))

    def _stand_still(self, pid: int) -> None:
        self.stops += 1
        _signal(pid, signal.SIGSTOP)
        threading.Timer(STANDS_STILL, _signal, (pid, signal.SIGCONT)).start()

    # ------------------------------------------------------------ the end

    def end(self) -> None:
        running = [process for process in (*self.workers, self._web) if process and process.poll() is None]
        for process in running:
            process.send_signal(signal.SIGCONT)
            process.terminate()
        for process in running:
            try:
                process.wait(25)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        if self._web is not None:
            _signal_group(self._web.pid, signal.SIGKILL)  # children that were stopped
        if self._deaths.exists():
            self.web_kills = Counter(self._deaths.read_text().split())
        self._folder.cleanup()

    @property
    def _deaths(self) -> Path:
        return Path(self._folder.name) / "deaths"


def started(command: list[str], environ: dict[str, str], *, is_group: bool = False) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, text=True,
        start_new_session=is_group,
    )  # fmt: skip


def _free_port() -> int:
    for number in range(PORTS):
        port = FIRST_PORT + (os.getpid() * 7 + number) % PORTS
        with socket.socket() as door:
            try:
                door.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise OSError("no port is free")


def _listens(port: int) -> bool:
    with socket.socket() as door:
        return door.connect_ex(("127.0.0.1", port)) == 0


def _children(pid: int) -> list[int]:
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False)
    return [int(child) for child in found.stdout.split()]


def _signal(pid: int, which: signal.Signals) -> None:
    try:
        os.kill(pid, which)
    except ProcessLookupError:
        return


def _signal_group(pid: int, which: signal.Signals) -> None:
    try:
        os.killpg(pid, which)
    except ProcessLookupError:
        return
