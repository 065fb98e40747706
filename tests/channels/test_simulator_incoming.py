"""A pretend phone that the clinic calls: it rings, and is answered, declined or left to ring, all by real webhooks."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from uuid import uuid4

import pytest

from bot.channels.simulator.caller import StaffAtHand
from bot.channels.simulator.gateway import PretendGateway
from bot.channels.simulator.handset import Handset, Over, Ringing, WithStaff
from bot.channels.simulator.incoming import Fields, Incoming, RingingPhones
from bot.channels.simulator.line import PhoneLine
from bot.channels.simulator.moves import Answers, Dials, HangsUp, Move, Presses, TalkEnds
from bot.channels.twilio.patient_call import PATIENT_CALL_ROUTE
from bot.channels.twilio.telling import TELL_ROUTE
from bot.clinic.staff_rules import Role
from bot.services import patient_calls, pretend_calls
from bot.services.console_forms import Form
from bot.services.gateway import Accepted, Outcome, Parcel
from bot.storage.database import Database
from bot.storage.pretend_calls import PretendCall
from bot.web.application import make_application
from bot.web.phone_line import phone_line
from tests.bots import ACCOUNT, ME
from tests.reading import one, rows
from tests.services.sending import Office, an_office
from tests.services.staffing import hire
from tests.services.switchboard import FIRST
from tests.services.texting import a_patient
from tests.services.waiting import write_in

RINGS_FOR = 0.05  # seconds, where a test waits for the end of it
FOREVER = 3600.0
CALL = "CA" + "e" * 32


@dataclass(slots=True)
class Pretend:
    """A pretend phone beside the program whose calls it gets."""

    office: Office
    line: PhoneLine = field(init=False)
    gateway: PretendGateway = field(init=False)
    handset: Handset = field(init=False)

    def __post_init__(self) -> None:
        self.line = phone_line(self.office.bot, make_application(self.office.bot).wsgi_app)
        self.gateway = self.line.gateway()
        self.handset = self.gateway.new_handset(ME, "incoming")

    def looks(self) -> Handset:
        self.handset = self.line.catch_up(self.gateway, self.handset)
        return self.handset

    def does(self, *moves: Move) -> str:
        """Everything heard in the call so far."""
        for move in moves:
            self.handset = self.gateway.play(self.handset, move, self.line.now())
        assert self.handset.alerts == ()
        assert self.handset.call is not None
        return "\n".join(heard.words for heard in self.handset.call.heard)

    def tell(self, path: str, call_id: str, fields: Fields) -> str:
        """What the worker's side of the pretend network posts."""
        return self.line.post(path, [("CallSid", call_id), ("AccountSid", ACCOUNT), *fields]).body

    def phones(self, ring_seconds: float = FOREVER) -> RingingPhones:
        database = self.office.database

        def put(call: Incoming) -> None:
            kept = PretendCall(call.sid, call.number, call.line, call.path, call.is_person)
            pretend_calls.ring(database, kept)

        return RingingPhones(
            put, lambda call_id: pretend_calls.take(database, call_id), self.tell, ring_seconds=ring_seconds
        )


@pytest.fixture
def pretend(database: Database) -> Pretend:
    return Pretend(an_office(database))


def called(pretend: Pretend, ring_seconds: float = FOREVER) -> None:
    """Somebody in the middle of the danger questions writes "call me", and the worker rings them."""
    phones = pretend.phones(ring_seconds)

    def ring(parcel: Parcel, _: int) -> Outcome:
        phones.ring(Incoming(CALL, parcel.to, parcel.line, f"{TELL_ROUTE}/{parcel.receipt_key}"))
        return Accepted(CALL)

    pretend.office.gateway.answer = ring
    a_patient(pretend.office).says("my back locked up", "call me")
    pretend.office.work()


def status(pretend: Pretend) -> str:
    return str(one(pretend.office.database, "SELECT status FROM messages WHERE channel = 'voice' AND kind IS NOT NULL"))


def test_it_rings_and_whoever_answers_hears_the_real_call(pretend: Pretend) -> None:
    called(pretend)
    call = pretend.looks().call
    assert call is not None
    assert call.wait == Ringing()
    assert "You asked us to call" in pretend.does(Answers())
    assert status(pretend) == "delivered"
    assert "chest pain" in pretend.does(Presses("1"))
    pretend.does(HangsUp())
    assert one(pretend.office.database, "SELECT ended_at IS NOT NULL FROM calls") is True


def test_what_is_declined_was_not_delivered(pretend: Pretend) -> None:
    called(pretend)
    pretend.looks()
    assert "You decline" in pretend.does(HangsUp())
    assert status(pretend) == "undelivered"
    assert pretend.looks().is_in_call is False


def test_what_nobody_answers_was_not_delivered_and_stops_ringing(pretend: Pretend) -> None:
    called(pretend, RINGS_FOR)
    pretend.looks()
    _until(lambda: status(pretend) == "undelivered")
    call = pretend.looks().call
    assert call is not None
    assert call.wait == Over("no-answer")


def test_of_answering_and_giving_up_one_happens(pretend: Pretend) -> None:
    called(pretend)
    pretend.looks()
    assert pretend_calls.take(pretend.office.database, CALL)  # the network was faster
    assert "stopped ringing" in pretend.does(Answers())
    assert status(pretend) == "accepted"


def test_a_phone_in_a_call_does_not_ring(pretend: Pretend) -> None:
    pretend.does(Dials())
    called(pretend)
    call = pretend.looks().call
    assert call is not None
    assert call.incoming is None


def test_staff_who_call_a_patient_are_put_through_to_the_pretend_phone(pretend: Pretend) -> None:
    talked_with_staff(pretend)
    assert "talking with a member of staff" in pretend.does(Answers())
    assert pretend.handset.call is not None
    assert pretend.handset.call.wait == WithStaff()
    pretend.does(TalkEnds())
    assert one(pretend.office.database, "SELECT status FROM patient_calls") == "spoken"


def test_a_patient_who_declines_was_not_reached(pretend: Pretend) -> None:
    talked_with_staff(pretend)
    pretend.does(HangsUp())
    assert one(pretend.office.database, "SELECT status FROM patient_calls") == "not_reached"
    assert rows(pretend.office.database, "SELECT * FROM pretend_calls") == []


def talked_with_staff(pretend: Pretend) -> None:
    """A nurse calls from the console; her own phone is picked up and 1 pressed, and the patient's rings."""
    line = pretend.office.bot.line
    nurse, waiting = hire(line, "Ana Nurse", Role.NURSE), write_in(line, ME, "please call me back")
    patient_calls.ask(line, Form(nurse.asker, waiting.conversation_id, uuid4()), FIRST)
    caller = StaffAtHand(pretend.tell, PATIENT_CALL_ROUTE, pretend.phones(), seconds=0)
    patient_calls.ring_due(line, caller)
    _until(lambda: pretend.looks().is_in_call)


def _until(is_true: Callable[[], bool]) -> None:
    """Another thread is about to do it."""
    until = time.monotonic() + 20
    while not is_true() and time.monotonic() < until:
        time.sleep(0.01)
    assert is_true()
