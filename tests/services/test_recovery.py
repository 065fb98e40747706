"""Texts taken by the gateway while we were down are found in its list: dangers and STOP act, staff see the rest."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.nlu.meaning import Heard, Meaning
from bot.services.gateway import Received
from bot.storage.database import Database
from bot.wiring.gateways import catch_up_with
from tests.bots import LINE, ME
from tests.reading import one
from tests.services.sending import Office, an_office
from tests.services.texting import Patient, a_patient

OTHER = "+18175550142"


@pytest.fixture
def office(database: Database) -> Office:
    return an_office(database)


@pytest.fixture
def patient(office: Office) -> Patient:
    """Somebody who wrote before the outage; two hours have passed since."""
    patient = a_patient(office)
    patient.says("hello")
    office.clock.move(hours=2)
    return patient


def lost(office: Office, words: str, phone: str = ME, *, ago: timedelta = timedelta(hours=1)) -> Received:
    at = office.bot.line.now() - ago
    text = Received(f"SM{len(office.gateway.inbound):032x}", phone, LINE, words, at)
    office.gateway.inbound.append(text)
    return text


def said(office: Office) -> list[str]:
    while office.work():
        pass
    return office.gateway.said


def test_a_danger_is_answered_however_late_and_staff_are_told_at_once(office: Office, patient: Patient) -> None:
    lost(office, "I can't pee since last night")
    assert catch_up_with(office.post) == 1
    assert any("Go to the nearest emergency room now" in words for words in said(office))
    assert one(office.database, "SELECT urgency FROM handoffs") == "emergency"


def test_stop_is_obeyed_and_not_confirmed_an_hour_later(office: Office, patient: Patient) -> None:
    lost(office, "STOP")
    catch_up_with(office.post)
    assert one(office.database, "SELECT opted_out_at IS NOT NULL FROM contacts") is True
    assert said(office) == []


def test_a_fresh_stop_is_confirmed(office: Office, patient: Patient) -> None:
    lost(office, "STOP", ago=timedelta(minutes=3))
    catch_up_with(office.post)
    assert len(said(office)) == 1


def test_nobody_is_answered_late_with_a_menu_but_staff_see_it(office: Office, patient: Patient) -> None:
    lost(office, "can I come on Friday?", OTHER)
    catch_up_with(office.post)
    assert said(office) == []
    assert one(office.database, "SELECT reason FROM handoffs") == "failed_turn"
    assert one(office.database, "SELECT count(*) FROM messages WHERE body = 'can I come on Friday?'") == 1


def test_one_that_was_lost_among_others_is_found_although_nobody_looked_for_an_hour(
    office: Office, patient: Patient
) -> None:
    lost(office, "can I come on Friday?", OTHER)
    patient.says("hello again")  # the newest that came is younger than the one that was lost
    assert catch_up_with(office.post) == 1


def test_a_text_whose_turn_breaks_goes_to_staff_and_keeps_no_other_from_being_taken(
    office: Office, patient: Patient
) -> None:
    def breaks(heard: Heard) -> Meaning:
        if heard.text == "poison":
            raise ValueError
        return office.bot.line.understand(heard)

    line = replace(office.bot.line, understand=breaks)
    lost(office, "poison", OTHER, ago=timedelta(minutes=50))
    lost(office, "can I come on Friday?", ago=timedelta(minutes=40))
    assert catch_up_with(replace(office.post, line=line)) == 2
    assert catch_up_with(office.post) == 0
    assert one(office.database, "SELECT count(*) FROM handoffs WHERE reason = 'failed_turn'") == 2


def test_a_text_is_taken_late_once(office: Office, patient: Patient) -> None:
    lost(office, "can I come on Friday?")
    assert [catch_up_with(office.post) for _ in range(3)] == [1, 0, 0]
    assert one(office.database, "SELECT requests FROM handoffs") == 1


def test_what_was_answered_and_what_may_still_be_coming_are_left(office: Office, patient: Patient) -> None:
    answered = one(office.database, "SELECT gateway_id FROM answers")
    lost(office, "hello")
    office.gateway.inbound[0] = Received(answered, ME, LINE, "hello", office.gateway.inbound[0].at)
    lost(office, "hi", ago=timedelta(minutes=1))
    assert catch_up_with(office.post) == 0
