"""Scores the understanding on both halves of the corpus, side by side: `make understand-report`.

The blind half is scored, never edited to fit. Prints rates with 95 % Wilson intervals, every miss, and the time taken.
"""

import argparse
import itertools
import math
import sys
import time
import tomllib
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from bot.content import read_lexicon  # noqa: E402
from bot.nlu.meaning import Expect, Heard, Meaning, Option, Question  # noqa: E402
from bot.nlu.spoken_options import options_in  # noqa: E402
from bot.nlu.understand import Lexicon, understand  # noqa: E402
from bot.values import Channel, Disposition, Language  # noqa: E402

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 25, 10, tzinfo=ZONE)
REMINDER = ("reminder", "recordatorio", "recordamos")
Case = dict[str, Any]


class Tally:
    """Counts of right and all, by name of the measure and by group."""

    def __init__(self) -> None:
        self.counts: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
        self.misses: list[str] = []
        self.seconds: list[float] = []

    def add(self, measure: str, case: Case, *, right: bool) -> None:
        groups = ["all", str(case.get("lang", "?")), str(case.get("channel", "sms"))]
        for group in dict.fromkeys(groups):
            self.counts[measure, group][0] += right
            self.counts[measure, group][1] += 1


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a rate."""
    if not total:
        return 0.0, 1.0
    z, share = 1.96, right / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total)) / (1 + z * z / total)
    return max(0.0, middle - half), min(1.0, middle + half)


def heard_of(case: Case) -> Heard:
    context = str(case.get("context", ""))
    expects = case.get("expects") or None
    any_option = tuple(Option(str(key)) for key in range(1, 7))
    options = (options_in(context) or any_option) if expects in ("choice", "onset") else ()
    question = Question(
        expects=Expect(expects) if expects else None,
        options=options,
        after_reminder=any(word in context.lower() for word in REMINDER),
        context=context,
    )
    reference = case.get("reference")
    now = datetime.fromisoformat(str(reference)) if reference else NOW
    return Heard(
        text=case["text"],
        now=now if now.tzinfo else now.replace(tzinfo=ZONE),
        channel=Channel(case.get("channel", "sms")),
        language=Language(case["lang"]) if case.get("lang") in ("en", "es") else None,
        question=question,
    )


def score_emergency(case: Case, meaning: Meaning, tally: Tally) -> None:
    wanted, got = Disposition(case["disposition"]), meaning.disposition
    if case["kind"] == "lookalike":
        needless = wanted is Disposition.NONE and got is Disposition.ASK_SCREEN
        tally.add("look-alike acted on", case, right=got.acts_at_once and not wanted.acts_at_once)
        tally.add("look-alike asked needlessly", case, right=needless)
        wrong = needless or (got.acts_at_once and not wanted.acts_at_once)
    else:
        noticed = got is not Disposition.NONE or wanted is Disposition.NONE
        acted = got.urgency >= wanted.urgency
        tally.add("emergency noticed", case, right=noticed)
        if wanted in (Disposition.CALL_911, Disposition.CRISIS_988):
            tally.add("911 or crisis noticed", case, right=noticed)
        tally.add("acted at once, right or above", case, right=acted)
        flags = case.get("red_flags", [])
        if flags:
            tally.add("first flag among those found", case, right=flags[0] in meaning.red_flags)
        wrong = not acted
    if wrong:
        _miss(case, f"want {wanted.value}", f"got {got.value} {[flag.value for flag in meaning.red_flags]}", tally)


def score_intent(case: Case, meaning: Meaning, tally: Tally) -> None:
    got = [intent.value for intent in (meaning.intents or meaning.guesses[:1])]
    right = got[:1] == [case["intent"]]
    tally.add("intent", case, right=right)
    tally.add(f"intent {case['intent']}", {"lang": "all"}, right=right)
    wanted = case.get("intents", [case["intent"]])
    if len(wanted) > 1:
        tally.add("every intent of several", case, right=set(wanted) <= set(got))
    if case.get("opt_out"):
        tally.add("opt-out recall", case, right=meaning.opt_out)
    else:
        tally.add("no false opt-out", case, right=not meaning.opt_out)
    if not right or bool(case.get("opt_out")) != meaning.opt_out:
        _miss(
            case, f"want {wanted} opt_out={case.get('opt_out', False)}", f"got {got} opt_out={meaning.opt_out}", tally
        )


def score_time(case: Case, meaning: Meaning, tally: Tally) -> None:
    wanted = [(case["start"], case["end"]), *(tuple(side or "" for side in also) for also in case.get("also", []))]
    others = [window for reading in meaning.readings for window in reading]
    got = [(window.start or "", window.end or "") for window in (*meaning.windows, *others)] or [("", "")]
    right = got[: len(wanted)] == wanted and (len(wanted) > 1 or len(meaning.windows) <= 1)
    tally.add("time window fully right", case, right=right)
    if not right:
        _miss(case, f"want {wanted}", f"got {got}", tally)


def score_onset(case: Case, meaning: Meaning, tally: Tally) -> None:
    """A case written in whole days is compared by day: of "yesterday" the last is yesterday, not the midnight after."""
    by_day = len(case["latest"]) == len("2026-11-25")
    got = _onset_sides(meaning, by_day=by_day)
    wanted = (case["earliest"][:16], case["latest"][:16])
    tally.add("onset fully right", case, right=got == wanted)
    if case["latest"]:
        tally.add("onset read, and none too early", case, right=got[1] >= wanted[1])
    if got != wanted:
        _miss(case, f"want {wanted}", f"got {got}", tally)


def _onset_sides(meaning: Meaning, *, by_day: bool) -> tuple[str, str]:
    onset = meaning.onset
    if onset is None:
        return "", ""
    if not by_day:
        return onset.earliest.isoformat()[:16], onset.latest.isoformat()[:16]
    return onset.earliest.date().isoformat(), (onset.latest - timedelta(minutes=1)).date().isoformat()


def score_answer(case: Case, meaning: Meaning, tally: Tally) -> None:
    right = (meaning.answer or "") == case["answer"]
    tally.add("answer", case, right=right)
    if not right:
        _miss(case, f"want {case['answer']!r} ({case['expects']})", f"got {meaning.answer!r}", tally)


def _miss(case: Case, wanted: str, got: str, tally: Tally) -> None:
    tally.misses.append(f"{case['text']!r}: {wanted}, {got}")


SCORERS: dict[str, Callable[[Case, Meaning, Tally], None]] = {
    "emergencies": score_emergency,
    "intents": score_intent,
    "times": score_time,
    "onset": score_onset,
    "answers": score_answer,
}


def cases(half: Path, kind: str) -> Iterator[Case]:
    for path in sorted(half.glob(f"{kind}*.toml")):
        yield from tomllib.loads(path.read_text(encoding="utf-8"))["case"]


def score(lexicon: Lexicon, half: Path, *, one_in: int = 1) -> Tally:
    """Of every case, or of one in so many."""
    tally = Tally()
    for kind, scorer in SCORERS.items():
        for case in itertools.islice(cases(half, kind), 0, None, one_in):
            heard = heard_of(case)
            started = time.perf_counter()
            meaning = understand(lexicon, heard)
            tally.seconds.append(time.perf_counter() - started)
            scorer(case, meaning, tally)
    return tally


def show(halves: dict[str, Tally]) -> None:
    measures = list(dict.fromkeys(key for tally in halves.values() for key in tally.counts))
    width = 34
    print(" " * (width + 8) + "".join(f"{name:>32}" for name in halves))
    for measure, group in measures:
        cells = []
        for tally in halves.values():
            right, total = tally.counts.get((measure, group), [0, 0])
            low, high = wilson(right, total)
            cells.append(f"{right:>5}/{total:<5} {right / total:6.1%} [{low:.0%}-{high:.0%}]" if total else "-")
        print(f"{measure:<{width}} {group:<6} " + "".join(f"{cell:>32}" for cell in cells))
    for name, tally in halves.items():
        seconds = sorted(tally.seconds)
        if seconds:
            middle, slow = seconds[len(seconds) // 2] * 1e3, seconds[int(len(seconds) * 0.99)] * 1e3
            print(f"{name}: median {middle:.2f} ms, p99 {slow:.2f} ms")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=("developed", "blind"), help="one half instead of both")
    parser.add_argument("--quiet", action="store_true", help="no list of misses")
    args = parser.parse_args()
    lexicon = read_lexicon(HOUSE / "flows")
    names = [args.only] if args.only else ["developed", "blind"]
    halves = {
        name: score(lexicon, HOUSE / "tests/corpus" / name)
        for name in names
        if (HOUSE / "tests/corpus" / name).is_dir()
    }
    show(halves)
    for name, tally in halves.items():
        if not args.quiet:
            print(f"\nmisses, {name} ({len(tally.misses)}):", *tally.misses, sep="\n  ")


if __name__ == "__main__":
    main()
