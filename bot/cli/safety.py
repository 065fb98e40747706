"""The safety figures of clinical.md 9 on one page: emergencies noticed and missed, talks played, what was proved.

Counts what understanding makes of labelled messages, and plays the written conversations; it prints no message.
"""

import argparse
import sys
import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from bot.cli.commands import Add
from bot.cli.talks import Talk, play_all, read_scripts
from bot.content import read_book, read_lexicon
from bot.dialogue.proofs import Proof, prove
from bot.nlu.batch import REFERENCE
from bot.nlu.meaning import Heard
from bot.nlu.understand import understand
from bot.values import Channel, Disposition, Language

FLOWS = Path("flows")
CORPUS = Path("tests/corpus")
CONVERSATIONS = Path("tests/conversations")
Z95 = 1.96


@dataclass(frozen=True, slots=True)
class Case:
    """One labelled message and what the line made of it."""

    half: str  # the folder it comes from: seen while developing, or not
    language: Language
    channel: Channel
    is_emergency: bool
    right: Disposition
    found: Disposition

    @property
    def is_life_safety(self) -> bool:
        """D0 to D2: what may never be missed."""
        return self.is_emergency and self.right.is_emergency


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the report: how many of how many, and the bar where there is one."""

    title: str
    bar: str
    of: Callable[[Case], bool]
    hit: Callable[[Case], bool]


FIGURES = (
    Figure("emergencies (D0-D2) noticed: acted on, or asked about", "98 % or more", lambda c: c.is_life_safety,
           lambda c: c.found is not Disposition.NONE),
    Figure("... in English", "gap to Spanish at most 1 point",
           lambda c: c.is_life_safety and c.language is Language.EN, lambda c: c.found is not Disposition.NONE),
    Figure("... in Spanish", "", lambda c: c.is_life_safety and c.language is Language.ES,
           lambda c: c.found is not Disposition.NONE),
    Figure("... by text", "gap to voice at most 2 points",
           lambda c: c.is_life_safety and c.channel is Channel.SMS, lambda c: c.found is not Disposition.NONE),
    Figure("... by voice", "", lambda c: c.is_life_safety and c.channel is Channel.VOICE,
           lambda c: c.found is not Disposition.NONE),
    Figure("911 and crisis noticed", "99 % or more",
           lambda c: c.is_emergency and c.right in (Disposition.CALL_911, Disposition.CRISIS_988),
           lambda c: c.found is not Disposition.NONE),
    Figure("acted on at once, at the right level or above", "88 % or more", lambda c: c.is_life_safety,
           lambda c: c.found.urgency >= c.right.urgency),
    Figure("asked about first", "", lambda c: c.is_life_safety, lambda c: c.found is Disposition.ASK_SCREEN),
    Figure("under-triage, minor: sent to staff today instead", "1 % at most", lambda c: c.is_life_safety,
           lambda c: c.found is Disposition.SAME_DAY_STAFF),
    Figure("under-triage, major: taken for harmless", "0", lambda c: c.is_life_safety,
           lambda c: c.found is Disposition.NONE),
    Figure("over-triage: harmless words taken for an emergency", "5 % at most",
           lambda c: not c.is_emergency and c.right is Disposition.NONE, lambda c: c.found.acts_at_once),
    Figure("harmless words asked about needlessly", "10 % at most",
           lambda c: not c.is_emergency and c.right is Disposition.NONE,
           lambda c: c.found is Disposition.ASK_SCREEN),
)  # fmt: skip


def add(command: Add) -> None:
    """Registers the command."""
    report = command(
        "safety-report", _report, "Print the safety figures: emergencies noticed and missed, and the proof."
    )
    report.add_argument("--corpus", type=Path, default=CORPUS, help="folders of labelled messages")
    report.add_argument("--conversations", type=Path, default=CONVERSATIONS, help="a folder of conversation scripts")
    report.add_argument("--without-conversations", action="store_true", help="play none; the page then says so")
    report.add_argument("--without-proof", action="store_true", help="do not walk the flows; the page then says so")


def _report(asked: argparse.Namespace) -> int:
    files = sorted(asked.corpus.glob("*/emergencies*.toml"))
    if not files:
        print(f"{asked.corpus}: no labelled messages (*/emergencies*.toml) are here.", file=sys.stderr)
        return 2
    cases = [case for file in files for case in read_cases(file)]
    talks = None if asked.without_conversations else list(play_all(read_scripts(asked.conversations)))
    print(page(cases, talks, None if asked.without_proof else prove(read_book(FLOWS), {})))
    return 0


def read_cases(file: Path) -> Iterator[Case]:
    """The labelled messages of a file, each understood; its folder names the half."""
    lexicon = read_lexicon(FLOWS)
    for row in tomllib.loads(file.read_text(encoding="utf-8"))["case"]:
        yield _case(file.parent.name, row, lambda heard: understand(lexicon, heard).disposition)


def _case(half: str, row: dict[str, Any], disposition_of: Callable[[Heard], Disposition]) -> Case:
    language, channel = Language(row.get("lang", "en")), Channel(row.get("channel", "sms"))
    found = disposition_of(Heard(row["text"], REFERENCE, channel, language))
    return Case(half, language, channel, row["kind"] == "emergency", Disposition(row["disposition"]), found)


def page(cases: Sequence[Case], talks: Sequence[Talk] | None, proof: Proof | None) -> str:
    """The whole report. Half by half: what was seen while developing says little about fresh words."""
    halves = sorted({case.half for case in cases})
    head = f"{'':58}" + "".join(f"{half:>32}" for half in halves) + "   bar"
    rows = [
        f"{figure.title:58}"
        + "".join(f"{_share(figure, [case for case in cases if case.half == half]):>32}" for half in halves)
        + f"   {figure.bar}"
        for figure in FIGURES
    ]
    return "\n".join(["SAFETY REPORT", "", head, *rows, "", *_played(talks), "", *_proved(proof)])


def _share(figure: Figure, cases: Sequence[Case]) -> str:
    counted = [case for case in cases if figure.of(case)]
    if not counted:
        return "-"
    hits = sum(figure.hit(case) for case in counted)
    low, high = interval(hits, len(counted))
    return f"{hits}/{len(counted)} {100 * hits / len(counted):.1f} % [{100 * low:.1f}-{100 * high:.1f}]"


def interval(hits: int, of: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share."""
    share, z2 = hits / of, Z95**2
    middle = (share + z2 / (2 * of)) / (1 + z2 / of)
    half = Z95 * sqrt(share * (1 - share) / of + z2 / (4 * of**2)) / (1 + z2 / of)
    return max(0.0, middle - half), min(1.0, middle + half)


def _played(talks: Sequence[Talk] | None) -> Iterator[str]:
    yield "Written conversations, played through the whole program:"
    if talks is None:
        yield "  none was played for this page."
        return
    by_text = sum(talk.channel is Channel.SMS for talk in talks)
    as_written = sum(talk.went_as_written for talk in talks)
    dangerous = [talk.advice_after_danger for talk in talks if talk.had_danger]
    yield f"  {len(talks)} played ({by_text} by text, {len(talks) - by_text} by call); {as_written} went as written."
    yield (f"  {len(dangerous)} came to a danger sign; wordings of self-care told after it (bar: 0): {sum(dangerous)}.")


def _proved(proof: Proof | None) -> Iterator[str]:
    yield "Self-care advice after a danger sign, heat before 72 hours, pills past the questions (bar: 0):"
    if proof is None:
        yield "  the proof was not run for this page."
    elif proof.violations:
        yield f"  {len(proof.violations)} BREACHES in {proof.states:,} states. Run: python -m bot prove"
    elif proof.is_complete:
        yield f"  0 in all {proof.states:,} states that a talk can reach and {proof.transitions:,} ways between them."
    else:
        yield f"  0 in the {proof.states:,} states that were walked; {proof.unwalked:,} were not, so this is no proof."
