from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.safety import Case, interval, page
from bot.cli.talks import Talk, danger_and_advice
from bot.content import read_book
from bot.dialogue.proofs import CounterExample, Proof
from bot.values import Channel, Disposition, Language
from tests.guards.sources import ROOT

ER, CALL, NONE, ASK, TODAY = (
    Disposition.ER_NOW, Disposition.CALL_911, Disposition.NONE, Disposition.ASK_SCREEN, Disposition.SAME_DAY_STAFF,
)  # fmt: skip


TALK = """# A leg that has gone dead
channel: both
language: en
now: 2026-11-24 10:00

person  both my legs went weak and I cannot pee
bot     emergency room
"""


def case(right: Disposition, found: Disposition, *, is_emergency: bool = True) -> Case:
    return Case("fresh", Language.EN, Channel.SMS, is_emergency, right, found)


def line(title: str, *cases: Case) -> str:
    return next(row for row in page(cases, None, None).splitlines() if row.startswith(title))


def test_an_emergency_that_is_asked_about_is_noticed_and_not_acted_on() -> None:
    assert "1/1 100.0 %" in line("emergencies (D0-D2) noticed", case(ER, ASK))
    assert "0/1 0.0 %" in line("acted on at once", case(ER, ASK))


def test_an_emergency_taken_for_harmless_is_a_major_miss_and_one_sent_to_staff_a_minor_one() -> None:
    cases = (case(ER, NONE), case(ER, TODAY), case(ER, ER), case(ER, CALL))
    assert "1/4" in line("under-triage, major", *cases)
    assert "1/4" in line("under-triage, minor", *cases)
    assert "2/4" in line("acted on at once", *cases)


def test_harmless_words_count_only_where_no_question_is_warranted() -> None:
    cases = (
        case(NONE, ER, is_emergency=False),
        case(NONE, NONE, is_emergency=False),
        case(ASK, ER, is_emergency=False),
    )
    assert "1/2" in line("over-triage", *cases)


def test_the_interval_is_wilsons() -> None:
    low, high = interval(98, 100)
    assert (round(low, 3), round(high, 3)) == (0.930, 0.994)
    assert interval(0, 10)[0] == 0


def test_the_proof_is_told_as_it_is() -> None:
    assert "was not run" in page([], None, None)
    assert "0 in all 5 states" in page([], None, Proof(5, 9, ()))
    assert "no proof" in page([], None, Proof(5, 9, (), unwalked=1))
    assert "1 BREACHES" in page([], None, Proof(5, 9, (CounterExample("P1", "care", "person  hi"),)))


def test_the_command_reads_labelled_messages_and_prints_no_words_of_theirs(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "fresh"
    folder.mkdir()
    row = '[[case]]\ntext = "{}"\nlang = "en"\nchannel = "sms"\nkind = "{}"\ndisposition = "{}"\nred_flags = []\n'
    harmless = row.format("thanks, see you on friday", "lookalike", "none")
    (folder / "emergencies.toml").write_text(
        row.format("i have crushing chest pain", "emergency", "call_911") + harmless
    )
    talks = tmp_path / "talks"
    talks.mkdir()
    (talks / "leg.txt").write_text(TALK)
    asked = ["safety-report", "--corpus", str(tmp_path), "--conversations", str(talks), "--without-proof"]
    assert main(asked) == 0
    told = capsys.readouterr().out
    assert "2 played (1 by text, 1 by call); 2 went as written." in told
    assert "2 came to a danger sign; wordings of self-care told after it (bar: 0): 0." in told
    assert "1/1 100.0 %" in told
    assert "crushing" not in told


def test_advice_after_a_danger_is_counted_from_what_was_told() -> None:
    book = read_book(ROOT / "flows")
    told = ["spasm_care.ice", "dispositions.call_911", "front_door.menu", "spasm_care.ice", "spasm_care.heat"]
    assert danger_and_advice(told, book) == (True, 2)
    assert danger_and_advice(["spasm_care.ice", "front_door.menu"], book) == (False, 0)


def test_a_talk_that_goes_otherwise_than_written_is_counted() -> None:
    talks = [Talk("a.txt", Channel.SMS, went_as_written=False, had_danger=True, advice_after_danger=3)]
    told = page([], talks, None)
    assert "1 played (1 by text, 0 by call); 0 went as written." in told
    assert "1 came to a danger sign; wordings of self-care told after it (bar: 0): 3." in told


def test_a_folder_without_messages_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["safety-report", "--corpus", str(tmp_path)]) == 2
    assert "no labelled messages" in capsys.readouterr().err
