"""Commands for whoever writes and reviews what the line says: checks, proof, understanding, pictures."""

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from bot.cli.commands import Add
from bot.content import checked_content, clinic_profile, read_book, read_lexicon
from bot.dialogue.checks import check
from bot.dialogue.drawing import draw
from bot.dialogue.proofs import breaches_in_words, prove
from bot.dialogue.schemas import schemas
from bot.nlu import batch
from bot.values import Language

FLOWS = Path("flows")


def add(command: Add) -> None:
    """Registers the commands."""
    command("check", _check, "List every problem in the content, with its place and cure.")
    proof = command("prove", _prove, "Walk every reachable state and prove the safety invariants.")
    proof.add_argument("--most", type=int, default=3, help="how many counter-examples to print")
    proof.add_argument("--states", type=int, help="walk only so many states, those nearest to the first word")
    understand = command("understand", _understand, "Read JSON lines of messages, write what each means.")
    understand.add_argument("--why", metavar="TEXT", help="explain one message instead")
    pictures = command("draw", _draw, "Draw flows as SVG pictures.")
    pictures.add_argument("flows", nargs="*", metavar="FLOW", help="which; all of them unless named")
    pictures.add_argument("--out", type=Path, default=Path("docs/flows"), help="the folder to draw them into")
    pictures.add_argument("--language", choices=[language.value for language in Language], default="en")
    command("schema", _schema, "Write the JSON Schemas by which an editor checks flows while they are written.")


def _check(_: argparse.Namespace) -> int:
    issues = check(checked_content(FLOWS, clinic_profile(FLOWS), datetime.now(UTC).date()))
    for issue in issues:
        print(issue)
    errors = sum(issue.is_error for issue in issues)
    print(f"{errors} errors, {len(issues) - errors} other remarks")
    return 1 if errors else 0


def _prove(asked: argparse.Namespace) -> int:
    began = time.process_time()
    content = checked_content(FLOWS, clinic_profile(FLOWS), datetime.now(UTC).date())
    proof = prove(content.book, content.wordings, most=asked.states)
    found = (*breaches_in_words(content), *proof.violations)
    for example in found[: asked.most]:
        print(f"{example.code}: {example.breach}\n{example.conversation}\n")
    spent = time.process_time() - began
    print(f"{proof.states} states, {proof.transitions} transitions, {spent:.1f} s of one processor")
    if found:
        print(f"{len(found)} breaches.")
    elif proof.is_complete:
        print("P1 to P10 hold in every reachable state.")
    else:
        print(f"No breach in the states walked; {proof.unwalked} were met and NOT walked. This is no proof.")
    return 1 if found else 0


def _understand(asked: argparse.Namespace) -> int:
    lexicon = read_lexicon(FLOWS)
    if asked.why is not None:
        print(batch.why(lexicon, asked.why))
        return 0
    for line in sys.stdin:
        if line.strip():
            print(batch.answer_line(lexicon, line))
    return 0


def _schema(_: argparse.Namespace) -> int:
    folder = FLOWS / "schema"
    folder.mkdir(exist_ok=True)
    for name, schema in schemas().items():
        path = folder / f"{name}.json"
        path.write_text(json.dumps(schema, indent=1, ensure_ascii=False) + "\n")
        print(path)
    return 0


def _draw(asked: argparse.Namespace) -> int:
    flows = read_book(FLOWS).flows
    unknown = [name for name in asked.flows if name not in flows]
    if unknown:
        print(f"No such flow: {', '.join(unknown)}. There are: {', '.join(sorted(flows))}.", file=sys.stderr)
        return 2
    asked.out.mkdir(parents=True, exist_ok=True)
    for name in asked.flows or sorted(flows):
        path = asked.out / f"{name}.svg"
        path.write_text(draw(flows[name], language=Language(asked.language)))
        print(path)
    return 0
