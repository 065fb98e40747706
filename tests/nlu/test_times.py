from datetime import datetime

import pytest

from bot.nlu.meaning import Heard
from bot.nlu.understand import understand
from bot.values import Language
from tests.nlu.lexicons import WEDNESDAY, hear, lexicon

WINDOWS = [
    ("next tuesday", [("2026-12-01", None)]),
    ("at 3pm", [("T15:00", None)]),
    ("tomorrow at 3", [("2026-11-26T15:00", None)]),
    ("July 13-15", [("2027-07-13", "2027-07-15")]),
    ("between 4 and 5", [("T16:00", "T17:00")]),
    ("after 4", [("T16:00", None)]),
    ("friday 2 to 4", [("2026-11-27T14:00", "2026-11-27T16:00")]),
    ("tuesday afternoon", [("2026-12-01T12:00", "2026-12-01T17:00")]),
    ("monday or wednesday", [("2026-11-30", None), ("2026-12-02", None)]),
    ("not before 10am on friday", [("2026-11-27T10:00", None)]),
    ("pasado mañana a la 1", [("2026-11-27T13:00", None)]),
    ("el jueves entre la 1 y las 3", [("2026-11-26T13:00", "2026-11-26T15:00")]),
    ("la semana que viene", [("2026-11-30", "2026-12-06")]),
    ("day after thanksgiving", [("2026-11-27", None)]),
    ("friday before 10", [("2026-11-27", "2026-11-27T10:00")]),
    ("monday to friday after 3", [("2026-11-30T15:00", "2026-12-04")]),
    ("next week, tuesday or wednesday", [("2026-12-01", None), ("2026-12-02", None)]),
    ("tuesday, no wait, wednesday at 3", [("2026-12-02T15:00", None)]),
    ("monday won't work, tuesday after 3 will", [("2026-12-01T15:00", None)]),
    ("move me from tuesday to thursday", [("2026-11-26", None)]),
    ("tuesday at to thirty", [("2026-12-01T14:30", None)]),
    ("de hoy en ocho", [("2026-12-02", None)]),
    ("cuarto para las 4", [("T15:45", None)]),
    ("el friday at 3", [("2026-11-27T15:00", None)]),
]


@pytest.mark.parametrize(("text", "windows"), WINDOWS)
def test_a_time_is_a_window(text: str, windows: list[tuple[str | None, str | None]]) -> None:
    assert [(window.start, window.end) for window in hear(text).windows] == windows


@pytest.mark.parametrize(
    "text",
    [
        "my son is 12",
        "I sat on a chair",
        "pain for 2 weeks",
        "i took 2 advil",
        "any day but friday",
        "good morning",
        "it hurts at night",
        "my number is 817 555 0142",
        "i fell on tuesday",
        "llego tarde",
        "se me fue la espalda el martes",
        "happy thanksgiving",
        "the second one",
    ],
)
def test_what_names_no_visit_gives_no_window(text: str) -> None:
    assert hear(text).windows == ()


def test_next_friday_said_on_a_wednesday_has_two_readings() -> None:
    meaning = hear("next friday")
    assert [window.start for window in meaning.windows] == ["2026-11-27"]
    assert [window.start for (window,) in meaning.readings] == ["2026-12-04"]


def test_hours_ahead_are_counted_through_the_night_the_clock_is_turned_back() -> None:
    night = datetime(2026, 11, 1, 0, 30, tzinfo=WEDNESDAY.tzinfo)
    meaning = understand(lexicon(), Heard("in two hours", night))
    assert [window.start for window in meaning.windows] == ["2026-11-01T01:30"]


@pytest.mark.parametrize(("language", "day"), [(Language.EN, "2026-12-03"), (Language.ES, "2027-03-12")])
def test_numeric_dates_follow_the_language(language: Language, day: str) -> None:
    assert hear("12/3", language).windows[0].start == day
