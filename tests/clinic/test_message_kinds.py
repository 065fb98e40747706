"""Every kind of message is lawful by construction, fits one segment and invites no keyword of the network."""

import re
from pathlib import Path

import pytest

from bot.channels.gsm import count, to_gsm
from bot.channels.voice import LONGEST_SECONDS, seconds
from bot.clinic import message_kinds
from bot.clinic.contact_rules import keyword
from bot.clinic.message_kinds import Kind, KindsError, Lane, MessageClass, parse
from bot.values import Language

TEXT = Path("flows/messages.toml").read_text()
CALLS = Path("flows/messages.calls.toml").read_text()
KINDS = parse(TEXT, CALLS)
LONGEST = {
    "clinic": "DFW Center for Spinal Disorders",
    "human_line": "(817) 555-0142",
    "code": "DRILL K7M2Q",
    "link": "https://line.a-long-clinic-name.example/console",
    "when": {Language.EN: "Wed, Sep 30 at 12:30 PM", Language.ES: "mié 30 sep, 12:30 PM"},
}
SAID = [(kind, language) for kind in KINDS if kind.say for language in Language]
CLINICAL = re.compile(r"\b(pain|ice|heat|numb|pill|back|spasm|dolor|hielo|calor|espalda|pastilla)\b", re.IGNORECASE)


def words(kind: Kind, language: Language) -> str:
    values = {name: value[language] if isinstance(value, dict) else value for name, value in LONGEST.items()}
    return kind.say[language].format(**values)


@pytest.mark.parametrize(("kind", "language"), SAID, ids=lambda part: getattr(part, "name", str(part)))
def test_each_text_fits_one_segment_with_the_longest_values(kind: Kind, language: Language) -> None:
    if kind.is_call:
        assert seconds(words(kind, language), language) <= LONGEST_SECONDS
        return
    size = count(to_gsm(words(kind, language)))
    assert size.segments == 1, size


@pytest.mark.parametrize(("kind", "language"), SAID, ids=lambda part: getattr(part, "name", str(part)))
def test_no_wording_invites_a_keyword_of_the_network_but_the_opt_out_notice(kind: Kind, language: Language) -> None:
    notice = re.compile(r"STOP ends texts|STOP: no más( textos)?")
    rest = notice.sub("", kind.say[language])
    assert [word for word in re.findall(r"\b[A-Z]{3,}\b", rest) if keyword(word)] == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.say and kind.hours], ids=lambda kind: kind.name)
def test_an_opener_says_who_writes_and_how_to_stop_and_nothing_clinical(kind: Kind) -> None:
    for language in Language:
        said = kind.say[language]
        assert not CLINICAL.search(said)
        if kind.is_call:  # the key that ends it is said after every call's words
            assert re.match(r"(This is the automated line of|Habla la línea automática de) \{clinic\}", said)
        else:
            assert said.startswith("{clinic}:")
            assert "STOP" in said


def test_check_ins_follow_the_schedule_of_the_clinical_notes() -> None:
    assert KINDS.of("check_in").after_hours == (24, 72, 168, 336, 1008, 2016)


def test_what_is_never_withheld_is_sent_again_in_doubt() -> None:
    assert [kind.name for kind in KINDS if kind.is_emergency and not kind.resend] == []


def test_the_urgent_lane_goes_first() -> None:
    assert min(Lane, key=lambda lane: lane.rank) is Lane.URGENT


def test_every_class_is_in_use() -> None:
    assert {kind.message_class for kind in KINDS} == set(MessageClass)


@pytest.mark.parametrize(
    ("before", "after", "problem"),
    [
        ('class = "reply"', 'class = "fax"', "kinds.staff_reply.class"),
        ("is_capped = true", "is_capped = false", "what is proactive needs"),
        ('hours = "timer"', 'hours = "night"', "hours.night is not given"),
        ('say.es = "{clinic}: su aviso: pasaron', 'note = "', "say needs every language"),
        ('weekdays = ["09:00", "20:00"]', 'weekdays = ["20:00", "09:00"]', "begin before it ends"),
        ('lane = "check_ins"', 'lane = "urgent"', "the urgent lane"),
    ],
)
def test_a_wrong_kind_is_told_with_its_place(before: str, after: str, problem: str) -> None:
    with pytest.raises(KindsError, match=problem):
        message_kinds.parse(TEXT.replace(before, after, 1), CALLS)
