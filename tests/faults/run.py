"""`make faults`: the full campaign over several seeds, its figures as one JSON file and one page.

python -m tests.faults.run [--seeds 5] [--facts 400] [--first 1] [--out docs]
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from uuid import uuid4

from bot.logs import configure_logging
from bot.storage.database import Database
from tests import databases
from tests.faults.broken import EXPECTED, broken_plan
from tests.faults.campaign import Campaign, Plan, Report


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.run")
    parser.add_argument("--seeds", type=int, default=6)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--facts", type=int, default=400)
    parser.add_argument("--rate", type=float, default=0.4)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--variants", nargs="*", choices=EXPECTED, help="break the sender on purpose: all, or these")
    asked = parser.parse_args()
    configure_logging("ERROR")  # what the line notes of so many faults would hide the figures
    server = databases.start_server()
    if asked.variants is not None:
        return sum(not _is_caught(server, variant) for variant in asked.variants or EXPECTED)
    reports = []
    for seed in range(asked.first, asked.first + asked.seeds):
        plan = Plan(
            seed=seed,
            facts=asked.facts,
            people=asked.facts // 3,
            rate=asked.rate,
            kill_rate=0.01,
            web_kill_rate=0.01,
            talks=24,
            writers=16,
            cuts=3,
            restarts=2,
            host_kills=3,
            callers=0.25,
            has_receipts=seed % 3 != 0,  # every third without: then the list is all there is
        )
        report = _play(server, plan)
        reports.append(report)
        print(_line(report), flush=True)
        for breach in report.breaches[:10]:
            print(f"    {breach.invariant}: {breach.fact}: {breach.seen}")
    if asked.out:
        _keep(asked.out, reports)
    broken = sum(len(report.breaches) + report.crashes for report in reports)
    print(f"{sum(report.injected for report in reports)} faults, {broken} breaches or crashes")
    return 1 if broken else 0


def _play(server: str, plan: Plan) -> Report:
    name = f"faults_{uuid4().hex[:8]}"
    database = Database(databases.clone(server, name))
    try:
        return Campaign(database, plan).run()
    finally:
        database.close()
        databases.drop(server, name)


def _is_caught(server: str, variant: str) -> bool:
    report = _play(server, broken_plan(variant))
    seen = sorted({breach.invariant for breach in report.breaches})
    is_caught = bool(EXPECTED[variant] & set(seen))
    print(f"{'caught' if is_caught else 'MISSED'}: {variant}: {', '.join(seen)} ({report.seconds} s)", flush=True)
    return is_caught


def _line(report: Report) -> str:
    return (
        f"seed {report.plan.seed}: {report.facts} facts, {report.taken} taken, {report.injected} faults "
        f"({_kills(report)} kills), {len(report.breaches)} breaches, {report.crashes} crashes, {report.seconds} s, "
        f"{report.states} {report.faults}"
    )


def _kills(report: Report) -> int:
    """Processes that died in the middle of something, and whole web hosts."""
    return report.kills + sum(report.web_kills.values()) + report.host_kills


def _keep(folder: Path, reports: list[Report]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "faults.json").write_text(json.dumps([asdict(report) for report in reports], indent=1) + "\n")

    def total(count: Callable[[Report], int]) -> int:
        return sum(map(count, reports))

    places = sum((Counter(report.web_kills) for report in reports), Counter[str]())
    slowest = sorted((one for report in reports for one in report.slowest), reverse=True)[:10]
    page = PAGE.format(
        faults=total(lambda r: r.injected),
        seeds=len(reports),
        facts=total(lambda r: r.facts),
        taken=total(lambda r: r.taken),
        calls=total(lambda r: r.calls),
        kills=total(lambda r: r.kills),
        on_arrival=places["on_arrival"],
        at_commit=places["at_commit"],
        before_answer=places["before_answer"],
        hosts=total(lambda r: r.host_kills),
        stops=total(lambda r: r.stops),
        cut=total(lambda r: r.cut),
        restarts=total(lambda r: r.restarts),
        brought=total(lambda r: r.brought),
        repeated=total(lambda r: r.repeated),
        from_memory=total(lambda r: r.from_memory),
        talks=total(lambda r: r.plan.talks),
        breaches=total(lambda r: len(r.breaches)),
        crashes=total(lambda r: r.crashes),
        rows="\n".join(map(_row, reports)),
        slowest=", ".join(map(str, slowest)),
    )
    (folder / "faults.md").write_text(page)


def _row(report: Report) -> str:
    counts = (report.facts, report.taken, report.calls, report.brought, report.injected, _kills(report))
    cells = (report.plan.seed, *counts, len(report.breaches), report.seconds)
    return "| " + " | ".join(map(str, cells)) + " |"


PAGE = """# The fault campaign

{faults} faults over {seeds} seeds: **{breaches} broken promises, {crashes} crashes.**

- {facts} facts to be told, {taken} texts and calls taken by the gateway ({calls} calls).
- {brought} texts, calls and keys of people brought to the web host by signed webhooks, {repeated} of them again
  because no answer came, {from_memory} answers from memory while there was no database. At the end each of them was
  brought once more: one turn, one stored answer, and the same bytes again.
- {talks} talks that fell silent, {talks} texts of an outage found late.

What was done, beside what the gateway did:

| | times |
|---|---|
| `kill -9` of a worker between claim, post and commit | {kills} |
| `kill -9` of a web process as a request arrives | {on_arrival} |
| … at a commit | {at_commit} |
| … after the commit, before the answer has left | {before_answer} |
| `kill -9` of the whole web host | {hosts} |
| a worker or a web process stopped for longer than a lease | {stops} |
| PostgreSQL crashed and recovered | {restarts} |
| a connection ended by PostgreSQL | {cut} |

Each seed also moves the clock by eleven minutes, into the night and to the next day, and lets people opt out in the
middle, by a text of theirs. Every third seed goes without receipts.

| seed | facts | taken | calls | webhooks of people | faults | kills | breaches | seconds |
|---|---|---|---|---|---|---|---|---|
{rows}

The ten that took longest from the first try until their fate was certain, in seconds: {slowest}.

Again: `make faults`. One seed: `python -m tests.faults.run --first 3 --seeds 1`.
"""


if __name__ == "__main__":
    sys.exit(main())
