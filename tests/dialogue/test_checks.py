"""The shipped content is clean, and each check notices the fault it is there for."""

import tomllib
from datetime import date
from pathlib import Path

import pytest

from bot.clinic.profile import parse
from bot.content import NOT_FLOWS, PhoneMeasure, checked_content, wordings
from bot.dialogue.checks import Content, Issue, check
from bot.dialogue.checks.reading import english_grade, spanish_ease
from bot.dialogue.loading import ContentError, load

FLOWS = Path("flows")
TODAY = date(2026, 11, 24)
PROFILE = parse((FLOWS / "clinic.toml").read_text())
FILES = {path.stem: path.read_text() for path in FLOWS.glob("*.toml") if path.stem not in NOT_FLOWS}
SOURCES = frozenset(tomllib.loads((FLOWS / "sources.toml").read_text())["sources"])
FACTS = frozenset(tomllib.loads((FLOWS / "sources.toml").read_text())["facts"])


def issues(file: str, old: str, new: str) -> list[Issue]:
    """What is found when one piece of one flow file is changed."""
    assert old in FILES[file], f"{file}.toml no longer holds {old!r}"
    book = load({**FILES, file: FILES[file].replace(old, new, 1)})
    return check(Content(book, PhoneMeasure(), wordings(PROFILE), SOURCES | FACTS, TODAY))


def test_the_shipped_content_has_no_error() -> None:
    assert [str(issue) for issue in check(checked_content(FLOWS, PROFILE, TODAY)) if issue.is_error] == []


SWAPPED = 'on = { yes = "legs", no = "dispositions.er_now" }'
STRAY = '\n[steps.stray]\nkind = "end"\n'


@pytest.mark.parametrize(
    ("code", "file", "old", "new"),
    [
        ("unreachable", "photo", "[steps.start]", f"{STRAY}[steps.start]"),
        ("missing-language", "photo", "say.es =", "speak.es ="),
        ("too-long", "photo", 'say.en = "', 'say.en = "' + "word " * 40),
        ("too-slow", "spasm_care", 'speak.en = "Our clinic suggests', 'speak.en = "' + "word " * 60),
        ("unknown-placeholder", "photo", 'say.en = "', 'say.en = "{weather} '),
        ("carrier-keyword", "photo", 'say.en = "', 'say.en = "Reply YES. '),
        ("carrier-keyword", "photo", 'say.es = "', 'say.es = "Responda CANCEL. '),
        ("dose", "pain_pills", 'say.en = "', 'say.en = "Take 400 mg. '),
        ("other-drug", "spasm_care", 'say.en = "', 'say.en = "Try naproxen. '),
        ("drug-outside-gate", "spasm_care", 'say.en = "', 'say.en = "Take aspirin. '),
        ("diagnosis", "spasm_care", 'say.en = "', 'say.en = "You probably have a herniated disc. '),
        ("written-number", "photo", 'say.en = "', 'say.en = "Call (817) 916-4685. '),
        ("promise", "to_staff", "promises_call = true\n", ""),
        ("unknown-source", "spasm_care", 'sources = ["T5"]', 'sources = ["T99"]'),
        ("no-source", "spasm_care", 'facts = ["S6", "S7", "S8", "S9"]\nsources = ["T5"]', ""),
        ("same-key", "spasm_care.heat", 'key = "2", next = "booking.start"', 'key = "1", next = "booking.start"'),
        ("odd-key", "spasm_care.heat", 'key = "2", next = "booking.start"', 'key = "9", next = "booking.start"'),
        ("no-unsafe-answer", "safety_screen", 'unsafe = "yes"\nflags = ["fragile_bones"]', 'flags = ["fragile_bones"]'),
        ("polarity", "safety_screen", 'on = { yes = "dispositions.er_now", no = "legs" }', SWAPPED),
        (
            "polarity",
            "safety_screen",
            'unsafe = "yes"\nflags = ["chest_breathing"',
            'unsafe = "no"\nflags = ["chest_breathing"',
        ),
        ("no-flags", "safety_screen", 'flags = ["leg_weakness", "both_legs"]', ""),
        (
            "answered-elsewhere",
            "spasm_care",
            'requires = { "spasm_care.skin_check" =',
            'requires = { "pain_pills.age" =',
        ),
        ("told-too-early", "visit_check", 'not_matched = "not_found"', 'not_matched = "matched"'),
        ("told-too-early", "visit_check", 'who = "whom"', 'who = "which_of_two"'),
        ("told-too-early", "my_visit", 'on = { here = "check", elsewhere', 'on = { here = "menu", elsewhere'),
        ("told-too-early", "drop_visit", 'staff = "to_staff.start"', 'staff = "sure"'),
        ("told-too-early", "manners", 'say.en = "We want to help.', 'say.en = "See you {known_visit_at}.'),
    ],
)
def test_each_fault_is_noticed(code: str, file: str, old: str, new: str) -> None:
    try:
        found = {issue.code for issue in issues(file, old, new)}
    except ContentError as refused:  # loading is a check, too, and comes first
        pytest.fail(f"loading refused it already: {refused}")
    assert code in found


def test_two_options_that_sound_alike_are_noticed() -> None:
    old, new = 'say.en = "under 2 weeks"', 'say.en = "over six weeks"'
    assert "sound-alike" in {issue.code for issue in issues("spasm_care.heat", old, new)}


def test_five_options_are_too_many_to_hear() -> None:
    extra = '  { key = "5", next = "all_of_this", say.en = "I forgot", say.es = "no me acuerdo" },\n'
    old = '  { key = "3", next = "chronic"'
    four = '  { key = "4", next = "all_of_this", say.en = "a year", say.es = "un año" },\n'
    assert "too-many-options" in {issue.code for issue in issues("spasm_care.heat", old, extra + four + old)}


def test_hard_english_has_a_higher_grade_than_plain_english() -> None:
    plain = "Put ice on your back. Take it off when the time is up."
    hard = "Subsequently discontinue cryotherapeutic application notwithstanding symptomatic improvement."
    assert english_grade(plain) < 3
    assert english_grade(hard) > 12


def test_hard_spanish_is_less_easy_than_plain_spanish() -> None:
    plain = "Ponga hielo en la espalda. Quite el hielo a los veinte minutos."
    hard = "Posteriormente discontinúe la aplicación crioterapéutica independientemente de la sintomatología."
    assert spanish_ease(hard) < 40
    assert spanish_ease(plain) > 70


def test_every_issue_names_its_place_and_its_cure() -> None:
    for issue in check(checked_content(FLOWS, PROFILE, TODAY)):
        assert issue.place
        assert issue.cure.endswith(".")
