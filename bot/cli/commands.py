"""How a module adds a command to `python -m bot`."""

import argparse
from typing import Protocol


class Add(Protocol):
    """Adds a command: its name, the function that runs it and gives the exit status, and what it does in words."""

    def __call__(self, name: str, command: "Command", words: str) -> argparse.ArgumentParser: ...


class Command(Protocol):
    """Runs a command."""

    def __call__(self, asked: argparse.Namespace, /) -> int: ...
