"""`python -m bot …`: what a person or a host starts by hand. Each command is a few lines over a use case."""

import argparse
import secrets
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bot import worker
from bot.channels.simulator import terminal
from bot.clinic.profile import Profile, ProfileError, parse
from bot.clinic.schedule import ScheduleError
from bot.clinic.staff_rules import Role
from bot.content import checked_content, read_book, read_lexicon, wordings
from bot.dialogue.checks import check
from bot.dialogue.loading import ContentError
from bot.dialogue.proofs import prove
from bot.logs import configure_logging
from bot.nlu import batch
from bot.services import audit, staff_accounts
from bot.services.staff_accounts import NotAnAddress
from bot.settings import SettingsError
from bot.storage.database import Database
from bot.values import Channel
from bot.web.application import make_application
from bot.web.phone_line import phone_line
from bot.wiring import assemble, database_url, migrate, read_settings

FLOWS = Path("flows")


def main(arguments: list[str] | None = None) -> int:
    """Runs one command; the exit status is 0 when all is well."""
    asked = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = asked.command
    try:
        return command(asked)
    except (SettingsError, ContentError, ProfileError, ScheduleError, NotAnAddress) as error:
        print(error, file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m bot", description="The clinic line.")
    commands = parser.add_subparsers(required=True, metavar="command")

    def add(name: str, command: Callable[[argparse.Namespace], int], words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(command=command)
        return added

    add("migrate", _migrate, "Bring the database to the version this program needs.")
    add("worker", _worker, "Run the job process.")
    add("check", _check, "List every problem in the content, with its place and cure.")
    prove = add("prove", _prove, "Walk every reachable state and prove the safety invariants.")
    prove.add_argument("--most", type=int, default=3, help="how many counter-examples to print")
    prove.add_argument("--states", type=int, help="walk only so many states, those nearest to the first word")
    understand = add("understand", _understand, "Read JSON lines of messages, write what each means.")
    understand.add_argument("--why", metavar="TEXT", help="explain one message instead")
    staff = add("staff", _staff, "Invite a staff member, or give a new password: prints a link that expires.")
    staff.add_argument("what", choices=["invite"])
    staff.add_argument("email")
    staff.add_argument("--role", choices=[role.value for role in Role], required=True)
    staff.add_argument("--name", default="")
    staff.add_argument("--break-glass", action="store_true", help="for the day when nobody can log in")
    trail = add("audit", _audit, "Verify the sealed chain of the audit lines.")
    trail.add_argument("what", choices=["verify"])
    for name, words in (("talk", "Text with the line in this terminal."), ("call", "Call the line in this terminal.")):
        phone = add(name, _phone, words)
        phone.set_defaults(channel=name)
        phone.add_argument("--phone", default="+18175550100", help="the number to write or call from")
        phone.add_argument("--save", type=Path, help="save what happens as a conversation test")
    return parser


def _migrate(_: argparse.Namespace) -> int:
    settings = read_settings()
    database = Database(database_url(settings), pool_size=1)
    migrate(settings, database)
    database.close()
    return 0


def _worker(_: argparse.Namespace) -> int:
    settings = read_settings()
    configure_logging(settings.log_level)
    if settings.is_local:
        _migrate(argparse.Namespace())
    worker.run(assemble(settings))
    return 0


def _check(_: argparse.Namespace) -> int:
    issues = check(checked_content(FLOWS, _profile()))
    for issue in issues:
        print(issue)
    errors = sum(issue.is_error for issue in issues)
    print(f"{errors} errors, {len(issues) - errors} other remarks")
    return 1 if errors else 0


def _prove(asked: argparse.Namespace) -> int:
    began = time.monotonic()
    proof = prove(read_book(FLOWS), wordings(_profile()), most=asked.states)
    for example in proof.violations[: asked.most]:
        print(f"{example.code}: {example.breach}\n{example.conversation}\n")
    print(f"{proof.states} states, {proof.transitions} transitions, {time.monotonic() - began:.1f} s")
    if proof.violations:
        print(f"{len(proof.violations)} breaches.")
    elif proof.is_complete:
        print("Every invariant holds in every reachable state.")
    else:
        print(f"No breach in the states walked; {proof.unwalked} were met and NOT walked. This is no proof.")
    return 1 if proof.violations else 0


def _understand(asked: argparse.Namespace) -> int:
    lexicon = read_lexicon(FLOWS)
    if asked.why is not None:
        print(batch.why(lexicon, asked.why))
        return 0
    for line in sys.stdin:
        if line.strip():
            print(batch.answer_line(lexicon, line))
    return 0


def _staff(asked: argparse.Namespace) -> int:
    settings = read_settings()
    token = staff_accounts.invite(
        assemble(settings).line, asked.email, Role(asked.role), name=asked.name, is_break_glass=asked.break_glass
    )
    print(f"{settings.public_base_url}/console/invite/{token}")
    return 0


def _audit(_: argparse.Namespace) -> int:
    verdict = audit.verify(assemble(read_settings()).line)
    print(f"head {verdict.head}; " + ("whole" if verdict.is_whole else "BROKEN"))
    return 0 if verdict.is_whole else 1


def _profile() -> Profile:
    return parse((FLOWS / "clinic.toml").read_text())


def _phone(asked: argparse.Namespace) -> int:
    settings = read_settings()
    configure_logging("ERROR")
    _migrate(asked)
    bot = assemble(settings)
    line = phone_line(bot, make_application(bot).wsgi_app)
    channel = Channel.SMS if asked.channel == "talk" else Channel.VOICE
    return terminal.run(line, channel=channel, number=asked.phone, seed=secrets.token_hex(8), save=asked.save)
