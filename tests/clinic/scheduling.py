"""Builders for schedules and availability."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.clinic import profile as clinic_profile
from bot.clinic import schedule as clinic_schedule
from bot.clinic.hours import OpeningHours
from bot.clinic.profile import Profile
from bot.clinic.schedule import Schedule
from bot.clinic.slots import Availability, Slot, Stretch, Taken, minute

ZONE = ZoneInfo("America/Chicago")
CLINIC = Path("flows/clinic.toml").read_text()
SCHEDULE = Path("flows/clinic/schedule.toml").read_text()
PROFILE = clinic_profile.parse(CLINIC)
HOURS = OpeningHours(PROFILE)
SHIPPED = clinic_schedule.parse(SCHEDULE, PROFILE)
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=ZONE)


def at(text: str, zone: ZoneInfo = ZONE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def stretch(first: str, last: str) -> Stretch:
    return minute(at(first)), minute(at(last))


def available(
    kind: str = "spasm",
    taken: Taken | None = None,
    now: datetime = MONDAY,
    schedule: Schedule = SHIPPED,
    hours: OpeningHours = HOURS,
    *,
    is_staff: bool = False,
) -> Availability:
    return Availability(schedule, hours, schedule.type_of(kind), taken or Taken(), now, is_staff=is_staff)


def told(slots: tuple[Slot, ...], zone: ZoneInfo = ZONE) -> list[str]:
    """Slots as weekday, day and wall clock, with their practitioner."""
    return [f"{slot.starts_at.astimezone(zone):%a %d %H:%M} {slot.practitioner}" for slot in slots]


def changed(*replacements: tuple[str, str], profile: Profile = PROFILE) -> Schedule:
    """The shipped schedule with other words in it."""
    text = SCHEDULE
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new)
    return clinic_schedule.parse(text, profile)


def night_clinic(zone: str) -> tuple[Schedule, OpeningHours]:
    """Open through the night in this zone, so that a changing clock falls into a shift."""
    days = "\n".join(
        f'{day} = ["00:00", "06:00"]'
        for day in ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
    )
    head, _, rest = CLINIC.partition("[hours]")
    text = f"{head}[hours]\n{days}\n[hours_in_words]{rest.partition('[hours_in_words]')[2]}"
    profile = clinic_profile.parse(text.replace("America/Chicago", zone))
    shift = (
        ('days = ["monday", "tuesday", "wednesday", "thursday"]', 'days = ["saturday", "sunday", "monday"]'),
        ('days = ["tuesday", "wednesday", "friday"]', 'days = ["saturday", "sunday", "monday"]'),
        ('hours = ["08:00", "17:00"]\nbreaks = [["12:00", "13:00"]]', 'hours = ["00:00", "06:00"]'),
    )
    return changed(*shift, profile=profile), OpeningHours(profile)


LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
