"""Commands about the clinic's people and the record of what they did."""

import argparse

from bot.cli.commands import Add
from bot.clinic.staff_rules import Role
from bot.services import audit, staff_accounts
from bot.wiring import assemble, read_settings


def add(command: Add) -> None:
    """Registers the commands."""
    staff = command("staff", _staff, "Invite a staff member, or give a new password: prints a link that expires.")
    staff.add_argument("what", choices=["invite"])
    staff.add_argument("email")
    staff.add_argument("--role", choices=[role.value for role in Role], required=True)
    staff.add_argument("--name", default="")
    staff.add_argument("--break-glass", action="store_true", help="for the day when nobody can log in")
    trail = command("audit", _audit, "Verify the sealed chain of the audit lines.")
    trail.add_argument("what", choices=["verify"])


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
