"""Tests marked `browser` or `node` need a program of the machine.

Where it is missing they are left out with a loud line; with CI=true they fail instead.
"""

import os
import shutil

import pytest

PROGRAMS = {"browser": "Chromium", "node": "Node"}  # by marker
COMMANDS = {"Chromium": ("chromium", "chromium-browser", "google-chrome"), "Node": ("node",)}
REQUIRED = os.environ.get("CI") == "true"


def command_of(program: str) -> str | None:
    """Where this machine keeps the program, or None."""
    return next((path for command in COMMANDS[program] if (path := shutil.which(command))), None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, program in PROGRAMS.items():
        if item.get_closest_marker(marker) and command_of(program) is None:
            if REQUIRED:
                pytest.fail(f"{program} is not installed, and CI=true requires it.", pytrace=False)
            pytest.skip(f"needs {program}")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", ())]
    for program in PROGRAMS.values():
        left_out = sum(f"needs {program}" in reason for reason in skipped)
        if left_out:
            line = f"!!! {left_out} TESTS DID NOT RUN: {program} is not installed on this machine. !!!"
            terminalreporter.write_line(line, yellow=True, bold=True)
