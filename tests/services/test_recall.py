"""What was told can be taken back: who heard an advice, in which edition, and one correction to each of them."""

import pytest

from bot.services import recall
from bot.storage.database import Database
from bot.values import Channel, Language
from tests.bots import ME
from tests.reading import one
from tests.services.sending import Office, an_office
from tests.services.test_check_ins import CARE
from tests.services.texting import Patient, a_patient

OTHER = "+18175550142"
WORDS = {Language.EN: "We told you something wrong about ice. Call us.", Language.ES: "Le dijimos algo mal. Llame."}


@pytest.fixture
def office(database: Database) -> Office:
    return an_office(database)


@pytest.fixture
def advised(office: Office) -> Patient:
    """One person was told about ice, another was not."""
    a_patient(office, OTHER).says("hello")
    patient = a_patient(office)
    patient.says(*CARE)
    return patient


@pytest.mark.parametrize("advice", ["spasm_care.ice", "S7"])
def test_who_heard_an_advice_is_found_with_its_edition(office: Office, advised: Patient, advice: str) -> None:
    [heard] = recall.who_heard(office.bot.line, advice)
    assert heard.phone == ME
    assert heard.channels == (Channel.SMS,)
    assert heard.edition == office.bot.line.edition != ""


def test_another_edition_was_heard_by_nobody(office: Office, advised: Patient) -> None:
    assert recall.who_heard(office.bot.line, "S7", "another") == []


def test_a_correction_goes_once_to_who_heard_it(office: Office, advised: Patient) -> None:
    assert recall.correct(office.bot.line, "S7", WORDS) == recall.Corrected(1, 0)
    recall.correct(office.bot.line, "S7", WORDS)
    office.work()
    assert office.gateway.said == [WORDS[Language.EN]]


def test_who_may_not_be_texted_is_for_staff_to_phone(office: Office, advised: Patient) -> None:
    advised.says("STOP")
    assert recall.correct(office.bot.line, "S7", WORDS) == recall.Corrected(0, 1)
    assert one(office.database, "SELECT reason FROM handoffs") == "call_back"


def test_what_is_no_advice_says_so(office: Office) -> None:
    with pytest.raises(recall.UnknownAdvice, match=r"Try spasm_care\.ice"):
        recall.who_heard(office.bot.line, "S99")
