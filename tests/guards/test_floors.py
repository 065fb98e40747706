"""The floors hold, and the contracts that say so would notice if they did not."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.guards.sources import ROOT, Source, sources

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
PURE = ("bot/dialogue", "bot/clinic", "bot/nlu", "bot/values.py", "bot/clock.py", "bot/settings")
READS_THE_WORLD = {"today", "utcnow", "uuid1", "uuid4", "urandom", "read_text", "read_bytes", "write_text"}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [str(LINT_IMPORTS), "--no-cache", "--config", str(ROOT / "pyproject.toml")]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def test_the_floors_hold() -> None:
    found = lint(ROOT)
    assert found.returncode == 0, found.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Callable[[str, str], str]:
    """Plants a line in one module of a copy of the house and returns what the contracts say."""

    def plant(module: str, line: str) -> str:
        shutil.copytree(ROOT / "bot", tmp_path / "bot", ignore=shutil.ignore_patterns("__pycache__"))
        path = tmp_path / module
        path.touch()
        path.write_text(path.read_text(encoding="utf-8") + f"\n{line}\n", encoding="utf-8")
        found = lint(tmp_path)
        assert found.returncode != 0, f"nobody noticed {line!r} in {module}"
        return " ".join((found.stdout + found.stderr).split())

    return plant


IN_A_FUNCTION = "def late():\n    import bot.web"


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("bot/services/__init__.py", "import bot.web", "Each floor"),
        ("bot/services/__init__.py", IN_A_FUNCTION, "Each floor"),
        ("bot/clinic/__init__.py", "import bot.nlu", "Each floor"),
        ("bot/web/__init__.py", "import bot.worker", "Each floor"),
        ("bot/extra.py", "", "bot.extra"),
        ("bot/dialogue/__init__.py", "import os", "Below storage"),
        ("bot/nlu/__init__.py", "from pathlib import Path", "Below storage"),
        ("bot/values.py", "import time", "Below storage"),
        ("bot/clinic/__init__.py", "import sqlalchemy", "Below storage"),
        ("bot/services/__init__.py", "import twilio", "The gateway's library"),
        ("bot/services/__init__.py", "import flask", "The web framework"),
        ("bot/web/__init__.py", "import bot.storage.tables", "Tables are"),
        ("bot/storage/tables.py", "import bot.storage.contacts", "circle"),
    ],
)
def test_a_breach_is_noticed(copy: Callable[[str, str], str], module: str, line: str, broken: str) -> None:
    assert broken in copy(module, line)


def reaches_out(source: Source) -> list[str]:
    """Calls that read a clock, chance, a file or a person, which no import gives away."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(value=ast.Name(id="datetime" | "date"), attr="now" | "today" as name):
                    found.append(f"{source.name}:{node.lineno} {name}")
                case ast.Attribute(attr=name) if name in READS_THE_WORLD:
                    found.append(f"{source.name}:{node.lineno} {name}")
                case ast.Name(id="open" | "print" | "input" | "uuid1" | "uuid4" as name):
                    found.append(f"{source.name}:{node.lineno} {name}")
    return found


def test_the_pure_floors_read_no_clock_no_chance_and_no_file() -> None:
    assert [found for source in sources(*PURE) for found in reaches_out(source)] == []


@pytest.mark.parametrize(
    "text",
    [
        "datetime.now(UTC)",
        "date.today()",
        "uuid4()",
        "uuid.uuid4()",
        "open('x')",
        "print('x')",
        "path.read_text()",
    ],
)
def test_reaching_out_is_noticed(text: str) -> None:
    assert len(reaches_out(Source("a.py", text))) == 1
