"""Everything unprompted goes through one door: written once, sent once, at a lawful hour, to somebody who agreed."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.clinic.message_kinds import Purpose
from bot.services.delivery import deliver
from bot.services.outbound import withdraw
from bot.services.waking import wake_due
from bot.storage import contacts
from bot.storage.database import Database
from bot.values import Channel
from tests.bots import ME
from tests.reading import one
from tests.services.sending import Office, an_office, with_brakes


@pytest.fixture
def office(database: Database) -> Office:
    return an_office(database)


def opt_out(office: Office) -> None:
    now = office.bot.line.now()
    with office.database.begin() as tx:
        contact = tx.execute(text("SELECT id FROM contacts WHERE phone = :phone"), {"phone": ME}).scalar_one()
        contacts.opt_out(tx, contact, Channel.SMS, now, by_carrier=False)


# ---------------------------------------------------------------- written and woken


def test_a_message_due_now_is_woken_in_the_transaction_that_writes_it(office: Office) -> None:
    office.plan()
    assert office.state() == ("due", None)
    assert one(office.database, "SELECT count(*) FROM procrastinate_jobs") == 1
    assert one(office.database, "SELECT count(*) FROM procrastinate_jobs WHERE lock IS NOT NULL") == 0


def test_a_message_and_its_job_go_back_together(office: Office) -> None:
    class Changed(Exception):
        pass

    with pytest.raises(Changed), office.database.begin() as tx:
        tx.execute(text("INSERT INTO sending_pace (id, next_at) VALUES (1, now())"))
        raise Changed
    office.plan()
    assert one(office.database, "SELECT count(*) FROM sending_pace") == 0


def test_a_message_for_later_has_no_job_until_its_time(office: Office) -> None:
    office.plan(after=timedelta(hours=3))
    assert one(office.database, "SELECT count(*) FROM procrastinate_jobs") == 0
    assert office.work() == 0
    office.clock.move(hours=3)
    assert office.work() == 1
    assert office.state() == ("accepted", None)


def test_a_fact_is_written_once_for_each_kind_and_version(office: Office) -> None:
    assert office.plan(subject="visit:1") is not None
    assert office.plan(subject="visit:1") is None
    assert office.plan(kind="late_answer", subject="visit:1") is not None


def test_what_is_past_its_deadline_is_not_even_written(office: Office) -> None:
    assert office.plan(deadline_at=office.bot.line.now()) is None
    assert office.states() == []


def test_a_due_row_of_the_console_is_sent_although_it_has_no_kind(office: Office) -> None:
    office.plan()
    office.run("UPDATE messages SET kind = NULL, lane = NULL, due_at = NULL, deadline_at = NULL, receipt_key = NULL")
    office.run("DELETE FROM procrastinate_jobs")
    office.run("UPDATE messages SET woken_at = NULL")
    assert office.work() == 1


def test_a_row_whose_job_was_lost_is_woken_again(office: Office) -> None:
    office.plan()
    office.take_jobs()
    assert wake_due(office.post) == 0
    office.run("UPDATE messages SET woken_at = now() - interval '2 minutes'")
    assert wake_due(office.post) == 1


def test_paced_lanes_leave_the_nearest_deadline_first_and_no_faster_than_their_pace(office: Office) -> None:
    office.agree(Purpose.VISITS)
    for minutes in (30, 10, 20):
        deadline_at = office.bot.line.now() + timedelta(minutes=minutes)
        office.plan("reminder_week", f"in {minutes}", f"+1817555{minutes:04}", deadline_at=deadline_at)
        office.agree(Purpose.VISITS, f"+1817555{minutes:04}")
    office.run("INSERT INTO sending_pace (id, next_at) VALUES (1, now() - interval '1 second')")
    assert wake_due(office.post) == 2
    for message_id in office.take_jobs():
        deliver(office.post, message_id)
    assert office.gateway.said == ["in 10", "in 20"]


def test_an_urgent_page_is_taken_before_reminders_that_came_first(office: Office) -> None:
    office.agree(Purpose.VISITS, "+18175550001")
    office.plan("reminder_week", "reminder", "+18175550001")
    office.run("INSERT INTO sending_pace (id, next_at) VALUES (1, now() - interval '1 second')")
    wake_due(office.post)
    office.plan("staff_page", "page")
    office.work()
    assert office.gateway.said == ["page", "reminder"]


# ---------------------------------------------------------------- the claim


def test_one_contact_gets_messages_in_the_order_they_fell_due(office: Office) -> None:
    for number in range(5):
        office.clock.move(seconds=1)
        office.plan(body=f"{number}")
    jobs = office.take_jobs()
    deliver(office.post, jobs[-1])
    assert office.gateway.said == ["0", "1", "2", "3", "4"]


def test_two_workers_racing_for_a_message_send_it_once(office: Office) -> None:
    message = office.plan()
    assert message is not None
    with ThreadPoolExecutor(8) as workers:
        sent = list(workers.map(lambda _: deliver(office.post, message), range(8)))
    assert sum(sent) == 1
    assert len(office.gateway.posted) == 1


def test_a_message_in_hand_is_never_posted_again(office: Office) -> None:
    message = office.plan()
    assert message is not None
    office.run("UPDATE messages SET status = 'sending', lease_until = now() + interval '1 minute'")
    assert deliver(office.post, message) == 0
    assert office.gateway.posted == []


@pytest.mark.parametrize("kind", ["staff_reply", "hold_released", "late_answer"])
def test_nothing_goes_out_after_an_opt_out(office: Office, kind: str) -> None:
    office.plan(kind)
    opt_out(office)
    office.work()
    assert office.gateway.posted == []
    assert office.state() == ("suppressed", "opted_out")


def test_emergency_wording_goes_out_even_after_an_opt_out(office: Office) -> None:
    office.plan("emergency", "Call 911 now.")
    opt_out(office)
    office.work()
    assert office.gateway.said == ["Call 911 now."]


def test_the_confirmation_of_an_opt_out_goes_within_five_minutes_or_not_at_all(office: Office) -> None:
    office.plan("opt_out_confirmation")
    opt_out(office)
    office.clock.move(minutes=5)
    office.work()
    assert office.state() == ("expired", "too_late")


def test_nothing_goes_to_a_number_that_must_not_be_contacted(office: Office) -> None:
    office.plan()
    office.run("UPDATE contacts SET do_not_contact_at = now()")
    office.work()
    assert office.state() == ("suppressed", "do_not_contact")


def test_what_was_never_agreed_to_is_not_sent(office: Office) -> None:
    office.plan("check_in")
    office.run("INSERT INTO sending_pace (id, next_at) VALUES (1, now() - interval '1 second')")
    office.work()
    assert office.state() == ("suppressed", "no_consent")


def test_a_message_past_its_deadline_expires_and_is_not_sent_late(office: Office) -> None:
    office.plan("late_answer")
    office.clock.move(hours=4)
    office.work()
    assert office.state() == ("expired", "too_late")


def test_a_withdrawn_message_is_not_sent(office: Office) -> None:
    office.plan(subject="visit:1")
    with office.database.begin() as tx:
        assert withdraw(tx, "visit:1") == 1
    office.work()
    assert office.state() == ("withdrawn", "not_needed")


def test_a_message_about_an_older_version_is_not_sent(office: Office) -> None:
    office.plan(subject="visit:1")
    office.post = replace(office.post, is_current=lambda *_: False)
    office.work()
    assert office.state() == ("withdrawn", "outdated")


def test_nobody_gets_two_capped_messages_in_a_day(database: Database) -> None:
    office = an_office(database)
    office.agree(Purpose.VISITS)
    office.plan("reminder_week", "first")
    office.clock.move(seconds=1)
    office.plan("reminder_two_days", "second")
    for _ in range(3):
        office.run("DELETE FROM sending_pace")
        office.run("INSERT INTO sending_pace (id, next_at) VALUES (1, now() - interval '1 second')")
        office.work()
    assert office.gateway.said == ["first"]
    assert sorted(office.states()) == [("accepted", None), ("due", None)]
    office.clock.move(hours=23)
    office.run("UPDATE sending_pace SET next_at = now() - interval '1 second'")
    office.work()
    assert office.gateway.said == ["first", "second"]


def test_an_hour_that_became_unlawful_puts_a_message_off(office: Office) -> None:
    office.agree(Purpose.CARE)
    office.plan("check_in", after=timedelta(hours=9))
    office.clock.move(hours=11)
    office.run("INSERT INTO sending_pace (id, next_at) VALUES (1, now() - interval '1 second')")
    office.work()
    assert office.gateway.posted == []
    assert office.state()[0] in ("due", "expired")


def test_a_brake_stops_at_the_cap_and_lets_go_in_the_next_hour(office: Office) -> None:
    office = with_brakes(office, contact_an_hour=3)
    for number in range(5):
        office.plan(body=f"{number}")
    office.work()
    assert len(office.gateway.posted) == 3
    office.clock.move(hours=1)
    office.work()
    assert len(office.gateway.posted) == 5


def test_a_busy_hour_stops_no_page_to_a_staff_phone(office: Office) -> None:
    office = with_brakes(office, contact_an_hour=3)
    for number in range(5):
        office.plan("staff_page", f"{number}")
    office.work()
    assert len(office.gateway.posted) == 5


def test_nothing_goes_to_a_country_the_clinic_does_not_send_to(office: Office) -> None:
    office.plan(phone="+18765550199")
    office.run("UPDATE contacts SET phone = '+18769220001'")
    office.work()
    assert office.state() == ("failed", "abroad")


def test_emergency_wording_goes_wherever_the_person_is(office: Office) -> None:
    office.plan("emergency", "Call 911 now.", "+18765550199")
    office.run("UPDATE contacts SET phone = '+18769220001'")
    office.work()
    assert office.state() == ("accepted", None)
