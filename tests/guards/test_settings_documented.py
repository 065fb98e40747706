"""A setting that the README does not explain cannot be set by anybody."""

import re

import pytest

from bot.settings import SETTINGS
from tests.guards.sources import ROOT, sources


@pytest.mark.parametrize("name", [row.name for row in SETTINGS])
def test_each_setting_is_in_the_readme(name: str) -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert re.search(rf"`{name}\b", readme), f"README.md does not explain `{name}`"


def test_each_setting_has_a_help_of_one_line() -> None:
    assert [row.name for row in SETTINGS if not row.help or "\n" in row.help] == []


def test_only_wiring_reads_the_environment() -> None:
    """Whatever else reads it is a setting nobody can find."""
    wiring = {"bot/wiring/__init__.py", "bot/wiring/local.py"}
    allowed = {*wiring, "bot/storage/embedded.py"}  # the latter lends a package a folder
    reading = re.compile(r"\bos\.environ\b|\bgetenv\b|from os import")
    assert {source.name for source in sources("bot", "app.py") if reading.search(source.text)} <= allowed
