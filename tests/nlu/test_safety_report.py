from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.safety import Case, interval, page
from bot.dialogue.proofs import CounterExample, Proof
from bot.values import Channel, Disposition, Language

ER, CALL, NONE, ASK, TODAY = (
    Disposition.ER_NOW, Disposition.CALL_911, Disposition.NONE, Disposition.ASK_SCREEN, Disposition.SAME_DAY_STAFF,
)  # fmt: skip


def case(right: Disposition, found: Disposition, *, is_emergency: bool = True) -> Case:
    return Case("fresh", Language.EN, Channel.SMS, is_emergency, right, found)


def line(title: str, *cases: Case) -> str:
    return next(row for row in page(cases, None).splitlines() if row.startswith(title))


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
    assert "was not run" in page([], None)
    assert "0 in all 5 states" in page([], Proof(5, 9, ()))
    assert "no proof" in page([], Proof(5, 9, (), unwalked=1))
    assert "1 BREACHES" in page([], Proof(5, 9, (CounterExample("P1", "care", "person  hi"),)))


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
    assert main(["safety-report", "--corpus", str(tmp_path), "--without-proof"]) == 0
    told = capsys.readouterr().out
    assert "1/1 100.0 %" in told
    assert "crushing" not in told


def test_a_folder_without_messages_is_said_plainly(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["safety-report", "--corpus", str(tmp_path)]) == 2
    assert "no labelled messages" in capsys.readouterr().err
