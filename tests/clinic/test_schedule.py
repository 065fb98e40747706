"""A wrong schedule stops the start with sentences that name the cure."""

from datetime import date
from pathlib import Path

import pytest

from bot.clinic import profile as clinic_profile
from bot.clinic.schedule import ScheduleError, parse

TEXT = Path("flows/clinic/schedule.toml").read_text()
PROFILE = clinic_profile.parse(Path("flows/clinic.toml").read_text())


def problems(text: str) -> str:
    with pytest.raises(ScheduleError) as caught:
        parse(text, PROFILE)
    return str(caught.value)


def test_the_shipped_schedule_names_nobody() -> None:
    schedule = parse(TEXT, PROFILE)
    assert all("to be set by the clinic" in one.name for one in schedule.practitioners)
    assert [kind.key for kind in schedule.types] == ["new_patient", "follow_up", "spasm"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('practitioners = ["a", "b"]', 'practitioners = ["a", "z"]', "types.new_patient: no practitioner 'z'"),
        ("minutes = 40", "minutes = 0", "types.0.minutes"),
        ('key = "b"', 'key = "a"', "practitioners: 'a' stands there twice"),
        ('number = 2\nkey = "room_2"', 'number = 1\nkey = "room_2"', "rooms.number: '1' stands there twice"),
        ('room = "room_2"', 'room = "room_9"', "practitioners.b: no room 'room_9'"),
        ('"tuesday", "wednesday", "friday"', '"saturday"', "works on saturday while the clinic is closed"),
        ('hours = ["08:00", "17:00"]', 'hours = ["07:00", "17:00"]', "while the clinic is closed"),
        ('breaks = [["12:00", "13:00"]]', 'breaks = [["16:30", "17:30"]]', "the break at 16:30"),
        ('say.es = "primera cita"', "", "types.new_patient: say.es is missing"),
        ('offer_hours = ["09:00", "20:00"]', 'offer_hours = ["20:00", "09:00"]', "rules.offer_hours"),
        ("format = 1", "format = 1\nclosures = [{first = 2026-12-24, last = 2026-12-23}]", "ends before it begins"),
        ('key = "fort_worth"', 'key = "fort_worth"\nlines = ["+18175550100"]', "+18175550100 is no bot line"),
        ("format = 1", "format =", "not valid TOML"),
    ],
)
def test_each_wrong_fact_is_named(old: str, new: str, words: str) -> None:
    assert old in TEXT
    assert words in problems(TEXT.replace(old, new, 1))


def test_several_wrong_facts_are_told_at_once() -> None:
    told = problems(TEXT.replace('room = "room_2"', 'room = "attic"').replace('say.es = "primera cita"', ""))
    assert "attic" in told
    assert "say.es" in told


def test_a_practitioner_who_is_away_has_no_shift() -> None:
    away = TEXT.replace('key = "a"\nname', 'key = "a"\naway = [{first = 2026-12-01, last = 2026-12-03}]\nname')
    one = parse(away, PROFILE).practitioner("a")
    assert [len(one.shifts_on(date(2026, 12, day))) for day in (1, 2, 3, 7)] == [0, 0, 0, 1]


@pytest.mark.parametrize(
    ("words", "plan"),
    [("I have Blue Cross of Texas", "Blue Cross Blue Shield"), ("BCBS", "Blue Cross Blue Shield"), ("none", None)],
)
def test_a_plan_is_known_by_what_people_call_it(words: str, plan: str | None) -> None:
    found = parse(TEXT, PROFILE).plan(words)
    assert (found.name if found else None) == plan
