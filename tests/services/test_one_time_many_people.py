"""Many people want the same time at the same moment, by text and by phone: one gets it, others hear what is free."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from sqlalchemy import text

from bot.channels.simulator.handset import Handset, answer_words
from bot.channels.simulator.moves import Dials, Move, Presses, Says, Texts
from bot.storage.database import Database
from tests.playing import open_line
from tests.services.visiting import misfits, taken_twice

TEXTERS, CALLERS = 10, 4
NOW = datetime(2026, 11, 24, 10, 0)  # noqa: DTZ001  the clinic's wall clock
BY_TEXT = ("book a visit", "2", "5/31/1961", "Person Prueba", "none", "no", "any time")
BY_PHONE = ("2", "1", "2", "05311961", "Person Prueba", "none", "2", "any time")


def test_one_of_many_gets_the_time_and_everybody_an_answer(database: Database) -> None:
    line = open_line(database, NOW)
    gateway = line.gateway()

    def plays(handset: Handset, *moves: Move) -> Handset:
        for move in moves:
            handset = gateway.play(handset, move, line.now())
        return handset

    def texter(number: int) -> Handset:
        return plays(gateway.new_handset(f"+1214555{number:04}", f"texter {number}"), *map(Texts, BY_TEXT))

    def caller(number: int) -> Handset:
        spoken = [Presses(words) if words.isdigit() else Says(words) for words in BY_PHONE]
        return plays(gateway.new_handset(f"+1469555{number:04}", f"caller {number}"), Dials(), *spoken)

    people = [texter(100 + number) for number in range(TEXTERS)] + [caller(100 + number) for number in range(CALLERS)]

    def picks_the_first(handset: Handset) -> str:
        is_call = handset.is_in_call
        return answer_words(handset, plays(handset, Presses("1") if is_call else Texts("1")))

    with ThreadPoolExecutor(len(people)) as pool:
        told = list(pool.map(picks_the_first, people))
    kept = [words for words in told if "Book it?" in words or "Shall we book it" in words]
    beaten = [words for words in told if "just took that time" in words or "has just taken that time" in words]
    assert (len(kept), len(beaten)) == (1, len(people) - 1)
    with database.begin() as tx:
        assert tx.scalar(text("SELECT count(*) FROM slots")) == 1
        assert (taken_twice(tx), misfits(tx)) == (0, 0)
