"""Starts the FHIR server of the tests, and installs it once."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import Request, urlopen

HERE = Path(__file__).parent


@contextmanager
def running() -> Iterator[str]:
    """The address of a fresh, empty server."""
    if not (HERE / "node_modules" / "@medplum" / "fhir-router").is_dir():
        install = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts"]
        subprocess.run(install, cwd=HERE, check=True, capture_output=True, timeout=300)
    with subprocess.Popen(["node", "server.mjs"], cwd=HERE, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield f"http://127.0.0.1:{process.stdout.readline().strip()}"
        finally:
            process.kill()


def tell(address: str, path: str) -> None:
    """One of the server's own switches, such as `/_down`."""
    with urlopen(Request(f"{address}{path}", method="POST"), timeout=5):
        pass
