"""Reminders follow their visit: written with it, moved with it, gone with it, and silent about all but the time."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from bot.clinic.appointments import Appointment
from bot.clinic.contact_rules import WEEK
from bot.clinic.visit_words import in_words
from bot.services import visits
from bot.services.booking import Gone, hold
from bot.services.desk import Desk
from bot.services.reminders import Reminders, is_current
from bot.services.visits import Dropped, Moved
from bot.storage.database import Database
from bot.values import Channel, Language
from tests.bots import CLINIC_ZONE
from tests.services.sending import Office, an_office
from tests.services.visiting import DESK, MARIA, NOW, SPASM, free_on, later, seed, visit_of

PHONE = "+18175550101"


@pytest.fixture
def office(database: Database) -> Office:
    seed(database)
    office = an_office(database)
    office.clock.instant = NOW.astimezone(UTC)
    office.post = replace(office.post, is_current=is_current)
    return office


@pytest.fixture
def desk(office: Office) -> Desk:
    return replace(DESK, watcher=Reminders(office.bot.line, office.bot.outbound))


def book(office: Office, desk: Desk) -> Appointment:
    with office.database.begin() as tx:
        return visit_of(tx, desk=desk)


def planned(office: Office, status: str = "due") -> list[tuple[str, datetime]]:
    with office.database.begin() as tx:
        query = text("SELECT kind, due_at FROM messages WHERE kind LIKE 'reminder%' AND status = :s ORDER BY due_at")
        return [(row[0], row[1]) for row in tx.execute(query, {"s": status})]


def test_a_visit_gets_the_reminders_whose_time_lies_ahead(office: Office, desk: Desk) -> None:
    visit = book(office, desk)
    kinds = [kind for kind, _ in planned(office)]
    assert "reminder_three_hours" in kinds
    assert "reminder_week" not in kinds
    assert all(at < visit.starts_at for _, at in planned(office))


def test_every_reminder_is_planned_for_a_lawful_hour(office: Office, desk: Desk) -> None:
    book(office, desk)
    kinds = office.bot.outbound.kinds
    hours = kinds.hours_of(kinds.of("reminder_week"))
    assert hours is not None
    assert all(hours.allow(at, CLINIC_ZONE) for _, at in planned(office))


def test_a_dropped_visit_is_not_reminded_of(office: Office, desk: Desk) -> None:
    visit = book(office, desk)
    written = planned(office)
    with office.database.begin() as tx:
        assert isinstance(visits.drop(desk, tx, visit.id, NOW, is_staff=True), Dropped)
    assert planned(office) == []
    assert planned(office, "withdrawn") == written


def test_a_moved_visit_is_reminded_of_at_its_new_time_alone(office: Office, desk: Desk) -> None:
    old = book(office, desk)
    with office.database.begin() as tx:
        slot = free_on(tx, old.starts_at.date() + timedelta(days=1), desk=desk)[0]
        assert not isinstance(hold(desk, tx, SPASM, slot.key, "me", NOW), Gone)
        moved = visits.move(desk, tx, old.id, slot.key, "me", Channel.SMS, NOW, is_staff=True)
        assert isinstance(moved, Moved)
    assert planned(office)
    words = in_words(moved.visit.starts_at.astimezone(CLINIC_ZONE), Language.EN)
    with office.database.begin() as tx:
        bodies = tx.scalars(text("SELECT body FROM messages WHERE status = 'due'")).all()
    assert all(words in body for body in bodies)


def test_a_reminder_tells_neither_with_whom_nor_what_for(office: Office, desk: Desk) -> None:
    book(office, desk)
    with office.database.begin() as tx:
        bodies = " ".join(tx.scalars(text("SELECT body FROM messages WHERE status = 'due'")).all())
    assert MARIA.name.split()[0] not in bodies
    assert "Dr" not in bodies
    assert SPASM.key not in bodies


def test_a_reminder_of_a_visit_that_changed_unseen_is_not_sent(office: Office, desk: Desk) -> None:
    visit = book(office, desk)
    office.run("UPDATE appointments SET version = version + 1")
    office.clock.instant = visit.starts_at - timedelta(hours=2)
    office.run("DELETE FROM sending_pace")
    office.run("INSERT INTO sending_pace (id, next_at) VALUES (1, now() - interval '2 seconds')")
    office.work()
    assert office.gateway.posted == []


def test_reminders_go_to_verified_numbers_alone(office: Office, desk: Desk) -> None:
    visit = book(office, desk)
    office.run("DELETE FROM messages")
    office.run("UPDATE patient_numbers SET verified_at = NULL")
    with office.database.begin() as tx:
        desk.watcher.booked(tx, visit, NOW)
    assert planned(office) == []


def test_a_reminder_is_sent_at_its_time_with_the_agreement_on_record(office: Office, desk: Desk) -> None:
    book(office, desk)
    _, at = planned(office)[0]
    office.clock.instant = at
    office.run("INSERT INTO sending_pace (id, next_at) VALUES (1, now() - interval '2 seconds')")
    assert office.work() == 1
    assert office.gateway.posted[0].to == PHONE


def test_the_longest_time_in_words_is_the_one_the_segments_were_counted_with() -> None:
    days = [later(days=day).replace(hour=12, minute=30) for day in range(WEEK.days * 53)]
    assert max(len(in_words(day, Language.EN)) for day in days) <= len("Wed, Sep 30 at 12:30 PM")
    assert max(len(in_words(day, Language.ES)) for day in days) <= len("mié 30 sep, 12:30 PM")
