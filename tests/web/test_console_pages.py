"""The console's pages: what they show, and that nothing a person sends does harm there."""

import pytest
from flask import Flask
from sqlalchemy import text

from bot.clinic.staff_rules import Role
from bot.services.line import ClinicLine
from bot.values import Disposition, HandoffReason, Language, Team, Urgency
from bot.web.console.figures import as_csv
from bot.web.console.wording import WORDS
from tests.services.staffing import HandClock, hire
from tests.services.waiting import Waiting, write_in
from tests.web.consoles import Browser, conversation, logged_in, make_console

PHONE = "+12145550117"


@pytest.fixture
def web(line: ClinicLine) -> Flask:
    return make_console(line)


@pytest.fixture
def fred(web: Flask, line: ClinicLine) -> Browser:
    return logged_in(web, line, hire(line, "Fred Desk", Role.FRONT_DESK))


@pytest.fixture
def maria(line: ClinicLine) -> Waiting:
    return write_in(line, PHONE, "My back locked up", answers={"onset": "1-3"})


def test_a_handoff_is_taken_answered_and_closed(fred: Browser, maria: Waiting) -> None:
    here = conversation(maria.conversation_id)
    assert "Take this" in fred.get(here).get_data(as_text=True)
    page = fred.post(f"{here}/claim").get_data(as_text=True)
    assert "You have this" in page
    page = fred.post(f"{here}/reply", body="We’ll call you at 3 — promise").get_data(as_text=True)
    assert "We&#39;ll call you at 3 - promise" in page
    assert "Not sent yet" in page
    page = fred.post(f"{here}/close", outcome="called").get_data(as_text=True)
    assert "Nobody waits here." in page
    assert "This number answers automatically again." in page


def test_the_cost_is_shown_before_sending(fred: Browser) -> None:
    fred.get("/")
    page = fred.post("/measure", body="á" * 161).get_data(as_text=True)
    assert "2 segments, about 2.26" in page
    assert "Will be sent as:" in page


def test_the_second_to_claim_is_told(web: Flask, line: ClinicLine, fred: Browser, maria: Waiting) -> None:
    ana = logged_in(web, line, hire(line, "Ana Nurse", Role.NURSE))
    here = conversation(maria.conversation_id)
    fred.get(here)
    ana.get(here)
    fred.post(f"{here}/claim")
    page = ana.post(f"{here}/claim").get_data(as_text=True)
    assert "Somebody was faster" in page
    assert "Fred Desk has this" in page


def test_going_back_and_pressing_again_sends_nothing_twice(fred: Browser, maria: Waiting) -> None:
    here = conversation(maria.conversation_id)
    fred.get(here)
    fred.post(f"{here}/claim")
    form = fred.form_id
    fred.post(f"{here}/note", body="called her", form_id=form)
    page = fred.post(f"{here}/note", body="called her", form_id=form).get_data(as_text=True)
    assert page.count("called her") == 1
    assert "already done" in page


@pytest.mark.parametrize(
    ("act", "fields"),
    [("close", {"outcome": "x"}), ("release", {"team": "x"}), ("hand-to", {"colleague": "x"}),
     ("urgency", {"before": "x", "after": "y"}), ("mark", {"mark": "x"}), ("note", {"form_id": "x"}), ("close", {})],
)  # fmt: skip
def test_a_choice_no_page_offers_is_a_wrong_request(
    fred: Browser, maria: Waiting, act: str, fields: dict[str, str]
) -> None:
    here = conversation(maria.conversation_id)
    fred.get(here)
    assert fred.post(f"{here}/{act}", follow=False, **fields).status_code == 400


def test_a_poll_of_what_is_unchanged_is_empty(fred: Browser, line: ClinicLine, maria: Waiting) -> None:
    for path in ("/queue/rows", f"{conversation(maria.conversation_id)}/live"):
        first = fred.get(path)
        assert first.status_code == 200
        again = fred.get(path, **{"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")
    write_in(line, PHONE, "hello?")
    assert fred.get("/queue/rows", **{"If-None-Match": first.headers["ETag"]}).status_code == 200


def test_an_emergency_is_in_every_teams_list_until_it_is_taken(fred: Browser, line: ClinicLine) -> None:
    ill = write_in(line, PHONE, "numb", urgency=Urgency.EMERGENCY, reason=HandoffReason.RED_FLAG, team=Team.NURSE)
    assert ill.handoff is not None
    for team in ("mine", "all", "billing", "nurse"):
        assert ill.handoff.code in fred.get(f"/?team={team}").get_data(as_text=True)


def test_a_care_lock_is_cleared_by_a_nurse_on_the_page(web: Flask, line: ClinicLine, fred: Browser) -> None:
    ill = write_in(line, PHONE, "numb", urgency=Urgency.EMERGENCY, disposition=Disposition.ER_NOW)
    here = conversation(ill.conversation_id)
    assert "Clear the lock" not in fred.get(here).get_data(as_text=True)
    ana = logged_in(web, line, hire(line, "Ana Nurse", Role.NURSE))
    assert "Clear the lock" in ana.get(here).get_data(as_text=True)
    page = ana.post(f"{here}/clear-lock", reason="seen in the ER").get_data(as_text=True)
    assert "Clear the lock" not in page
    assert "cleared the care lock" in page


PAYLOADS = (
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\"'><svg/onload=alert(1)>", "</textarea><script>",
    "{{ 7 * 7 }}", "{% for x in y %}", "javascript:alert(1)", "=cmd|' /C calc'!A0", "\u202egnp.exe", "x" * 5000,
    "http://xn--80ak6aa92e.com/login", "<a href=javascript:alert(1)>x</a>", "'; DROP TABLE staff; --", "&lt;b&gt;",
)  # fmt: skip


NAMED = """
    WITH p AS (INSERT INTO patients VALUES (gen_random_uuid(), :n, 'x', '1960-01-01', now()) RETURNING id)
    INSERT INTO patient_numbers (patient_id, phone, added_at) SELECT id, :p, now() FROM p
"""


@pytest.mark.parametrize("payload", PAYLOADS)
def test_whatever_people_send_stays_text(fred: Browser, line: ClinicLine, payload: str) -> None:
    someone = write_in(line, PHONE, payload, answers={"onset": payload, payload[:40]: "yes"})
    with line.database.begin() as tx:
        tx.execute(text("UPDATE handoffs SET summary = :words"), {"words": payload})
        tx.execute(
            text(NAMED),
            {"n": payload, "p": PHONE},
        )  # fmt: skip
    here = conversation(someone.conversation_id)
    fred.get(here)
    fred.post(f"{here}/note", body=payload[:4000])
    pages = [fred.get(path).get_data(as_text=True) for path in (here, "/?team=all")]
    pages.append(fred.post("/search", words=payload).get_data(as_text=True))
    for page in pages:
        assert "<script>" not in page
        assert "<img src=x" not in page
        assert "<svg/onload" not in page
        assert "<a href=javascript" not in page
        assert "</textarea><script" not in page
        assert 'href="http' not in page
        assert "49" not in page.partition("<h1")[2].partition("</h1>")[0] or "{{" not in payload


def test_no_page_has_an_inline_script_or_style(web: Flask, line: ClinicLine, maria: Waiting) -> None:
    lead = logged_in(web, line, hire(line, "Lee Lead", Role.LEAD))
    for path in (
        "/",
        conversation(maria.conversation_id),
        "/figures",
        "/accounts",
        "/audit?verify=1",
        "/settings",
        "/settings/hours",
        "/settings/rota",
        "/wall",
    ):
        page = lead.get(path).get_data(as_text=True)
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        assert page.count("<script") == page.count("<script defer src=")


def test_titles_and_addresses_name_nobody(fred: Browser, line: ClinicLine, maria: Waiting) -> None:
    page = fred.get(conversation(maria.conversation_id)).get_data(as_text=True)
    title = page.partition("<title>")[2].partition("</title>")[0]
    assert title == "Conversation · Staff console"


def test_the_console_speaks_spanish(fred: Browser, maria: Waiting) -> None:
    fred.get("/")
    page = fred.post("/language", language="es").get_data(as_text=True)
    assert '<html lang="es"' in page
    assert "Cola" in page
    assert "Tomar" in fred.get(conversation(maria.conversation_id)).get_data(as_text=True)


@pytest.mark.parametrize("key", sorted(WORDS))
def test_every_word_stands_in_both_languages_with_the_same_fields(key: str) -> None:
    english, spanish = WORDS[key]
    assert english
    assert spanish
    fields = [{part.partition("}")[0] for part in words.split("{")[1:]} for words in (english, spanish)]
    assert fields[1] <= fields[0] if key == "audit_broken" else fields[0] == fields[1]


def test_ready_words_are_changed_in_the_settings_and_not_over_each_other(web: Flask, line: ClinicLine) -> None:
    lead = logged_in(web, line, hire(line, "Lee Lead", Role.LEAD))
    lead.get("/settings")
    fields = {"version": "0", "title": "Parking", "en": "Park behind {clinic}.", "es": "Estacione detrás de {clinic}."}
    assert "Done." in lead.post("/settings/replies", **fields).get_data(as_text=True)
    assert "Somebody was faster" in lead.post("/settings/replies", **fields).get_data(as_text=True)
    fred = logged_in(web, line, hire(line, "Fred Desk", Role.FRONT_DESK))
    jose = write_in(line, PHONE, "hola", language=Language.ES)
    here = conversation(jose.conversation_id)
    fred.get(here)
    assert "Estacione detrás de DFW Center" in fred.post(f"{here}/claim").get_data(as_text=True)


def test_the_figures_count_what_happened(web: Flask, line: ClinicLine, clock: HandClock, fred: Browser) -> None:
    maria = write_in(line, PHONE, "hello", urgency=Urgency.EMERGENCY)
    write_in(line, "+12145550118", "hello", urgency=None)
    clock.pass_by(minutes=4)
    fred.get(conversation(maria.conversation_id))
    fred.post(f"{conversation(maria.conversation_id)}/claim")
    page = fred.get("/figures?days=28").get_data(as_text=True)
    assert "4 min" in page
    assert "1 of 1 that are over" in page
    assert "1 served without staff" in page
    table = fred.get("/figures.csv?days=28")
    assert "promises kept,emergency,1" in table.get_data(as_text=True)
    assert table.headers["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =1", "|calc"])
def test_a_cell_is_never_a_formula(cell: str) -> None:
    assert as_csv([[cell]]).strip('"').startswith("'")
