"""Where a clinic has several places, the number that was reached says whose people are sought."""

import pytest

from bot.clinic.rota import Duty
from bot.clinic.schedule import Schedule
from bot.storage.database import Database
from bot.values import HandoffReason, Team, Urgency
from tests.bots import Phone
from tests.services.calling import OnTheLine
from tests.services.seeking import Seekers, seekers

NORTH, SOUTH = "+18179164685", "+18177693718"  # the clinic's own two numbers
DESK_NORTH, DESK_SOUTH = "+18175550171", "+18175550172"
ROTA = (
    Duty(name="North Test", phone=DESK_NORTH, rung=1, locations=("fort_worth",)),
    Duty(name="South Test", phone=DESK_SOUTH, rung=1, locations=("south",)),
)


def with_two_places(schedule: Schedule) -> Schedule:
    """The shipped schedule with a second place; each has a number of its own."""
    first = schedule.locations[0].model_copy(update={"lines": (NORTH,)})
    room = first.rooms[0].model_copy(update={"number": 90, "key": "room_90"})
    second = first.model_copy(update={"key": "south", "lines": (SOUTH,), "rooms": (room,)})
    return schedule.model_copy(update={"locations": (first, second)})


@pytest.fixture
def desk(database: Database) -> Seekers:
    desk = seekers(database, rota=ROTA)
    timetable = desk.office.bot.line.desk.timetable
    timetable.follow(with_two_places(timetable.schedule))
    return desk


def ask_at(desk: Seekers, number: str, urgency: Urgency, team: Team) -> None:
    Phone(desk.office.bot, line=number).text("hello")
    desk.ask(urgency, HandoffReason.TALK_TO_HUMAN, team)


@pytest.mark.parametrize(
    ("number", "told", "spared"), [(NORTH, DESK_NORTH, DESK_SOUTH), (SOUTH, DESK_SOUTH, DESK_NORTH)]
)
def test_the_place_whose_number_was_written_to_is_told(desk: Seekers, number: str, told: str, spared: str) -> None:
    ask_at(desk, number, Urgency.EMERGENCY, Team.NURSE)
    desk.work()
    assert len(desk.texts_to(told)) == 1
    assert desk.texts_to(spared) == []


def test_the_place_whose_request_it_is_is_warned_of_its_promise(desk: Seekers) -> None:
    ask_at(desk, SOUTH, Urgency.ROUTINE, Team.FRONT_DESK)
    desk.pass_by(hours=30, minutes=1)
    assert len(desk.texts_to(DESK_SOUTH)) == 1
    assert desk.texts_to(DESK_NORTH) == []


@pytest.mark.parametrize(("number", "rung"), [(NORTH, DESK_NORTH), (SOUTH, DESK_SOUTH)])
def test_a_caller_is_rung_through_to_the_place_they_called(desk: Seekers, number: str, rung: str) -> None:
    caller = OnTheLine(Phone(desk.office.bot, line=number))
    caller.press("0")
    assert caller.ringing == [rung]
