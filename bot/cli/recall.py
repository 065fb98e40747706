"""`python -m bot recall ADVICE`: who heard an advice, in which edition, and one correction to all of them."""

import argparse

from bot.cli.commands import Add
from bot.services import recall
from bot.values import Language
from bot.wiring import assemble, read_settings


def add(command: Add) -> None:
    """Registers the command."""
    made = command("recall", _recall, "List who was told an advice, and perhaps send them one correction.")
    made.add_argument("advice", help="a step such as spasm_care.ice, or a fact such as S7")
    made.add_argument("--edition", help="only those who heard this edition")
    made.add_argument("--english", metavar="WORDS", help="the correction, given by a clinician; with --spanish")
    made.add_argument("--spanish", metavar="WORDS")


def _recall(asked: argparse.Namespace) -> int:
    line = assemble(read_settings()).line
    try:
        heard = recall.who_heard(line, asked.advice, asked.edition)
    except recall.UnknownAdvice as error:
        print(error)
        return 2
    print(f"edition now: {line.edition}")
    for one in heard:
        channels = "+".join(channel.value for channel in one.channels)
        told = f"{one.times} x by {channels}, last {one.last_at:%Y-%m-%d %H:%M}, edition {one.edition or '?'}"
        print(f"{one.contact_id}  {told}")
    print(f"{len({one.contact_id for one in heard})} people")
    if not (asked.english and asked.spanish):
        return 0
    words = {Language.EN: asked.english, Language.ES: asked.spanish}
    done = recall.correct(line, asked.advice, words, asked.edition)
    print(
        f"{done.planned} corrections planned, {done.for_staff} for staff to phone, {done.unreachable} without a number"
    )
    return 0
