"""In local mode a text nobody asked for arrives at the browser phone, and its receipt comes by the real webhook."""

import threading

from bot.channels.simulator.sender import SimulatedSender
from bot.services.gateway import Accepted
from bot.storage.database import Database
from bot.web.application import make_application
from bot.web.phone_line import phone_line
from tests.bots import ME
from tests.channels.test_twilio_sender import PARCEL
from tests.services.sending import an_office


def test_each_text_is_taken_and_then_delivered() -> None:
    told: list[tuple[str, str]] = []
    is_done = threading.Event()

    def tell(key: str, gateway_id: str, status: str) -> None:
        told.append((key, status))
        if status == "delivered":
            is_done.set()

    assert isinstance(SimulatedSender(tell, tell, receipt_seconds=0.01).send(PARCEL), Accepted)
    assert is_done.wait(5)
    assert told == [("a-key", "sent"), ("a-key", "delivered")]


def test_the_browser_phone_shows_what_was_sent_in_its_order_and_once(database: Database) -> None:
    office = an_office(database)
    line = phone_line(office.bot, make_application(office.bot).wsgi_app)
    assert line.arrivals(ME, 0) == []
    for words in ("first", "second"):
        office.clock.move(seconds=1)
        office.plan(body=words)
        office.work()
    arrived = line.arrivals(ME, 0)
    assert [text.words for text in arrived] == ["first", "second"]
    assert [text.words for text in line.arrivals(ME, arrived[0].sequence)] == ["second"]
    assert line.arrivals("+18175550199", 0) == []
