"""Taking over, and giving back: one owner, one winner, nothing done twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bot.clinic.canned import farewell
from bot.clinic.staff_rules import Mark, Outcome, Role
from bot.services import console, console_acts, console_records
from bot.services.audit import Asker
from bot.services.console_forms import Form, Texted, Told
from bot.services.line import ClinicLine
from bot.storage import conversations
from bot.storage.stories import EntryKind, Story
from bot.values import Disposition, HandoffReason, HandoffStatus, Language, Team, Urgency
from tests.services.staffing import HandClock, Hired, hire
from tests.services.waiting import Waiting, write_in

PHONE = "+12145550117"


@pytest.fixture
def ana(line: ClinicLine) -> Hired:
    return hire(line, "Ana Nurse", Role.NURSE)


@pytest.fixture
def maria(line: ClinicLine) -> Waiting:
    return write_in(line, PHONE, "I need somebody to call me")


def form(hired: Hired | Asker, waiting: Waiting, form_id: UUID | None = None) -> Form:
    asker = hired.asker if isinstance(hired, Hired) else hired
    return Form(asker, waiting.conversation_id, form_id or uuid4())


def story(line: ClinicLine, hired: Hired, waiting: Waiting) -> Story:
    page = console.read_story(line, hired.asker, waiting.conversation_id)
    assert isinstance(page, console.Page)
    return page.story


def is_claimed(line: ClinicLine, phone: str = PHONE) -> bool:
    with line.database.begin() as tx:
        thread = conversations.find_text_thread(tx, phone)
        assert thread is not None
        return thread.is_claimed


def acts_in_audit(line: ClinicLine) -> list[str]:
    with line.database.begin() as tx:
        return list(tx.scalars(text("SELECT act FROM audit ORDER BY id")))


def test_of_eight_who_claim_at_once_one_wins(line: ClinicLine, maria: Waiting) -> None:
    people = [hire(line, f"{name} Test", Role.FRONT_DESK) for name in "ABCDEFGH"]
    with ThreadPoolExecutor(8) as threads:
        told = list(threads.map(lambda one: console_acts.claim(line, form(one, maria)), people))
    assert told.count(Told.DONE) == 1
    assert told.count(Told.TOO_LATE) == 7
    assert acts_in_audit(line).count("claimed") == 1


def test_the_line_is_silent_from_the_claim_until_the_close(line: ClinicLine, fred: Hired, maria: Waiting) -> None:
    assert not is_claimed(line)
    console_acts.claim(line, form(fred, maria))
    assert is_claimed(line)
    console_acts.close(line, form(fred, maria), Outcome.CALLED, {})
    assert not is_claimed(line)


def test_closing_tells_the_person_the_truth_in_their_language(line: ClinicLine, fred: Hired) -> None:
    jose = write_in(line, PHONE, "hola", language=Language.ES)
    console_acts.claim(line, form(fred, jose))
    words = {lang: Texted(farewell(Outcome.CALLED, lang, line.profile), 2) for lang in Language}
    assert console_acts.close(line, form(fred, jose), Outcome.CALLED, words) is Told.DONE
    said = [entry for entry in story(line, fred, jose).entries if entry.label == "due"]
    assert len(said) == 1
    assert "vuelve a responder" in said[0].body
    assert "(817) 555-0142" in said[0].body


def test_a_wrong_number_is_closed_without_a_word() -> None:
    assert farewell(Outcome.NOTHING_NEEDED, Language.EN, None) == ""  # type: ignore[arg-type]


def test_only_the_owner_closes_writes_or_hands_on(line: ClinicLine, ana: Hired, fred: Hired, maria: Waiting) -> None:
    console_acts.claim(line, form(fred, maria))
    assert console_acts.close(line, form(ana, maria), Outcome.CALLED, {}) is Told.TOO_LATE
    assert console_acts.reply(line, form(ana, maria), Texted("hello", 1)) is Told.TOO_LATE
    assert console_acts.hand_to(line, form(ana, maria), ana.member.id) is Told.TOO_LATE
    assert console_acts.release(line, form(ana, maria), None) is Told.TOO_LATE


def test_nobody_writes_before_claiming(line: ClinicLine, fred: Hired, maria: Waiting) -> None:
    assert console_acts.reply(line, form(fred, maria), Texted("hello", 1)) is Told.TOO_LATE


def test_a_reply_is_due_and_names_its_writer(line: ClinicLine, fred: Hired, maria: Waiting) -> None:
    console_acts.claim(line, form(fred, maria))
    assert console_acts.reply(line, form(fred, maria), Texted("We call you at 3.", 1)) is Told.DONE
    sent = next(entry for entry in story(line, fred, maria).entries if entry.kind is EntryKind.STAFF)
    assert (sent.kind, sent.body, sent.name, sent.label) == (EntryKind.STAFF, "We call you at 3.", "Fred Desk", "due")


def test_a_form_pressed_twice_sends_once(line: ClinicLine, fred: Hired, maria: Waiting) -> None:
    console_acts.claim(line, form(fred, maria))
    twice = form(fred, maria, uuid4())
    with ThreadPoolExecutor(2) as threads:
        told = list(threads.map(lambda _: console_acts.reply(line, twice, Texted("once", 1)), range(2)))
    assert sorted(told) == [Told.DONE, Told.REPEATED]
    assert [entry.body for entry in story(line, fred, maria).entries].count("once") == 1


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE contacts SET opted_out_at = now()", Told.OPTED_OUT),
        ("UPDATE contacts SET do_not_contact_at = now()", Told.DO_NOT_CONTACT),
        ("UPDATE contacts SET phone = NULL", Told.NO_NUMBER),
    ],
)
def test_nothing_is_written_to_somebody_who_must_not_be_written_to(
    line: ClinicLine, fred: Hired, maria: Waiting, change: str, told: Told
) -> None:
    console_acts.claim(line, form(fred, maria))
    with line.database.begin() as tx:
        tx.execute(text(change))
    assert console_acts.reply(line, form(fred, maria), Texted("hello", 1)) is told
    words = dict.fromkeys(Language, Texted("bye", 1))
    assert console_acts.close(line, form(fred, maria), Outcome.CALLED, words) is Told.DONE
    assert "bye" not in [entry.body for entry in story(line, fred, maria).entries]


@pytest.mark.parametrize("body", ["", "   \n", "x" * 1601])
def test_an_empty_or_endless_text_is_not_sent(line: ClinicLine, fred: Hired, maria: Waiting, body: str) -> None:
    console_acts.claim(line, form(fred, maria))
    assert console_acts.reply(line, form(fred, maria), Texted(body, 1)) is Told.NEEDS_WORDS


def test_what_is_handed_to_a_colleague_is_theirs(line: ClinicLine, ana: Hired, fred: Hired, maria: Waiting) -> None:
    console_acts.claim(line, form(fred, maria))
    assert console_acts.hand_to(line, form(fred, maria), ana.member.id) is Told.DONE
    assert console_acts.reply(line, form(fred, maria), Texted("hello", 1)) is Told.TOO_LATE
    assert console_acts.reply(line, form(ana, maria), Texted("hello", 1)) is Told.DONE


def test_nothing_is_handed_to_somebody_who_cannot_take_it(line: ClinicLine, fred: Hired, maria: Waiting) -> None:
    auditor = hire(line, "Otto Audit", Role.AUDITOR)
    console_acts.claim(line, form(fred, maria))
    assert console_acts.hand_to(line, form(fred, maria), auditor.member.id) is Told.NOT_ALLOWED
    assert console_acts.hand_to(line, form(fred, maria), uuid4()) is Told.NOT_ALLOWED


def test_what_is_released_waits_for_another_team(line: ClinicLine, fred: Hired, maria: Waiting) -> None:
    console_acts.claim(line, form(fred, maria))
    assert console_acts.release(line, form(fred, maria), Team.BILLING) is Told.DONE
    row = console_queue(line, fred)[0]
    assert (row.team, row.status, row.claimed_name) == (Team.BILLING, HandoffStatus.WAITING, "")


def test_an_urgency_is_raised_by_anybody_and_lowered_with_a_reason(
    line: ClinicLine, fred: Hired, maria: Waiting
) -> None:
    assert console_acts.set_urgency(line, form(fred, maria), Urgency.ROUTINE, Urgency.SAME_DAY, "") is Told.DONE
    low = console_acts.set_urgency(line, form(fred, maria), Urgency.SAME_DAY, Urgency.ROUTINE, " ")
    assert low is Told.NEEDS_REASON
    low = console_acts.set_urgency(line, form(fred, maria), Urgency.SAME_DAY, Urgency.ROUTINE, "spoke with her")
    assert low is Told.DONE


def test_a_raised_urgency_brings_the_promise_forward(line: ClinicLine, fred: Hired, maria: Waiting) -> None:
    console_acts.set_urgency(line, form(fred, maria), Urgency.ROUTINE, Urgency.EMERGENCY, "")
    assert console_queue(line, fred)[0].by_at <= line.now() + timedelta(minutes=15)


def test_an_urgency_a_danger_caused_is_lowered_by_a_nurse_alone(line: ClinicLine, ana: Hired, fred: Hired) -> None:
    ill = write_in(line, PHONE, "numb", urgency=Urgency.EMERGENCY, reason=HandoffReason.RED_FLAG, team=Team.NURSE)
    wanted = (Urgency.EMERGENCY, Urgency.ROUTINE, "seen by us")
    assert console_acts.set_urgency(line, form(fred, ill), *wanted) is Told.NOT_ALLOWED
    assert console_acts.set_urgency(line, form(ana, ill), *wanted) is Told.DONE


def test_an_old_page_does_not_change_a_newer_urgency(line: ClinicLine, fred: Hired, maria: Waiting) -> None:
    console_acts.set_urgency(line, form(fred, maria), Urgency.ROUTINE, Urgency.EMERGENCY, "")
    assert console_acts.set_urgency(line, form(fred, maria), Urgency.ROUTINE, Urgency.SAME_DAY, "x") is Told.TOO_LATE


def test_a_nurse_with_a_reason_clears_the_lock_and_what_sticks_to_the_session(
    line: ClinicLine, ana: Hired, fred: Hired
) -> None:
    ill = write_in(line, PHONE, "numb", urgency=Urgency.EMERGENCY, disposition=Disposition.ER_NOW)
    assert console_records.clear_lock(line, form(fred, ill), "she is fine") is Told.NOT_ALLOWED
    assert console_records.clear_lock(line, form(ana, ill), "  ") is Told.NEEDS_REASON
    assert console_records.clear_lock(line, form(ana, ill), "seen in the ER, cleared") is Told.DONE
    with line.database.begin() as tx:
        thread = conversations.find_text_thread(tx, PHONE)
    assert thread is not None
    assert thread.contact.care_lock is None
    assert thread.session.disposition is Disposition.NONE
    assert not thread.session.is_screened(line.now())


def test_marks_reach_the_record_every_turn_reads(line: ClinicLine, fred: Hired, maria: Waiting) -> None:
    for mark in Mark:
        assert console_records.mark(line, form(fred, maria), mark, is_on=True) is Told.DONE
    found = story(line, fred, maria)
    assert found.marks == set(Mark)
    assert found.contact.is_text_only
    assert found.is_do_not_contact
    assert console_records.is_nuisance(line, PHONE)
    for mark in Mark:
        console_records.mark(line, form(fred, maria), mark, is_on=False)
    found = story(line, fred, maria)
    assert (found.marks, found.contact.is_text_only, found.is_do_not_contact) == (frozenset(), False, False)


def test_what_rests_goes_to_the_end_and_an_emergency_never_rests(
    line: ClinicLine, fred: Hired, maria: Waiting, clock: HandClock
) -> None:
    clock.pass_by(minutes=5)
    write_in(line, "+12145550118", "me too")
    assert console_acts.snooze(line, form(fred, maria), line.now() + timedelta(hours=1)) is Told.DONE
    assert [row.phone for row in console_queue(line, fred)] == ["+12145550118", PHONE]
    clock.pass_by(minutes=61)
    assert console_queue(line, fred)[0].phone == PHONE
    ill = write_in(line, "+12145550119", "numb", urgency=Urgency.EMERGENCY)
    later = line.now() + timedelta(hours=1)
    assert console_acts.snooze(line, form(fred, ill), later) is Told.NOT_ALLOWED


def test_staff_may_start_a_handoff_of_their_own(line: ClinicLine, fred: Hired) -> None:
    quiet = write_in(line, PHONE, "hello", urgency=None)
    assert console_acts.take_over(line, form(fred, quiet)) is Told.DONE
    assert console_acts.take_over(line, form(fred, quiet)) is Told.TOO_LATE
    assert is_claimed(line)


def test_an_auditor_acts_on_nothing(line: ClinicLine, maria: Waiting) -> None:
    auditor = hire(line, "Otto Audit", Role.AUDITOR)
    assert console_acts.claim(line, form(auditor, maria)) is Told.NOT_ALLOWED


def test_an_unknown_conversation_is_unknown(line: ClinicLine, fred: Hired, maria: Waiting) -> None:
    assert console_acts.claim(line, Form(fred.asker, uuid4(), uuid4())) is Told.UNKNOWN


def test_characters_nobody_sees_do_not_reach_the_database(line: ClinicLine, fred: Hired, maria: Waiting) -> None:
    assert console_acts.write_note(line, form(fred, maria), "a\x00b\x1b[31m\u202ec\ud800") is Told.DONE
    assert story(line, fred, maria).entries[-1].body == "ab[31mc"


def console_queue(line: ClinicLine, hired: Hired) -> tuple[console.queue.QueueRow, ...]:
    read = console.read_queue(line, hired.asker)
    assert read is not None
    return read.rows
