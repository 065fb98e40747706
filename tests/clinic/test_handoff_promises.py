"""What is promised by when, so that a promise can be kept."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clinic.contact_rules import Keyword, keyword
from bot.clinic.handoffs import code, promise
from bot.clinic.hours import OpeningHours
from bot.clinic.profile import parse
from bot.values import Urgency

ZONE = ZoneInfo("America/Chicago")
PROFILE = parse(Path("flows/clinic.toml").read_text())
HOURS = OpeningHours(PROFILE)


@pytest.mark.parametrize(
    ("urgency", "now", "by"),
    [
        (Urgency.EMERGENCY, "2026-11-24T10:00", "2026-11-24T10:15"),
        (Urgency.SAME_DAY, "2026-11-24T10:00", "2026-11-24T12:00"),
        (Urgency.SAME_DAY, "2026-11-24T16:30", "2026-11-24T17:00"),  # never past the closing hour
        (Urgency.SAME_DAY, "2026-11-24T20:00", "2026-11-25T10:00"),  # closed: from the next opening
        (Urgency.ROUTINE, "2026-11-24T10:00", "2026-11-25T17:00"),
    ],
)
def test_a_promise_counts_open_time_only(urgency: Urgency, now: str, by: str) -> None:
    moment = datetime.fromisoformat(now).replace(tzinfo=ZONE)
    assert promise(PROFILE, HOURS, urgency, moment) == datetime.fromisoformat(by).replace(tzinfo=ZONE)


def test_a_code_can_be_read_aloud_without_mistakes() -> None:
    made = {code(bytes([n, n + 1, n + 2, n + 3, n + 4])) for n in range(200)}
    assert not set("".join(made)) & set("01OI")
    assert {len(each) for each in made} == {5}


@pytest.mark.parametrize(
    ("body", "meant"),
    [
        ("STOP", Keyword.STOP),
        (" stop\n", Keyword.STOP),
        ("Cancel", Keyword.STOP),
        ("YES", Keyword.START),
        ("info", Keyword.HELP),
        ("STOP PLEASE", None),
        ("stop!", None),
        ("", None),
    ],
)
def test_only_a_whole_keyword_is_answered_by_the_network(body: str, meant: Keyword | None) -> None:
    assert keyword(body) is meant
