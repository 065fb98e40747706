"""Staff book, move, drop and confirm visits: by the same tables as patients, bound by fewer rules, and never unseen."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from bot.clinic.appointments import Appointment, AppointmentStatus, Change
from bot.clinic.staff_rules import Role
from bot.services import booking, console, console_visits, visits
from bot.services import console_visit_acts as acts
from bot.services.booking import Booked
from bot.services.console_forms import Told
from bot.services.console_visit_acts import Came, VisitForm, Wanted
from bot.services.desk import Desk
from bot.services.line import ClinicLine
from bot.services.reminders import Reminders
from bot.storage import appointments
from bot.storage.database import Database
from bot.storage.stories import EntryKind
from bot.values import Channel
from tests.services.staffing import HandClock, Hired, hire, make_line
from tests.services.visiting import JOHN, MARIA, NOW, SPASM, TUESDAY, free_on, misfits, seed, taken_twice, visit_of
from tests.services.waiting import write_in

PHONE = "+18175550101"


@pytest.fixture
def line(database: Database) -> ClinicLine:
    seed(database)
    line = make_line(database, HandClock(NOW.astimezone(UTC)))
    return replace(line, desk=replace(line.desk, watcher=Reminders(line, line.outbound)))


@pytest.fixture
def fred(line: ClinicLine) -> Hired:
    return hire(line, "Fred Desk", Role.FRONT_DESK)


def form(hired: Hired, form_id: UUID | None = None) -> VisitForm:
    return VisitForm(hired.asker, form_id or uuid4())


def first_free(line: ClinicLine, number: int = 0) -> str:
    return console_visits.free_times(line, "spasm", TUESDAY)[number].key


def wanted(line: ClinicLine, **changed: object) -> Wanted:
    usual = Wanted("spasm", first_free(line), "Maria Testcase", "1961-05-04", PHONE, may_text=True)
    return replace(usual, **changed)  # type: ignore[arg-type]


def booked(line: ClinicLine, hired: Hired, **changed: object) -> Appointment:
    came = acts.book(line, form(hired), wanted(line, **changed))
    assert came.told is Told.DONE
    assert came.visit is not None
    return came.visit


def texts(line: ClinicLine, kind: str = "visit%", status: str = "due") -> list[str]:
    with line.database.begin() as tx:
        query = text("SELECT body FROM messages WHERE kind LIKE :kind AND status = :status")
        return list(tx.scalars(query, {"kind": kind, "status": status}))


def reminded_of(line: ClinicLine) -> set[int]:
    """The versions of visits that reminders still speak of."""
    with line.database.begin() as tx:
        query = text("SELECT version FROM messages WHERE kind LIKE 'reminder%' AND status = 'due'")
        return set(tx.scalars(query))


def audited(line: ClinicLine) -> list[str]:
    with line.database.begin() as tx:
        return list(tx.scalars(text("SELECT act FROM audit WHERE act LIKE 'visit%' ORDER BY id")))


def status(line: ClinicLine, visit: Appointment) -> AppointmentStatus:
    with line.database.begin() as tx:
        found = appointments.find(tx, visit.id)
    assert found is not None
    return found.status


def test_a_visit_that_staff_book_is_told_reminded_of_audited_and_in_the_timeline(line: ClinicLine, fred: Hired) -> None:
    waiting = write_in(line, PHONE, "Tuesday morning please")
    visit = booked(line, fred, conversation_id=waiting.conversation_id)
    assert visit.status is AppointmentStatus.BOOKED
    assert texts(line) == [
        (
            "Spine Clinic Test: your visit Tue, Nov 24 at 8:00 AM is confirmed. Changes? Text MOVE or DROP, or call"
            " (817) 555-0142."
        )
    ]
    assert len(texts(line, "reminder%")) >= 1
    assert audited(line) == ["visit_booked"]
    page = console.read_story(line, fred.asker, waiting.conversation_id)
    assert isinstance(page, console.Page)
    told = [(entry.kind, entry.label) for entry in page.story.entries[-2:]]
    assert told == [(EntryKind.VISIT, "booked"), (EntryKind.NOTE, "visit_booked")]


def test_nobody_is_texted_who_did_not_agree(line: ClinicLine, fred: Hired) -> None:
    booked(line, fred, may_text=False)
    assert texts(line, "%") == []


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"name": "M"}, Told.NEEDS_PERSON),
        ({"name": "x" * 5000}, Told.NEEDS_PERSON),
        ({"born_on": "1961-02-30"}, Told.NEEDS_PERSON),
        ({"born_on": "2030-01-01"}, Told.NEEDS_PERSON),
        ({"born_on": ""}, Told.NEEDS_PERSON),
        ({"phone": "+1"}, Told.NEEDS_PERSON),
        ({"phone": "sip:a@b"}, Told.NEEDS_PERSON),
        ({"slot_key": ""}, Told.NEEDS_TIME),
        ({"slot_key": "20261124T0300Z-a"}, Told.TAKEN),
        ({"slot_key": "no such time"}, Told.TAKEN),
    ],
)
def test_a_form_that_cannot_be_right_books_nothing(
    line: ClinicLine, fred: Hired, changed: dict[str, object], told: Told
) -> None:
    assert acts.book(line, form(fred), wanted(line, **changed)) == Came(told)
    assert audited(line) == []


def test_a_kind_the_schedule_does_not_have_is_a_wrong_request(line: ClinicLine, fred: Hired) -> None:
    with pytest.raises(KeyError):
        acts.book(line, form(fred), wanted(line, kind="surgery"))


def test_a_form_pressed_twice_books_once(line: ClinicLine, fred: Hired) -> None:
    one = form(fred)
    first = acts.book(line, one, wanted(line))
    assert acts.book(line, one, wanted(line)) == Came(Told.REPEATED)
    assert first.visit is not None
    assert audited(line) == ["visit_booked"]


def test_notice_and_caps_bind_patients_alone(line: ClinicLine, fred: Hired) -> None:
    visit = booked(line, fred)
    now = visit.starts_at - timedelta(minutes=30)
    with line.database.begin() as tx:
        refused = visits.drop(line.desk, tx, visit.id, now)
    assert isinstance(refused, visits.Refused)
    clock = line.clock
    assert isinstance(clock, HandClock)
    clock.instant = now.astimezone(UTC)
    booked(line, fred, slot_key=first_free(line, 2), name="John Sample")
    moved = acts.move(line, form(fred), visit.id, first_free(line, 1))  # not the same time with another
    assert moved.told is Told.DONE
    assert moved.visit is not None
    assert moved.visit.starts_at - now < timedelta(hours=SPASM.lead_hours)


def test_a_moved_visit_keeps_its_code_and_is_told_and_reminded_of_anew(line: ClinicLine, fred: Hired) -> None:
    old = booked(line, fred)
    moved = acts.move(line, form(fred), old.id, first_free(line, 3))
    assert moved.visit is not None
    assert moved.visit.code == old.code
    assert status(line, old) is AppointmentStatus.CANCELLED
    assert len(texts(line)) == 2
    assert texts(line, "reminder%", "withdrawn") != []
    assert acts.move(line, form(fred), old.id, first_free(line, 5)).told is Told.TOO_LATE


def test_a_dropped_visit_is_told_and_its_time_is_free(line: ClinicLine, fred: Hired) -> None:
    key = first_free(line)
    visit = booked(line, fred)
    assert acts.drop(line, form(fred), visit.id).told is Told.DONE
    assert any("is off now" in told for told in texts(line))
    assert first_free(line) == key
    assert acts.drop(line, form(fred), visit.id).told is Told.TOO_LATE
    assert audited(line) == ["visit_booked", "visit_dropped"]


def test_a_change_that_was_asked_for_is_in_the_list_until_staff_decide(line: ClinicLine, fred: Hired) -> None:
    visit = booked(line, fred)
    with line.database.begin() as tx:
        found = appointments.find(tx, visit.id)
        assert found is not None
        appointments.ask_change(tx, found, Change.MOVE, line.now())
    assert [one.id for one, _ in console_visits.read_day(line, fred.asker, TUESDAY).asked] == [visit.id]
    kept = acts.confirm(line, form(fred), visit.id)
    assert kept.visit is not None
    assert (kept.told, kept.visit.change_asked, kept.visit.version) == (Told.DONE, None, 2)
    assert console_visits.read_day(line, fred.asker, TUESDAY).asked == ()
    assert reminded_of(line) == {2}


def test_a_request_that_waits_for_another_calendar_is_confirmed_by_staff(line: ClinicLine, fred: Hired) -> None:
    waits = replace(line, desk=replace(line.desk, first_status=AppointmentStatus.PENDING))
    visit = booked(waits, fred)
    assert visit.status is AppointmentStatus.PENDING
    assert texts(line) == []
    assert acts.confirm(line, form(fred), visit.id).told is Told.DONE
    assert status(line, visit) is AppointmentStatus.BOOKED
    assert len(texts(line)) == 1


def test_whoever_arrives_is_marked_once(line: ClinicLine, fred: Hired) -> None:
    visit = booked(line, fred)
    assert acts.arrive(line, form(fred), visit.id).told is Told.DONE
    assert acts.arrive(line, form(fred), visit.id).told is Told.TOO_LATE
    assert status(line, visit) is AppointmentStatus.ARRIVED


@pytest.mark.parametrize("act", [acts.drop, acts.confirm, acts.arrive])
def test_a_visit_nobody_knows_is_not_touched(
    line: ClinicLine, fred: Hired, act: Callable[[ClinicLine, VisitForm, UUID], Came]
) -> None:
    assert act(line, form(fred), uuid4()).told is Told.TOO_LATE


def test_who_may_only_look_changes_nothing(line: ClinicLine, fred: Hired) -> None:
    visit = booked(line, fred)
    otto = hire(line, "Otto Auditor", Role.AUDITOR)
    assert acts.drop(line, form(otto), visit.id).told is Told.NOT_ALLOWED
    assert status(line, visit) is AppointmentStatus.BOOKED


def test_each_read_of_a_day_and_of_a_visit_is_audited(line: ClinicLine, fred: Hired) -> None:
    visit = booked(line, fred)
    day = console_visits.read_day(line, fred.asker, TUESDAY)
    assert [name for _, name in day.visits] == ["Maria Testcase"]
    read = console_visits.read_visit(line, fred.asker, visit.id)
    assert read is not None
    assert (read.about.name, read.told) == ("Maria Testcase", (PHONE,))
    assert audited(line) == ["visit_booked", "visits_read", "visit_read"]


def test_of_staff_and_a_patient_who_want_one_time_one_gets_it(line: ClinicLine, fred: Hired) -> None:
    key, desk = first_free(line), Desk(line.desk.timetable, line.desk.hours, line.secret_bytes)

    def patient(_: int) -> bool:
        return line.database.run(
            lambda tx: isinstance(booking.book(desk, tx, SPASM, key, str(uuid4()), JOHN, line.now()), Booked)
        )

    def staff(number: int) -> bool:
        other = wanted(line, slot_key=key, name=f"Person {'abcdefgh'[number]}", phone=f"+1817555010{number}")
        return acts.book(line, form(fred), other).told is Told.DONE

    with ThreadPoolExecutor(8) as people:
        tries = [people.submit(staff if number % 2 else patient, number) for number in range(8)]
        won = sum(one.result() for one in tries)
    with line.database.begin() as tx:
        assert (taken_twice(tx), misfits(tx)) == (0, 0)
        assert len(appointments.of_day(tx, TUESDAY)) == 1
    assert won >= 1


def test_of_staff_and_a_patient_who_move_one_visit_one_wins(line: ClinicLine, fred: Hired) -> None:
    with line.database.begin() as tx:
        visit = visit_of(tx, MARIA)
        keys = [slot.key for slot in free_on(tx)][4:6]
    direct = replace(line.desk, changes=visits.PatientChanges.DIRECT)

    def patient() -> bool:
        moved = line.database.run(
            lambda tx: visits.move(direct, tx, visit.id, keys[0], "session", Channel.SMS, line.now())
        )
        return isinstance(moved, visits.Moved) and moved.is_new

    def staff() -> bool:
        return acts.move(line, form(fred), visit.id, keys[1]).told is Told.DONE

    clock = line.clock
    assert isinstance(clock, HandClock)
    clock.instant -= timedelta(days=2)
    with ThreadPoolExecutor(2) as people:
        won = [one.result() for one in (people.submit(patient), people.submit(staff))]
    assert sorted(won) == [False, True]
    with line.database.begin() as tx:
        assert (taken_twice(tx), misfits(tx)) == (0, 0)
