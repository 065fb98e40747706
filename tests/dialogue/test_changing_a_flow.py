"""Follows flows/README.md to the letter: what it tells a nurse to do is done here, with its own words."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from datetime import date
from pathlib import Path

import pytest

from bot.cli import main
from bot.content import checked_content, clinic_profile, closed_flows, read_book
from bot.dialogue.checks import check
from bot.dialogue.drawing import draw
from bot.storage.database import Database
from tests.bots import LINE, ME
from tests.guards.sources import ROOT

GUIDE = (ROOT / "flows" / "README.md").read_text()
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
EDIT, STEP = (block for kind, block in BLOCKS if kind == "toml")
COMMANDS = [line for kind, block in BLOCKS if not kind for line in block.splitlines() if line.startswith("python -m")]
TODAY = date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The content with the guide's change in it, in a folder where the guide's commands may be run."""
    folder = Path(shutil.copytree(ROOT / "flows", tmp_path / "flows"))
    monkeypatch.chdir(tmp_path)
    in_step, new = EDIT.strip().splitlines()
    name = in_step.removeprefix("# in ")
    path = folder / "spasm_care.toml"
    text = path.read_text()
    onset = re.search(rf"^{re.escape(name)}\n(?:[^\[].*\n|\n)*", text, re.MULTILINE)
    assert onset is not None
    edited = re.sub(r'^next = "skin_check"$', new, onset[0], flags=re.MULTILINE)
    assert edited != onset[0]
    path.write_text(text.replace(onset[0], f"{edited.rstrip()}\n\n{STEP}\n"))
    read_book.cache_clear()
    return folder


def test_the_change_passes_every_check(folder: Path) -> None:
    issues = check(checked_content(folder, clinic_profile(folder), TODAY))
    assert [str(issue) for issue in issues if issue.is_error] == []


def test_the_change_is_in_the_picture(folder: Path) -> None:
    flow = read_book(folder).flows["spasm_care"]
    assert ">pain</text>" in draw(flow)
    assert flow.steps["onset"].next == "pain"


def test_its_commands_run_as_they_are_written_and_the_signature_opens_the_advice(folder: Path) -> None:
    assert [command.split()[3] for command in COMMANDS] == [
        "check", "prove", "draw", "preview", "packet", "sign",
    ]  # fmt: skip
    for command in COMMANDS:
        arguments = [quoted or word for quoted, word in re.findall(r'"([^"]+)"|(\S+)', command)][3:]
        if arguments[0] == "preview":
            continue  # it goes on until it is told to stop: below
        if arguments[0] == "prove":  # whole by hand; here only far enough to be sure that it runs
            arguments += ["--states", "40"]
        if arguments[0] == "packet":
            arguments += ["--without-proof"]
        assert main(arguments) == 0, command
    read_book.cache_clear()
    book = read_book(folder)
    assert "spasm_care" not in closed_flows(book, allow_unreviewed=False)(date.fromisoformat(_signed_on(folder)))
    assert Path("docs/flows/spasm_care.svg").is_file()
    assert Path("review-packet.html").is_file()


def test_the_preview_starts_as_it_is_written_and_plays_the_new_step(folder: Path, database: Database) -> None:
    command = next(command for command in COMMANDS if "preview" in command).split()
    environ = {**os.environ, "PYTHONPATH": str(ROOT), "DATABASE_URL": database.url}
    with subprocess.Popen(
        [sys.executable, *command[1:], "--port", "0"], cwd=folder.parent, env=environ, stdout=subprocess.PIPE, text=True
    ) as preview:
        try:
            assert preview.stdout is not None
            address = re.search(r"http://127\.0\.0\.1:\d+", preview.stdout.readline())
            assert address is not None
            asked = {"place": "spasm_care.pain", "number": ME, "line": LINE, "language": "en"}
            assert posted(f"{address[0]}/preview/play", asked) == {"played": "spasm_care.pain"}
        finally:
            preview.send_signal(signal.SIGINT)
            assert preview.wait(30) == 0


def posted(address: str, asked: dict[str, str]) -> object:
    question = urllib.request.Request(address, json.dumps(asked).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(question) as answer:
        return json.loads(answer.read())


def test_a_change_without_a_signature_is_a_draft(folder: Path) -> None:
    assert "spasm_care" in closed_flows(read_book(folder), allow_unreviewed=False)(TODAY)


def _signed_on(folder: Path) -> str:
    return read_book(folder).flows["spasm_care"].reviewed.reviewed_on
