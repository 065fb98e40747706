"""The fire drill by hand: it disturbs the real staff, who read DRILL before anything else."""

import argparse
import time

from bot.cli.commands import Add
from bot.services import drill
from bot.services.line import ClinicLine
from bot.wiring import assemble, make_render, read_settings

LOOK_SECONDS = 2.0


def add(command: Add) -> None:
    """Registers the command."""
    wanted = command("drill", _drill, "Send a made-up danger the real way to the staff phones, and time who comes.")
    wanted.add_argument("--wait", type=float, default=30.0, metavar="MINUTES", help="how long to wait for a claim")
    wanted.add_argument("--list", action="store_true", help="list the latest drills instead")


def _drill(asked: argparse.Namespace) -> int:
    line = assemble(read_settings()).line
    if asked.list:
        for one in drill.latest(line, 20):
            came = f"{one.name} after {one.seconds:.0f} s" if one.seconds is not None else "nobody came"
            print(f"{one.started_at:%Y-%m-%d %H:%M}  {one.code}  {came}, {one.rungs} rungs reached")
        return 0
    try:
        code = drill.start(line, make_render())
    except drill.DrillFailed as error:
        print(error)
        return 1
    print(f"DRILL {code} is waiting. Somebody has to claim it in the console.", flush=True)
    return 0 if _is_claimed(line, asked.wait * 60) else 1


def _is_claimed(line: ClinicLine, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        (newest,) = drill.latest(line, 1)
        if newest.seconds is not None:
            print(f"{newest.name} came after {newest.seconds:.0f} s; {newest.rungs} rungs were reached.")
            return True
        time.sleep(LOOK_SECONDS)
    print("Nobody has come yet. The ladder goes on.")
    return False
