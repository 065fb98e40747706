"""What a turn of booking costs beside a turn at the menu: the whole signed webhook, in this process.

python -m tests.bench.booking [--people 60]: the middle of all, in milliseconds and in statements; the two kinds of
turn alternate person by person, so that what else the machine does meets both alike.
"""

import argparse
import json
import statistics
import time
from collections import defaultdict
from uuid import uuid4

from sqlalchemy import event

from bot.storage.database import Database
from tests import databases
from tests.bots import Phone, a_bot

MENU = "menu"
TALK = (  # what the turn is, and what is said
    ("menu", MENU), ("menu", MENU), ("visits", "2"), ("book", "1"), ("what for", "2"), ("born", "5/31/1961"),
    ("name", "Maria Prueba"), ("plan", "none"), ("imaging", "no"), ("search", "any day"), ("hold", "1"), ("write", "1"),
)  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.booking")
    parser.add_argument("--people", type=int, default=60)
    asked = parser.parse_args()
    server = databases.start_server()
    name = f"booking_{uuid4().hex[:8]}"
    database = Database(databases.clone(server, name))
    try:
        print(json.dumps(_measure(database, asked.people), indent=1))
    finally:
        database.close()
        databases.drop(server, name)


def _measure(database: Database, people: int) -> dict[str, object]:
    bot = a_bot(database, CALENDAR="local")
    statements = [0]

    @event.listens_for(database._engine, "before_cursor_execute")
    def count(*_: object) -> None:
        statements[0] += 1

    taken: defaultdict[str, list[float]] = defaultdict(list)
    cpu: defaultdict[str, list[float]] = defaultdict(list)
    asked: defaultdict[str, list[int]] = defaultdict(list)
    for number in range(people):
        phone = Phone(bot, f"+1817555{number:04}")
        phone.text("hello")
        for turn, words in TALK:
            statements[0] = 0
            form = phone.text_form(words)
            began, processor = time.perf_counter(), time.process_time()
            answer = phone.post("/webhooks/sms", form)
            taken[turn].append((time.perf_counter() - began) * 1000)
            cpu[turn].append((time.process_time() - processor) * 1000)
            asked[turn].append(statements[0])
            if turn == "write":
                assert "booked" in answer.get_data(as_text=True), answer.get_data(as_text=True)
    menu = statistics.median(taken[MENU])
    return {
        turn: {
            "ms": round(statistics.median(taken[turn]), 2),
            "times_a_menu_turn": round(statistics.median(taken[turn]) / menu, 2),
            "processor_ms": round(statistics.median(cpu[turn]), 2),
            "statements": statistics.median(asked[turn]),
        }
        for turn in taken
    }


if __name__ == "__main__":
    main()
