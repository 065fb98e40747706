"""Nobody hears of a visit who has not shown who they are (P9), whatever they write in whatever order.

Seeded, so that a dialogue that tells too much can be played again; the known and the unknown number hear the same.
"""

import random
import re

import pytest
from sqlalchemy import event

from bot.storage.database import Database
from tests.reading import one
from tests.services.calling import OnTheLine
from tests.services.sending import an_office
from tests.services.texting import Patient, a_patient

DIALOGUES, TURNS = 60, 10
STRANGER = "+18175550199"
WORDS = (
    "when is my visit", "move my visit", "DROP", "confirm", "running late", "book a visit", "is Maria a patient there?",
    "my wife has an appointment, what day?", "1", "2", "3", "4", "no", "yes", "5/31/1962",
    "1/1/1970", "31 de mayo de 1962",
    "Maria Prueba", "friday", "100001", "back", "menu", "repeat", "help", "cuándo es mi cita", "por favor",
)  # fmt: skip
TOLD = re.compile(r"Your visit|Su cita|Drop your visit|Which visit|Moved|is off|Maria|Prueba|[Vv]isit code \d")
TIMES = re.compile(r"(?:Mon|Tue|Wed|Thu|Fri), \w+ \d+ at [0-9:]+ [AP]M|in \d+ days|tomorrow|today|\d+ [AP]M \w+")


def talk(patient: Patient, seed: int) -> list[tuple[str, str]]:
    chosen = random.Random(seed)
    return [(words, patient.says(words)) for words in (chosen.choice(WORDS) for _ in range(TURNS))]


def test_no_dialogue_without_the_birthday_tells_of_a_visit(database: Database) -> None:
    office = an_office(database)
    maria = a_patient(office)
    maria.books()
    for seed in range(DIALOGUES):
        office.clock.move(days=0, minutes=31)
        for words, answer in talk(maria, seed):
            assert not TOLD.search(answer), f"seed {seed}, after {words!r}: {answer}"


@pytest.mark.parametrize("seed", range(12))
def test_a_known_and_an_unknown_number_hear_the_same(database: Database, seed: int) -> None:
    """Apart from times on offer, which others take."""
    office = an_office(database)
    known, unknown = a_patient(office), a_patient(office, STRANGER)
    known.books()
    unknown.says("hello", "menu")
    known.says("menu")
    told = [
        [(words, TIMES.sub("TIME", answer)) for words, answer in talk(patient, seed)] for patient in (known, unknown)
    ]
    assert told[0] == told[1]


def test_to_be_recognised_in_vain_takes_the_same_statements_for_known_and_unknown(database: Database) -> None:
    """By text a wrong birthday, by phone a wrong code: the time it takes tells nothing either."""
    asked: list[str] = []
    event.listen(database._engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    office = an_office(database)
    known, unknown = a_patient(office), a_patient(office, STRANGER)
    known.books()
    code = int(str(one(database, "SELECT code FROM appointments")))
    tried: dict[str, list[list[str]]] = {"text": [], "phone": []}
    for patient, its_code in ((known, code), (unknown, code ^ 1)):
        patient.says("hello", "menu", "2", "2")
        asked.clear()
        assert "can't find a visit" in patient.says("1/1/1970")
        tried["text"].append([*asked])
        caller = OnTheLine(patient.phone)
        for keys in ("2", "2", f"{its_code:06}"):
            caller.press(keys)
        asked.clear()
        assert "can't find a visit" in caller.press("01011970")
        tried["phone"].append([*asked])
    for how, (by_known, by_unknown) in tried.items():
        assert by_known == by_unknown, how
