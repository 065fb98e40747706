"""A wrong clinic file stops the start with sentences that name the cure."""

from pathlib import Path

import pytest

from bot.clinic.profile import ProfileError, parse

TEXT = Path("flows/clinic.toml").read_text()


def problems(text: str, **more: str) -> str:
    with pytest.raises(ProfileError) as caught:
        parse(text, **more)
    return str(caught.value)


def test_the_shipped_clinic_answers_both_published_numbers() -> None:
    assert parse(TEXT).numbers.bot_lines == ("+18179164685", "+18177693718")


def test_people_are_never_sent_to_a_line_the_bot_answers() -> None:
    assert "human_line is a line this bot answers" in problems(TEXT, human_line="+18179164685")


def test_the_environment_may_name_the_human_line() -> None:
    assert parse(TEXT, human_line="+18175550199").numbers.human_line == "+18175550199"


def test_staff_phones_that_are_bot_lines_are_refused() -> None:
    assert "would ring itself" in problems(TEXT.replace("+18175550161", "+18179164685"))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("America/Chicago", "Texas/Dallas", "is no time zone"),
        ('monday = ["08:00", "17:00"]', 'monday = ["17:00", "08:00"]', "closes at or before it opens"),
        ('monday = ["08:00", "17:00"]', 'monday = ["25:00", "26:00"]', "hours.monday"),
        ('"+18175550142"', '"call me"', "is no phone number"),
        ("emergency_minutes = 15", "emergency_minutes = 0", "greater than 0"),
        ("format = 1", "format = 1\ncolour = 'red'", "colour"),
        ("format = 1", "format =", "not valid TOML"),
    ],
)
def test_each_wrong_fact_is_named(old: str, new: str, words: str) -> None:
    assert old in TEXT
    assert words in problems(TEXT.replace(old, new, 1))


def test_several_wrong_facts_are_told_at_once() -> None:
    text = TEXT.replace("America/Chicago", "Nowhere").replace("emergency_minutes = 15", "emergency_minutes = -1")
    told = problems(text)
    assert "time zone" in told
    assert "emergency_minutes" in told
