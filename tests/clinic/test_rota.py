"""Who is reached when: by day and hour, by team, rung after rung."""

import re
from datetime import date, datetime

import pytest

from bot.clinic.hours import OpeningHours
from bot.clinic.rota import Duty, Rota, RotaError, When, first_rota, parse, plain
from bot.values import Team
from tests.clinic.scheduling import PROFILE

HOURS = OpeningHours(PROFILE)
TUESDAY = datetime(2026, 11, 24, 10, tzinfo=HOURS.zone)
NIGHT = TUESDAY.replace(hour=22)
THANKSGIVING = TUESDAY.replace(day=26)


def duty(name: str, rung: int = 1, **more: object) -> Duty:
    return Duty.model_validate({"name": name, "phone": f"+1817555017{rung}", "rung": rung, **more})


def names(
    rota: tuple[Duty, ...], now: datetime, team: Team = Team.NURSE, *, is_clinical: bool = False
) -> list[list[str]]:
    rungs = Rota(rota, HOURS).ladder(team, now, is_clinical=is_clinical)
    return [[one.name for one in rung] for rung in rungs]


def test_rungs_follow_their_numbers_and_phones_of_a_rung_go_together() -> None:
    rota = (duty("late", 3), duty("first"), duty("too"), duty("second", 2))
    assert names(rota, TUESDAY) == [["first", "too"], ["second"], ["late"]]


@pytest.mark.parametrize(
    ("more", "now", "is_on"),
    [
        ({"when": When.OPEN}, TUESDAY, True),
        ({"when": When.OPEN}, NIGHT, False),
        ({"when": When.OPEN}, THANKSGIVING, False),
        ({"when": When.CLOSED}, THANKSGIVING, True),
        ({"when": When.ALWAYS}, NIGHT, True),
        ({"days": (1,)}, TUESDAY, True),
        ({"days": (0, 2)}, TUESDAY, False),
        ({"first_on": date(2026, 11, 24), "last_on": date(2026, 11, 24)}, NIGHT, True),
        ({"first_on": date(2026, 11, 25)}, TUESDAY, False),
        ({"last_on": date(2026, 11, 23)}, TUESDAY, False),
    ],
)
def test_a_duty_holds_on_its_days_and_at_its_hours(more: dict[str, object], now: datetime, is_on: bool) -> None:
    assert names((duty("one", **more),), now) == ([["one"]] if is_on else [])


def test_a_team_s_own_people_are_reached_and_everybody_where_it_has_none() -> None:
    rota = (duty("desk", teams=(Team.FRONT_DESK,)), duty("nurse", teams=(Team.NURSE,)))
    assert names(rota, TUESDAY) == [["nurse"]]
    assert names(rota, TUESDAY, Team.BILLING) == [["desk", "nurse"]]


def test_a_place_s_own_people_are_reached_and_those_of_the_others_where_it_has_none() -> None:
    rota = Rota((duty("north", locations=("north",)), duty("south", 2, locations=("south",)), duty("both", 3)), HOURS)

    def reached(location: str | None) -> list[str]:
        return [
            one.name for rung in rota.ladder(Team.NURSE, TUESDAY, is_clinical=False, location=location) for one in rung
        ]

    assert reached("north") == ["north", "both"]
    assert reached("south") == ["south", "both"]
    assert reached(None) == ["north", "south", "both"]
    rota.follow(rota.duties[:1])
    assert reached("south") == ["north"]


def test_a_caller_is_rung_through_to_the_place_that_was_called() -> None:
    rota = Rota((duty("north", locations=("north",)), duty("south", 2, locations=("south",))), HOURS)
    assert rota.ringing("staff", TUESDAY, "south") == (("+18175550172",),)
    assert rota.ringing("staff", TUESDAY) == (("+18175550171",), ("+18175550172",))


def test_a_clinical_ladder_ends_at_a_clinician() -> None:
    rota = (
        duty("lead", 2, teams=(Team.NURSE,)),
        duty("doctor", 1, is_clinician=True, is_called=True, teams=(Team.ON_CALL,)),
    )
    assert names(rota, TUESDAY) == [["lead"]]
    assert names(rota, TUESDAY, is_clinical=True) == [["lead"], ["doctor"]]


def test_a_caller_is_rung_through_to_staff_or_to_whoever_is_on_call() -> None:
    rota = Rota((duty("desk"), duty("doctor", 2, is_clinician=True, is_called=True)), HOURS)
    assert rota.ringing("staff", TUESDAY) == (("+18175550171",),)
    assert rota.ringing("on_call", TUESDAY) == (("+18175550172",),)


def test_the_clinic_s_file_is_where_the_rota_begins() -> None:
    rota = Rota(first_rota(PROFILE), HOURS)
    assert rota.ringing("staff", TUESDAY) == (("+18175550151", "+18175550152"), ("+18175550153",))
    assert rota.ringing("on_call", NIGHT) == (("+18175550161",),)


def test_a_rota_is_read_back_as_it_was_kept() -> None:
    rota = (*first_rota(PROFILE), duty("a week", first_on=date(2026, 11, 23), days=(0, 6), teams=(Team.SURGERY,)))
    assert parse(plain(rota)) == rota


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"phone": "five"}, "phone"),
        ({"rung": 0}, "rung"),
        ({"name": ""}, "name"),
        ({"days": [1], "colour": "red"}, "colour"),
        ({"phone": "+18179164685"}, "a line this bot answers"),
    ],
)
def test_a_wrong_duty_is_told_with_its_place_and_without_its_number(wrong: dict[str, object], words: str) -> None:
    rows = [
        {"name": "fine", "phone": "+18175550171", "rung": 1},
        {"name": "a", "phone": "+18175550172", "rung": 1, **wrong},
    ]
    with pytest.raises(RotaError, match=f"duty 2: {words}|duty 2: phone: {words}") as caught:
        parse(rows, PROFILE.numbers.bot_lines)
    assert not re.search("0171|0172|4685", str(caught.value))


def test_open_means_what_the_hours_say_now() -> None:
    hours = OpeningHours(PROFILE)
    rota = Rota((duty("desk", when=When.OPEN),), hours)
    hours.follow(PROFILE.model_copy(update={"closed": PROFILE.closed.model_copy(update={"days": (TUESDAY.date(),)})}))
    assert rota.ladder(Team.NURSE, TUESDAY, is_clinical=False) == ()
