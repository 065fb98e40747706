"""When the pain began. Said on Wednesday, November 25, 2026, at 10."""

import pytest

from bot.nlu.meaning import Onset
from bot.values import Language
from tests.nlu.lexicons import WEDNESDAY, hear


def onset(text: str, language: Language = Language.EN) -> Onset:
    found = hear(text, language).onset
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("since last night", "2026-11-25T06:00"),
        ("2 or 3 days ago", "2026-11-24T00:00"),
        ("a day or two", "2026-11-25T00:00"),
        ("day 3", "2026-11-24T00:00"),
        ("since 6 am", "2026-11-25T06:30"),
        ("tuesday night", "2026-11-25T06:00"),
        ("half an hour ago", "2026-11-25T10:00"),
        ("the 14th", "2026-11-15T00:00"),
        ("last night about 9", "2026-11-24T21:30"),
        ("around 6 this morning", "2026-11-25T06:30"),
        ("thursday or friday", "2026-11-21T00:00"),
        ("not yesterday, the day before", "2026-11-24T00:00"),
        ("yesterday no monday", "2026-11-24T00:00"),
        ("two, three weeks", "2026-11-15T00:00"),
    ],
)
def test_the_latest_is_the_end_of_what_was_said(text: str, latest: str) -> None:
    assert onset(text).latest.isoformat()[:16] == latest


@pytest.mark.parametrize(
    "text", ["woke up with it", "since wednesday", "less than a day", "for a while", "since before thanksgiving"]
)
def test_what_may_have_begun_today_is_taken_as_now(text: str) -> None:
    assert onset(text).latest == WEDNESDAY


def test_of_an_old_pain_that_came_again_the_latest_counts() -> None:
    assert onset("i hurt it 2 weeks ago and again this morning").latest == WEDNESDAY


def test_a_new_complaint_does_not_hide_when_it_began() -> None:
    assert onset("it started friday, hurts all night").latest.isoformat()[:10] == "2026-11-21"


@pytest.mark.parametrize("text", ["hace 3 días", "como tres días", "llevo 3 días"])
def test_spanish_counts_days_the_same(text: str) -> None:
    assert onset(text, Language.ES).latest.isoformat()[:16] == "2026-11-23T00:00"


def test_a_spanish_number_behind_its_article_is_a_day_not_an_hour() -> None:
    assert onset("desde el 15", Language.ES).latest.isoformat()[:16] == "2026-11-16T00:00"


def test_a_no_about_something_else_takes_nothing_back() -> None:
    assert onset("empezó ayer, no puedo moverme, hace 3 días me agaché", Language.ES).latest.day == 25


@pytest.mark.parametrize(
    "text",
    [
        "tuesday at 3 works for me",
        "can you call me back monday",
        "no pain since monday",
        "i take the pill at 10 every night",
        "tengo 38 años y soy albañil",
    ],
)
def test_a_wish_a_habit_or_an_age_is_no_onset(text: str) -> None:
    assert hear(text).onset is None


def test_words_without_a_past_name_no_onset() -> None:
    assert hear("i like tacos").onset is None
