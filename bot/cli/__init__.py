"""`python -m bot …`: what a person or a host starts by hand. Each command is a few lines over a use case.

A module holds the commands of one kind and registers them by its `add`.
"""

import argparse
import sys
from collections.abc import Callable

from bot.cli import content, drill, house, preview, recall, review, safety, staff, visits
from bot.clinic.profile import ProfileError
from bot.clinic.schedule import ScheduleError
from bot.dialogue.loading import ContentError
from bot.services.staff_accounts import NotAnAddress
from bot.settings import SettingsError


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit status is 0 when all is well."""
    asked = parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = asked.command
    try:
        return command(asked)
    except (SettingsError, ContentError, ProfileError, ScheduleError, NotAnAddress) as error:
        print(error, file=sys.stderr)
        return 2


def parser() -> argparse.ArgumentParser:
    """Every command with its arguments."""
    top = argparse.ArgumentParser(prog="python -m bot", description="The clinic line.")
    commands = top.add_subparsers(required=True, metavar="command")

    def add(name: str, command: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(command=command)
        return added

    for kind in (house, content, preview, review, safety, staff, visits, recall, drill):
        kind.add(add)
    return top
