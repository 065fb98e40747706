"""Whether time tells who is a patient: a turn that tries to be recognised, by somebody with a visit and by a stranger.

python -m tests.bench.disclosure [--people 60]: a wrong date of birth by text, and a wrong code by phone; the middle of
each, in milliseconds, and known over unknown. They alternate, so that what else the machine does meets both alike.
"""

import argparse
import json
import statistics
import time
from uuid import uuid4

from bot.storage.database import Database
from tests import databases
from tests.reading import one
from tests.services.calling import OnTheLine
from tests.services.sending import Office, an_office
from tests.services.texting import a_patient

WRONG_BIRTHDAY = "1/1/1970"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.disclosure")
    parser.add_argument("--people", type=int, default=60)
    asked = parser.parse_args()
    server = databases.start_server()
    name = f"disclosure_{uuid4().hex[:8]}"
    database = Database(databases.clone(server, name))
    try:
        print(json.dumps(_measure(an_office(database), database, asked.people), indent=1))
    finally:
        database.close()
        databases.drop(server, name)


def _measure(office: Office, database: Database, people: int) -> dict[str, dict[str, float]]:
    taken: dict[str, list[float]] = {f"{who} by {how}": [] for how in ("text", "phone") for who in ("known", "unknown")}
    for number in range(people):
        known, unknown = (a_patient(office, f"+1817555{start + number:04}") for start in (1000, 2000))
        known.says("book a visit", "2", "5/31/1961", "Maria Prueba", "none", "no", "any day", "1", "1", "no")
        code = int(str(one(database, f"SELECT code FROM appointments WHERE booked_from = '{known.phone.number}'")))
        known.says("menu")
        unknown.says("hello", "menu")
        for who, patient in (("known", known), ("unknown", unknown)):
            assert "date of birth" in patient.says("2", "2")
            began = time.perf_counter()
            told = patient.says(WRONG_BIRTHDAY)
            taken[f"{who} by text"].append(time.perf_counter() - began)
            assert "can't find a visit" in told, told
            caller = OnTheLine(patient.phone)
            caller.press("2")
            assert "visit code" in caller.press("2"), caller.document
            assert "birth" in caller.press(f"{(code + (who == 'unknown')) % 10**6:06}"), caller.document
            began = time.perf_counter()
            told = caller.press("01011970")
            taken[f"{who} by phone"].append(time.perf_counter() - began)
            assert "can't find a visit" in told, told
    middle = {name: statistics.median(times) * 1000 for name, times in taken.items()}
    return {
        how: {
            "known_ms": round(middle[f"known by {how}"], 2),
            "unknown_ms": round(middle[f"unknown by {how}"], 2),
            "known_over_unknown": round(middle[f"known by {how}"] / middle[f"unknown by {how}"], 3),
        }
        for how in ("text", "phone")
    }


if __name__ == "__main__":
    main()
