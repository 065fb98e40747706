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
    ("between nine and ten", [("T09:00", "T10:00")]),
    ("entre las diez y las doce", [("T10:00", "T12:00")]),
    ("one thirty two thirty either one tomorrow", [("2026-11-26T13:30", None), ("2026-11-26T14:30", None)]),
    ("11?", [("T11:00", None)]),
    ("how bout three", [("T15:00", None)]),
    ("am pls", [("T08:00", "T12:00")]),
    ("monday or the thursday after that", [("2026-11-30", None), ("2026-12-03", None)]),
    ("el lunes o el jueves de esa semana", [("2026-11-30", None), ("2026-12-03", None)]),
    ("next week, towards the end", [("2026-12-03", "2026-12-04")]),
    ("next friday, not this one", [("2026-12-04", None)]),
    ("before 10 won't work", [("T10:00", None)]),
    ("hasta diciembre no puedo", [("2026-12-01", None)]),
    ("thursday between lunch and 3", [("2026-11-26T12:00", "2026-11-26T15:00")]),
    ("the last friday of the year", [("2026-12-25", None)]),
    ("wednesday's out, thursday's good", [("2026-11-26", None)]),
    ("Tuesday. No, Wednesday", [("2026-12-02", None)]),
    ("a fortnight from friday", [("2026-12-11", None)]),
    ("como trabajo hasta las diez, mejor 10:30 el martes", [("2026-12-01T10:30", None)]),
    ("el 1, no, el 2, que el 1 es lo de inmigración", [("2026-12-02", None)]),
    ("ten of nine on monday", [("2026-11-30T08:50", None)]),
    ("at the latest friday", [(None, "2026-11-27")]),
    ("not this week, next", [("2026-11-30", "2026-12-06")]),
    ("este viernes o el que viene", [("2026-11-27", None), ("2026-12-04", None)]),
    ("third tuesday of the month", [("2026-12-15", None)]),
    ("a week or two from now", [("2026-12-02", "2026-12-09")]),
    ("el martes 1 o el miércoles 2", [("2026-12-01", None), ("2026-12-02", None)]),
    ("booked solid til wednesday", [("2026-12-02", None)]),
    ("nothing on friday?", [("2026-11-27", None)]),
    ("este viernes, ¿no?", [("2026-11-27", None)]),
    ("next week any day but the day of the fair", [("2026-11-30", "2026-12-06")]),
    ("before the year's out", [(None, "2026-12-31")]),
    ("antes de que acabe el mes", [(None, "2026-11-30")]),
    ("the 3rd or two days later", [("2026-12-03", None), ("2026-12-05", None)]),
    ("half ten on monday", [("2026-11-30T10:30", None)]),
    ("the first monday of the new year", [("2027-01-04", None)]),
    ("el último del mes", [("2026-11-30", None)]),
    ("la víspera de thanksgiving", [("2026-11-25", None)]),
    ("monday at this same time", [("2026-11-30T10:00", None)]),
    ("después del quince pero antes del veinte", [("2026-12-16", "2026-12-20")]),
    ("february 31", []),  # no such day, and not all of february either
    ("31 de febrero", []),
    ("february 31 or march 2", [("2027-03-02", None)]),
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
        "group seven four two one oh nine",
        "my dob is 4/12/71",
        "the 5th vertebra",
        "i was supposed to come in yesterday at 3",
        "mi cita del lunes pasado no me la cobraron",
    ],
)
def test_what_names_no_visit_gives_no_window(text: str) -> None:
    assert hear(text).windows == ()


WISHED = [
    ("I get off at two so after 2:30", [("T14:30", None)]),
    ("court at 9 on the 14th, should be out by 11, so 11:30 that day", [("2026-12-14T11:30", None)]),
    ("I pick up my kids at 3 so it has to be before that", [(None, "T15:00")]),
    ("tengo cita el 3 a las 10 quiero cambiarla para el 4", [("2026-12-04", None)]),
    ("estoy de viaje hasta el 5 así que la semana después", [("2026-12-07", "2026-12-13")]),
    ("sale a la una así que a la una y media el martes", [("2026-12-01T13:30", None)]),
    ("mejor el jueves porque el miércoles me toca diálisis", [("2026-11-26", None)]),
    ("I've got pt at 1 on friday can i come after", [("2026-11-27T13:00", None)]),
    ("the MRI is on the 19th at 7 am. Could the visit be the day after?", [("2026-12-20", None)]),
]


@pytest.mark.parametrize(("text", "windows"), WISHED)
def test_what_is_told_yields_to_what_is_wished_and_lends_it_the_day(
    text: str, windows: list[tuple[str | None, str | None]]
) -> None:
    assert [(window.start, window.end) for window in hear(text).windows] == windows


def test_what_is_told_stands_where_nothing_else_is_wished() -> None:
    assert [window.start for window in hear("tomorrow, i get off at four").windows] == ["2026-11-26T16:00"]


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("thursday no that's thanksgiving, make it friday", ("2026-11-27", None)),
        ("martes no miércoles sí", ("2026-12-02", None)),
        ("never mind thursday. friday at 9", ("2026-11-27T09:00", None)),
        ("not monday not tuesday wednesday the ninth", ("2026-12-09", None)),
        ("not this friday but next friday", ("2026-12-04", None)),
        ("thursday at 2 no make that 3", ("2026-11-26T15:00", None)),
        ("esta semana no, la que sigue", ("2026-11-30", "2026-12-06")),
        ("no me acomoda el lunes, mejor el miércoles", ("2026-12-02", None)),
    ],
)
def test_what_is_taken_back_is_no_wish(text: str, window: tuple[str | None, str | None]) -> None:
    assert [(found.start, found.end) for found in hear(text).windows] == [window]


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("nothing before 10", ("T10:00", None)),
        ("nada antes de las 10", ("T10:00", None)),
        ("nothing before 10 or after 4", ("T10:00", "T16:00")),
        ("busy until 3", ("T15:00", None)),
        ("i work mondays until 3", ("2026-11-30T15:00", None)),
        ("no puedo antes del 14", ("2026-12-14", None)),
    ],
)
def test_what_is_left_of_a_refused_stretch_is_the_time_beyond(text: str, window: tuple[str | None, str | None]) -> None:
    assert [(found.start, found.end) for found in hear(text).windows] == [window]


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
