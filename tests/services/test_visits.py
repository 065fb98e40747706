"""What happens to a visit that stands."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Connection, text

from bot.clinic.appointments import AppointmentId, AppointmentStatus, Change, Verdict
from bot.services.booking import Gone, hold
from bot.services.visits import (
    Asked,
    Dropped,
    Moved,
    Noted,
    Refused,
    arrive,
    close_unattended,
    coming,
    confirm,
    day_list,
    drop,
    move,
    run_late,
)
from bot.storage import appointments
from bot.storage.database import Database
from bot.values import Channel
from tests.services.visiting import (
    DESK,
    JOHN,
    MARIA,
    NOW,
    SPASM,
    TUESDAY,
    Told,
    asking,
    free_on,
    later,
    misfits,
    seed,
    taken_twice,
    visit_of,
)

MARIA_ID = UUID(int=1)
THURSDAY = TUESDAY + timedelta(days=9)
SMS = Channel.SMS


@pytest.fixture
def tx(database: Database) -> Iterator[Connection]:
    seed(database)
    with database.begin() as connection:
        yield connection
        assert (taken_twice(connection), misfits(connection)) == (0, 0)


def test_a_moved_visit_keeps_its_code_and_its_history(tx: Connection) -> None:
    old = visit_of(tx, slot=free_on(tx, THURSDAY)[0])
    slot = free_on(tx, THURSDAY)[5]
    moved = move(DESK, tx, old.id, slot.key, "one", SMS, NOW)
    assert isinstance(moved, Moved)
    assert (moved.visit.code, moved.visit.moved_from, moved.visit.starts_at) == (old.code, old.id, slot.starts_at)
    before = appointments.find(tx, old.id)
    assert before is not None
    assert (before.status, before.version) == (AppointmentStatus.CANCELLED, old.version + 1)
    assert coming(tx, old.patient_id, NOW) == [moved.visit]


def test_a_retried_move_moves_once(tx: Connection) -> None:
    old = visit_of(tx, slot=free_on(tx, THURSDAY)[0])
    slot = free_on(tx, THURSDAY)[5]
    first = move(DESK, tx, old.id, slot.key, "one", SMS, NOW)
    again = move(DESK, tx, old.id, slot.key, "one", SMS, NOW)
    assert isinstance(first, Moved)
    assert isinstance(again, Moved)
    assert (again.visit, again.is_new) == (first.visit, False)


def test_the_old_time_stays_when_the_new_one_is_gone(tx: Connection) -> None:
    old = visit_of(tx, slot=free_on(tx, THURSDAY)[0])
    slot = free_on(tx, THURSDAY)[5]
    visit_of(tx, JOHN, slot)
    assert isinstance(move(DESK, tx, old.id, slot.key, "one", SMS, NOW), Gone)
    assert coming(tx, old.patient_id, NOW) == [old]


def test_the_old_time_is_free_after_a_move(tx: Connection) -> None:
    slot = free_on(tx, THURSDAY)[0]
    old = visit_of(tx, slot=slot)
    move(DESK, tx, old.id, free_on(tx, THURSDAY)[5].key, "one", SMS, NOW)
    assert slot in free_on(tx, THURSDAY)


def test_a_patient_is_too_late_within_the_notice_limit_and_staff_are_not(tx: Connection) -> None:
    visit = visit_of(tx)  # less than 24 hours ahead
    slot = free_on(tx, THURSDAY)[0]
    assert move(DESK, tx, visit.id, slot.key, "one", SMS, NOW) == Refused(Verdict.TOO_LATE)
    assert drop(DESK, tx, visit.id, NOW) == Refused(Verdict.TOO_LATE)
    assert isinstance(move(DESK, tx, visit.id, slot.key, "one", SMS, NOW, is_staff=True), Moved)


def test_a_request_leaves_the_visit_standing_until_staff_decide(tx: Connection) -> None:
    visit = visit_of(tx, slot=free_on(tx, THURSDAY)[0])
    assert drop(asking(), tx, visit.id, NOW) == Asked(visit, Change.DROP)
    [standing] = coming(tx, visit.patient_id, NOW)
    assert (standing.status, standing.change_asked) == (AppointmentStatus.BOOKED, Change.DROP)
    assert isinstance(drop(asking(), tx, visit.id, NOW, is_staff=True), Dropped)


def test_a_requested_move_holds_no_time(tx: Connection) -> None:
    visit = visit_of(tx, slot=free_on(tx, THURSDAY)[0])
    slot = free_on(tx, THURSDAY)[5]
    hold(DESK, tx, SPASM, slot.key, "one", NOW)
    assert move(asking(), tx, visit.id, slot.key, "one", SMS, NOW) == Asked(visit, Change.MOVE)
    assert slot in free_on(tx, THURSDAY)


def test_a_dropped_visit_frees_its_time_and_is_dropped_once(tx: Connection) -> None:
    slot = free_on(tx, THURSDAY)[0]
    visit = visit_of(tx, slot=slot)
    first, again = drop(DESK, tx, visit.id, NOW), drop(DESK, tx, visit.id, NOW)
    assert isinstance(first, Dropped)
    assert isinstance(again, Dropped)
    assert (first.is_new, again.is_new) == (True, False)
    assert slot in free_on(tx, THURSDAY)


def test_a_dropped_time_can_be_booked_again_by_the_same_person(tx: Connection) -> None:
    slot = free_on(tx, THURSDAY)[0]
    drop(DESK, tx, visit_of(tx, slot=slot).id, NOW)
    assert visit_of(tx, slot=slot).status is AppointmentStatus.BOOKED


def test_a_moved_visit_cannot_be_dropped_by_its_old_name(tx: Connection) -> None:
    old = visit_of(tx, slot=free_on(tx, THURSDAY)[0])
    move(DESK, tx, old.id, free_on(tx, THURSDAY)[5].key, "one", SMS, NOW)
    assert drop(DESK, tx, old.id, NOW) == Refused(Verdict.GONE)


def test_a_visit_nobody_has_ever_booked_cannot_be_changed(tx: Connection) -> None:
    nobody = AppointmentId(MARIA_ID)
    assert move(DESK, tx, nobody, "x", "one", SMS, NOW) == Refused(Verdict.GONE)
    assert drop(DESK, tx, nobody, NOW) == Refused(Verdict.GONE)
    assert confirm(tx, nobody, NOW) == Refused(Verdict.GONE)
    assert arrive(tx, nobody, NOW) == Refused(Verdict.GONE)


def test_nothing_changes_once_a_visit_has_begun(tx: Connection) -> None:
    visit = visit_of(tx)
    begun = visit.starts_at + timedelta(minutes=1)
    assert drop(DESK, tx, visit.id, begun) == Refused(Verdict.PAST)
    assert confirm(tx, visit.id, visit.ends_at) == Refused(Verdict.PAST)


def test_confirming_leaves_what_was_written_about_the_visit_true(tx: Connection) -> None:
    visit = visit_of(tx)
    assert isinstance(confirm(tx, visit.id, NOW), Noted)
    confirm(tx, visit.id, NOW)
    [standing] = coming(tx, visit.patient_id, NOW)
    assert (standing.confirmed_at, standing.version) == (NOW, visit.version)


@pytest.mark.parametrize(("minutes", "needs_staff"), [(10, False), (20, False), (21, True)])
def test_a_person_who_is_very_late_is_for_staff(tx: Connection, minutes: int, needs_staff: bool) -> None:
    noted = run_late(DESK, tx, visit_of(tx).id, minutes, NOW)
    assert isinstance(noted, Noted)
    assert noted.needs_staff is needs_staff


def test_a_visit_nobody_came_to_is_closed_half_an_hour_later(tx: Connection) -> None:
    visit = visit_of(tx)
    assert close_unattended(DESK, tx, visit.starts_at + timedelta(minutes=29)) == []
    assert [missed.id for missed in close_unattended(DESK, tx, visit.starts_at + timedelta(minutes=30))] == [visit.id]
    assert close_unattended(DESK, tx, visit.starts_at + timedelta(minutes=31)) == []


def test_who_has_arrived_is_not_missed(tx: Connection) -> None:
    visit = visit_of(tx)
    arrive(tx, visit.id, visit.starts_at)
    assert close_unattended(DESK, tx, later(days=2)) == []


def test_watchers_hear_of_moves_drops_and_missed_visits(tx: Connection) -> None:
    told = Told()
    desk = replace(DESK, watcher=told)
    one = visit_of(tx, slot=free_on(tx, THURSDAY)[0], desk=desk)
    moved = move(desk, tx, one.id, free_on(tx, THURSDAY)[5].key, "one", SMS, NOW)
    assert isinstance(moved, Moved)
    drop(desk, tx, moved.visit.id, NOW)
    other = visit_of(tx, JOHN, desk=desk)
    close_unattended(desk, tx, later(days=2))
    assert told.lines == [
        f"booked {one.code}",
        "moved 1 to 1",
        f"dropped {one.code}",
        f"booked {other.code}",
        f"dropped {other.code}",
    ]


def test_a_day_is_listed_in_order_with_names_and_without_dropped_visits(tx: Connection) -> None:
    slots = free_on(tx, THURSDAY)
    visit_of(tx, JOHN, slots[7])
    visit_of(tx, MARIA, slots[2])
    drop(DESK, tx, visit_of(tx, MARIA, slots[4]).id, NOW)
    assert [name for _, name in day_list(tx, THURSDAY)] == [MARIA.name, JOHN.name]


def test_the_tables_hold_no_copy_of_a_moved_time(tx: Connection) -> None:
    old = visit_of(tx, slot=free_on(tx, THURSDAY)[0])
    move(DESK, tx, old.id, free_on(tx, THURSDAY)[5].key, "one", SMS, NOW)
    assert tx.scalar(text("SELECT count(*) FROM slots WHERE status = 'busy'")) == 1
