"""The day as the front desk sees it."""

import re
from datetime import timedelta

from bot.services import visits
from bot.services.day_list import lines
from bot.storage.database import Database
from tests.services.visiting import DESK, JOHN, MARIA, NOW, TUESDAY, asking, free_on, seed, visit_of

THURSDAY = TUESDAY + timedelta(days=9)


def test_a_day_tells_when_who_what_where_and_how_it_stands(database: Database) -> None:
    seed(database)
    with database.begin() as tx:
        slots = free_on(tx, THURSDAY)
        maria = visit_of(tx, MARIA, slots[0])
        visits.confirm(tx, maria.id, NOW)
        visits.run_late(DESK, tx, maria.id, 15, NOW)
        john = visit_of(tx, JOHN, slots[3])
        visits.drop(asking(), tx, john.id, NOW)
    told = [re.sub(r"\d{6}", "CODE", line) for line in lines(DESK, database, THURSDAY)]
    assert told == [
        f"08:00-08:20  {MARIA.name}  spasm  a/room_1  CODE  booked, confirmed, 15 min late",
        f"09:00-09:20  {JOHN.name}  spasm  a/room_1  CODE  booked, wants to drop",
    ]
    assert lines(DESK, database, TUESDAY) == []
