"""axe-core in a page: what stands in the way of people with a screen reader, a keyboard, or weak eyes.

The package is fetched once by npm, by name and version, into a folder of the machine; it is for tests alone.
"""

import shutil
import subprocess
import tarfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

PACKAGE = "axe-core@4.14.1"
KEPT = Path(".data") / "npm" / PACKAGE


def source() -> str:
    """The script, fetched where it is not kept yet. Raises CalledProcessError without a registry."""
    script = KEPT / "package" / "axe.min.js"
    if not script.exists():
        npm = shutil.which("npm")
        assert npm is not None, "npm is not installed"
        KEPT.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "pack", PACKAGE, "--silent"], cwd=KEPT, check=True, timeout=120, capture_output=True)
        with tarfile.open(next(KEPT.glob("*.tgz"))) as packed:
            packed.extractall(KEPT, filter="data")
    return script.read_text(encoding="utf-8")


def serious(page: Page) -> list[str]:
    """Each serious or critical finding in one line: rule, how often, and where first."""
    page.evaluate(source())  # through the debugger, which no policy of the page concerns
    found: list[dict[str, Any]] = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{one['id']} x{len(one['nodes'])}: {one['nodes'][0]['target']} {one['help']}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]
