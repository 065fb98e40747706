"""The clinic's people and their weeks as its console changes them: plain rows, and the schedule they make. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.clinic.changes import WrongFact
from bot.clinic.profile import Profile
from bot.clinic.schedule import Practitioner, Schedule, contradictions

MOST_PRACTITIONERS = 60
_PEOPLE = TypeAdapter(tuple[Practitioner, ...])


class Timetable:
    """The schedule in force. Replaced as a whole when the clinic changes who works when."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule

    def follow(self, schedule: Schedule) -> None:
        """From now on this one."""
        self.schedule = schedule


def rows_of(schedule: Schedule) -> list[dict[str, Any]]:
    """Each practitioner with what they see people for; `with_rows` reads it back."""
    return [
        {
            **one.model_dump(mode="json"),
            "kinds": [kind.key for kind in schedule.types if one.key in kind.practitioners],
        }
        for one in schedule.practitioners
    ]


def with_rows(schedule: Schedule, rows: Sequence[Mapping[str, Any]]) -> Schedule:
    """The schedule with these people in place of its own. Raises WrongFact for rows of a wrong shape."""
    bare = [{name: value for name, value in row.items() if name != "kinds"} for row in rows[:MOST_PRACTITIONERS]]
    try:
        people = _PEOPLE.validate_python(bare)
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        raise WrongFact(f"{'.'.join(map(str, problem['loc'][1:]))}: {problem['msg']}") from None
    types = tuple(
        kind.model_copy(update={"practitioners": tuple(row["key"] for row in rows if kind.key in row["kinds"])})
        for kind in schedule.types
    )
    return schedule.model_copy(update={"practitioners": people, "types": types})


def checked(schedule: Schedule, profile: Profile) -> Schedule:
    """The schedule itself. Raises WrongFact where its people could not work so."""
    unseen = [kind.key for kind in schedule.types if not kind.practitioners]
    problems = [*(f"{key}: nobody sees people for it" for key in unseen), *contradictions(schedule, profile)]
    if problems:
        raise WrongFact("; ".join(problems[:3]))
    return schedule
