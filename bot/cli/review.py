"""Commands for a clinician's review: the packet to read, and the signature under a flow."""

import argparse
import json
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from bot.cli.commands import Add
from bot.cli.packet import SIGNED, packet
from bot.content import checked_content, clinic_profile, read_book
from bot.dialogue.checks import check
from bot.dialogue.flow import Review
from bot.dialogue.proofs import prove
from bot.dialogue.review import digest, latest_review_by, signed_part, with_signature

FLOWS = Path("flows")


def add(command: Add) -> None:
    """Registers the commands."""
    sign = command("sign", _sign, "Sign a flow as it stands: its advice may then be given in production.")
    sign.add_argument("file", type=Path, metavar="FLOW", help="the flow's own file, such as flows/spasm_care.toml")
    sign.add_argument("--by", required=True, help="the clinician who read it")
    sign.add_argument("--role", required=True, help="licence and state, such as 'MD, Texas'")
    sign.add_argument("--on", type=date.fromisoformat, default=None, help="the day of the review; today unless given")
    sign.add_argument(
        "--review-by", type=date.fromisoformat, help="the last day it holds; as late as allowed unless given"
    )
    pages = command("packet", _packet, "Write the review packet: one printable page with all that a clinician signs.")
    pages.add_argument("--out", type=Path, default=Path("review-packet.html"))
    pages.add_argument("--without-proof", action="store_true", help="do not walk the flows; the packet then says so")
    pages.add_argument("--states", type=int, help="walk only so many states, those nearest to the first word")


def _packet(asked: argparse.Namespace) -> int:
    profile = clinic_profile(FLOWS)
    content = checked_content(FLOWS, profile, datetime.now(UTC).date())
    proof = None if asked.without_proof else prove(content.book, content.wordings, most=asked.states)
    asked.out.write_text(packet(content, FLOWS, profile.name, proof))
    print(asked.out)
    return 0


def _sign(asked: argparse.Namespace) -> int:
    folder, name = asked.file.parent, asked.file.name.partition(".")[0]
    book = read_book(folder)
    if name not in book.flows:
        return _refuse(f"{asked.file}: no such flow. There are: {', '.join(sorted(book.flows))}.")
    flow = book.flows[name]
    reviewed_on = asked.on or datetime.now(UTC).date()
    latest = latest_review_by(flow, reviewed_on)
    review_by = asked.review_by or latest
    if not reviewed_on <= review_by <= latest:
        return _refuse(f"--review-by must lie between {reviewed_on} and {latest}, the longest a review may hold.")
    errors = [issue for issue in check(checked_content(folder, clinic_profile(folder), reviewed_on)) if issue.is_error]
    errors = [issue for issue in errors if issue.place.partition(".")[0] == name]
    if errors:
        return _refuse("\n".join(str(issue) for issue in errors) + "\nNothing was signed: mend these first.")
    review = Review(
        reviewer=asked.by,
        role=asked.role,
        reviewed_on=reviewed_on.isoformat(),
        review_by=review_by.isoformat(),
        digest=digest(flow),
    )
    own_file = folder / f"{name}.toml"
    own_file.write_text(with_signature(own_file.read_text(), review))
    kept = folder / SIGNED / f"{name}.json"
    kept.parent.mkdir(exist_ok=True)
    kept.write_text(json.dumps(signed_part(flow), indent=1, sort_keys=True, ensure_ascii=False) + "\n")
    print(f"{name} is signed by {asked.by} until {review_by}.")
    return 0


def _refuse(why: str) -> int:
    print(why, file=sys.stderr)
    return 2
