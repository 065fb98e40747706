"""`make faults`: the full campaign over several seeds, its figures as one JSON file and one page.

python -m tests.faults.run [--seeds 5] [--facts 400] [--first 1] [--out docs]
"""

import argparse
import json
import sys
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
            talks=24,
            cuts=3,
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
        f"({report.kills} kills), {len(report.breaches)} breaches, {report.crashes} crashes, {report.seconds} s, "
        f"{report.states} {report.faults}"
    )


def _keep(folder: Path, reports: list[Report]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "faults.json").write_text(json.dumps([asdict(report) for report in reports], indent=1) + "\n")
    faults, talks = sum(r.injected for r in reports), sum(r.plan.talks for r in reports)
    taken, calls = sum(r.taken for r in reports), sum(r.calls for r in reports)
    breaches, crashes = sum(len(r.breaches) for r in reports), sum(r.crashes for r in reports)
    lines = [
        "# The fault campaign",
        "",
        f"{faults} faults over {len(reports)} seeds, {sum(r.facts for r in reports)} facts to be told,",
        f"{taken} texts and calls taken by the gateway ({calls} calls),",
        f"{talks} talks that fell silent, {talks} texts of an outage found late,",
        f"{sum(r.cut for r in reports)} of the faults are connections that the database ended,",
        f"{breaches} broken promises, {crashes} crashes.",
        "",
        "| seed | facts | taken | calls | faults | kills | breaches | seconds |",
        "|---|---|---|---|---|---|---|---|",
        *(
            f"| {r.plan.seed} | {r.facts} | {r.taken} | {r.calls} | {r.injected} | {r.kills} | {len(r.breaches)} |"
            f" {r.seconds} |"
            for r in reports
        ),
        "",
        "The ten that took longest from the first try until their fate was certain, in seconds: "
        + ", ".join(map(str, sorted((one for r in reports for one in r.slowest), reverse=True)[:10]))
        + ".",
        "",
        "Again: `make faults`. One seed: `python -m tests.faults.run --first 3 --seeds 1`.",
    ]
    (folder / "faults.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
