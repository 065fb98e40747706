import html
import json
import re
import shutil
from datetime import date
from pathlib import Path

import pytest

from bot.cli import main
from bot.cli.packet import packet
from bot.content import checked_content, clinic_profile, read_book
from bot.dialogue.checks.issue import all_said, spoken
from bot.dialogue.proofs import CounterExample, Proof
from bot.dialogue.review import signed_part
from bot.values import Language
from tests.guards.sources import ROOT

FLOWS = ROOT / "flows"
TODAY = date(2026, 11, 24)


def made(folder: Path = FLOWS, proof: Proof | None = None) -> str:
    read_book.cache_clear()
    return packet(checked_content(folder, clinic_profile(folder), TODAY), folder, "Test Clinic", proof)


@pytest.fixture(scope="module")
def page() -> str:
    return made()


def plain(text: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", text)).split())


def test_every_word_the_line_can_say_is_in_the_packet_in_both_languages(page: str) -> None:
    shown = plain(page)
    missing = [
        (said.place, language)
        for said in all_said(read_book(FLOWS))
        for language in Language
        for words in (said.wording.say.get(language, ""), *spoken(said.wording, language))
        if said.wording is said.step or said.step is None
        if " ".join(words.split()) not in shown
    ]
    assert missing == []


def test_unsigned_content_is_called_a_draft_on_the_first_page(page: str) -> None:
    assert "flows are not signed" in plain(page.partition("<h2")[0])
    assert "DRAFT. No clinician has signed it" in page


def test_the_clinics_open_decisions_stand_at_the_front(page: str) -> None:
    assert page.index("What is (817) 769-3718 for?") < page.index("How this was checked")


def test_the_packet_needs_nothing_from_anywhere_else(page: str) -> None:
    assert not re.search(r"<script|<link|<img|@import|src=|url\(", page)


def test_the_packet_says_what_the_proof_found() -> None:
    assert "The proof was not run for this packet." in made()
    assert "1,200 states" in made(proof=Proof(1200, 9000, ()))
    assert "it is no proof" in made(proof=Proof(1200, 9000, (), unwalked=7))
    breach = CounterExample("P1", "care before the screen", "person  hello")
    assert "P1: care before the screen" in made(proof=Proof(1200, 9000, (breach,)))


def test_what_was_edited_since_the_signature_is_shown_before_and_after(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(FLOWS, tmp_path / "flows"))
    signed = signed_part(read_book(FLOWS).flows["photo"])
    name = next(name for name, step in signed.items() if "say" in step)
    signed[name]["say"]["en"] = "Words as they were signed."
    (folder / "signed").mkdir()
    (folder / "signed" / "photo.json").write_text(json.dumps(signed))
    shown = plain(made(folder))
    assert "Changed since it was signed" in shown
    assert "Words as they were signed." in shown


def test_the_command_writes_the_packet(tmp_path: Path) -> None:
    assert main(["packet", "--without-proof", "--out", str(tmp_path / "packet.html")]) == 0
    assert "Review packet" in (tmp_path / "packet.html").read_text()
