"""The clinic's own facts, parsed once from `flows/clinic.toml`. A wrong one stops the start with a plain sentence."""

import tomllib
from datetime import date, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import phonenumbers
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from bot.clinic.drill import DrillPlan
from bot.values import Language


class ProfileError(Exception):
    """The clinic's facts cannot be used. Correct `flows/clinic.toml` as each line says."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _number(value: str) -> str:
    """A number that can be dialled, in E.164. Test numbers (555) are allowed: a clinic replaces them."""
    try:
        parsed = phonenumbers.parse(value, None)
    except phonenumbers.NumberParseException as error:
        raise ValueError(f"'{value}' is no phone number; write it as +18175550100") from error
    if not phonenumbers.is_possible_number(parsed):
        raise ValueError(f"'{value}' is no phone number; write it as +18175550100")
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise ValueError(f"'{value}' is no time zone; use a name such as America/Chicago") from error
    return value


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

Number = Annotated[str, AfterValidator(_number)]
Span = tuple[time, time]


class _Facts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class InWords(_Facts):
    """Something to be told to people, in every language."""

    say: dict[Language, str]


class Numbers(_Facts):
    """The clinic's phone numbers. `bot_lines` are answered by this program; `human_line` never is."""

    bot_lines: tuple[Number, ...] = Field(min_length=1)
    appointment_line: Number
    human_line: Number
    fax: Number


class Hours(_Facts):
    """When the clinic is open, by weekday, on its own wall clock. A missing day is closed."""

    monday: Span | None = None
    tuesday: Span | None = None
    wednesday: Span | None = None
    thursday: Span | None = None
    friday: Span | None = None
    saturday: Span | None = None
    sunday: Span | None = None

    def of(self, weekday: int) -> Span | None:
        """The span of a weekday, Monday being 0."""
        span: Span | None = getattr(self, WEEK[weekday])
        return span


class Closed(_Facts):
    """Days the clinic is closed: holidays by name, and single days."""

    holidays: tuple[str, ...] = ()
    days: tuple[date, ...] = ()


class Promises(_Facts):
    """How soon a request is looked at while the clinic is open, in minutes."""

    emergency_minutes: int = Field(gt=0)
    same_day_minutes: int = Field(gt=0)


class Paging(_Facts):
    """How long each rung of the ladder has to take a waiting request, in minutes."""

    emergency_minutes: int = Field(default=3, gt=0)
    same_day_minutes: int = Field(default=10, gt=0)
    again_minutes: int = Field(default=15, gt=0)  # after the last rung, before the ladder begins anew


class Rung(_Facts):
    """Phones that ring together."""

    numbers: tuple[Number, ...] = Field(min_length=1, max_length=10)


class Ladders(_Facts):
    """Who is rung, rung after rung."""

    staff: tuple[Rung, ...] = ()
    on_call: tuple[Rung, ...] = ()


class Profile(_Facts):
    """All the clinic's facts."""

    format: int
    name: str
    zone: Annotated[str, AfterValidator(_zone)]
    website: str
    numbers: Numbers
    address: InWords
    plans: InWords
    hours: Hours
    hours_in_words: InWords
    closed: Closed
    promises: Promises
    paging: Paging = Paging()
    drill: DrillPlan = DrillPlan()
    ladders: Ladders

    @property
    def zone_info(self) -> ZoneInfo:
        """The clinic's time zone."""
        return ZoneInfo(self.zone)


def parse(text: str, *, human_line: str = "") -> Profile:
    """The profile in this TOML text; `human_line` (E.164) replaces the file's. Raises ProfileError."""
    try:
        table: dict[str, Any] = tomllib.loads(text)
        if human_line:
            table.setdefault("numbers", {})["human_line"] = human_line
        profile = Profile.model_validate(table)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError([f"clinic.toml: not valid TOML: {error}"]) from error
    except ValidationError as error:
        raise ProfileError(
            [
                f"clinic.toml: {'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}"
                for problem in error.errors(include_url=False, include_input=False)
            ]
        ) from error
    problems = list(_contradictions(profile))
    if problems:
        raise ProfileError(problems)
    return profile


def _contradictions(profile: Profile) -> list[str]:
    problems = []
    numbers = profile.numbers
    if numbers.human_line in numbers.bot_lines:
        problems.append("clinic.toml: numbers.human_line is a line this bot answers; use one that reaches people")
    ladders = (*profile.ladders.staff, *profile.ladders.on_call)
    ringing = {number for rung in ladders for number in rung.numbers}
    if ringing & set(numbers.bot_lines):
        problems.append("clinic.toml: ladders: a staff phone is a line this bot answers; it would ring itself")
    if numbers.appointment_line not in numbers.bot_lines:
        problems.append("clinic.toml: numbers.appointment_line must be one of bot_lines")
    for name, span in profile.hours:
        if span is not None and span[0] >= span[1]:
            problems.append(f"clinic.toml: hours.{name}: closes at or before it opens")
    if not any(span for _, span in profile.hours):
        problems.append("clinic.toml: hours: the clinic is never open; give at least one day")
    return problems
