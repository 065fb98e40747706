"""The format of conversation tests: what it reads, what it refuses and with which cure, and that it writes itself."""

from datetime import datetime, timedelta

import pytest

from bot.channels.simulator.moves import (
    Dials,
    HangsUp,
    Presses,
    Records,
    RingOutcome,
    Rings,
    Says,
    StaysSilent,
    TalkEnds,
)
from bot.channels.simulator.scripts import (
    Absent,
    Does,
    Ends,
    Expects,
    HandoffOpen,
    Person,
    StaffClaims,
    Waits,
    matches,
)  # fmt: skip
from bot.channels.simulator.transcripts import TranscriptError, parse, write
from bot.values import Channel, HandoffReason, Language, Team, Urgency

HEAD = "# A title\nchannel: {}\nlanguage: en\nnow: 2026-11-24 10:00\n\n"
VOICE = """\
bot     Welcome … press 1
caller  "my back
        locked up"
caller  (keys 1 2#)
caller  (silence)
caller  (records 12 s)
caller  (records 9 s, silent)
(ring: no answer)
(talk ends)
(wait 20 minutes)
caller  (hangs up)
caller  (calls)
caller  (hangs up after recording 4 s)
not     aspirin
handoff voicemail/same_day/nurse
ends
"""


def test_a_script_of_every_line_is_read() -> None:
    script = parse(HEAD.format("voice") + VOICE, "all.txt")
    assert (script.title, script.channels, script.now) == ("A title", (Channel.VOICE,), datetime(2026, 11, 24, 10))  # noqa: DTZ001
    assert [line.what for line in script.lines] == [
        Expects("Welcome … press 1"),
        Does(Says("my back locked up")),
        Does(Presses("12#")),
        Does(StaysSilent()),
        Does(Records(12)),
        Does(Records(9, is_silent=True)),
        Does(Rings(RingOutcome.NO_ANSWER)),
        Does(TalkEnds()),
        Waits(timedelta(minutes=20)),
        Does(HangsUp()),
        Does(Dials()),
        Does(HangsUp(4)),
        Absent("aspirin"),
        HandoffOpen(HandoffReason.VOICEMAIL, Urgency.SAME_DAY, Team.NURSE),
        Ends(),
    ]
    assert script.lines[0].number == 6


def test_a_text_script_takes_words_as_they_are() -> None:
    script = parse(HEAD.format("sms") + "person  1.\nperson  (photo)\n(photo)\nperson  #1\n")
    assert [line.what for line in script.lines] == [Person("1."), Person("", 1), Person("", 1), Person("#1")]


def test_a_picture_may_carry_words_and_staff_may_take_over() -> None:
    script = parse(HEAD.format("sms") + "person  my wound (photo)\n(staff claims)\n")
    assert [line.what for line in script.lines] == [Person("my wound", 1), StaffClaims()]
    assert parse(write(script)).lines[0].what == Person("my wound", 1)


def test_both_ways_and_who_it_is_from() -> None:
    script = parse("# T\nchannel: both\nlanguage: es\nnow: 2026-11-24 10:00\nfrom: anonymous\n\nperson  hola\n")
    assert (script.channels, script.language, script.number) == (tuple(Channel), Language.ES, "anonymous")


@pytest.mark.parametrize("channel", ["sms", "voice", "both"])
def test_writing_and_reading_give_the_same_script(channel: str) -> None:
    body = "person  hello\nbot     Hi … there\n(wait 300 minutes)\n(photo)\n(staff claims)\n"
    body += "" if channel == "sms" else VOICE
    script = parse(HEAD.format(channel) + body)
    again = parse(write(script))
    assert [line.what for line in again.lines] == [line.what for line in script.lines]
    assert write(again) == write(script)


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        (HEAD.format("fax") + "person  hi\n", "write `channel: sms`"),
        (HEAD.format("sms").replace("en", "fr") + "person  hi\n", "write `language: en`"),
        (HEAD.format("sms").replace("2026-11-24 10:00", "Tuesday") + "person  hi\n", "now: 2026-11-24 10:00"),
        ("colour: red\n" + HEAD.format("sms") + "person  hi\n", "x.txt:1: no header colour"),
        (HEAD.format("sms"), "nobody says anything"),
        (HEAD.format("sms") + "bot     hi\n", "nobody says anything"),
        (HEAD.format("sms") + "caller  (keys 1)\n", "x.txt:6: a text conversation has no caller"),
        (HEAD.format("voice") + "caller  hello\n", 'x.txt:6: write caller "words"'),
        (HEAD.format("voice") + "patient hello\n", "x.txt:6: `patient` begins no line"),
        (HEAD.format("voice") + "caller  (calls)\nbot\n", "x.txt:7: `bot` begins no line"),
        (HEAD.format("voice") + "(ring: maybe)\n", "(ring: answered|machine|no answer|busy|failed)"),
        (HEAD.format("voice") + "(wait long)\n", "write (wait 5 hours)"),
        (HEAD.format("sms") + "person  hi\nhandoff soon\n", "x.txt:7: write `handoff reason/urgency/team`"),
        (HEAD.format("sms") + "person  hi\nhandoff asked/routine/nurse\n", "official labels"),
    ],
)
def test_what_cannot_be_read_names_its_place_and_cure(text: str, cure: str) -> None:
    with pytest.raises(TranscriptError) as refused:
        parse(text, "x.txt")
    assert cure in str(refused.value)


@pytest.mark.parametrize(
    ("expected", "answer"),
    [
        ("ice for 20 minutes", "Use ice\nfor  20 minutes."),
        ("ice … back", "Apply ice for 20 minutes\nwhile you lie on your back"),
        ("espasmo … está aquí", "El espasmo ahora esta aqui."),
    ],
)
def test_an_expectation_is_found_anywhere_in_the_answer(expected: str, answer: str) -> None:
    assert matches(expected, answer)


@pytest.mark.parametrize(
    ("expected", "answer"), [("heat", "ice"), ("ice … heat", "heat, then ice"), ("2.0", "210"), ("Ice", "ice")]
)
def test_and_nowhere_else(expected: str, answer: str) -> None:
    assert not matches(expected, answer)
