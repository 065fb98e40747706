"""Commands about visits, for the clinic's own people: a day's list, and the link to a practitioner's calendar."""

import argparse
import sys
from datetime import date

from bot.cli.commands import Add
from bot.services import day_list
from bot.wiring import assemble, read_settings


def add(command: Add) -> None:
    """Registers the commands."""
    visits = command("visits", _visits, "List a day's visits: with names, so for the clinic's own people alone.")
    visits.add_argument("day", nargs="?", type=date.fromisoformat, help="as in 2026-12-01; today unless given")
    visits.add_argument("--feed", metavar="KEY", help="instead: the private link to this practitioner's calendar")


def _visits(asked: argparse.Namespace) -> int:
    line = assemble(read_settings()).line
    if asked.feed:
        known = [one.key for one in line.desk.schedule.practitioners]
        if asked.feed not in known:
            print(f"No practitioner {asked.feed}; there are {', '.join(known)}.", file=sys.stderr)
            return 2
        print(line.links.of_feed(asked.feed, line.now()))
        return 0
    day = asked.day or line.now().date()
    lines = day_list.lines(line.desk, line.database, day)
    print("\n".join(lines) if lines else f"No visits on {day:%A, %B %d, %Y}.")
    return 0
