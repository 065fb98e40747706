"""A staff phone that the line rings: it hears a code, presses 1, and hears nothing of any patient."""

from bot.storage.database import Database
from tests.bots import ACCOUNT, Phone
from tests.services.seeking import ROTA, Seekers, seekers

CALL = "CA" + "c" * 32


def ringing_desk(database: Database) -> tuple[Seekers, Phone, str]:
    desk = seekers(database, rota=ROTA[2:])
    asked = desk.ask()
    desk.work()
    ((_, key),) = desk.calls.rung
    assert asked.code
    return desk, Phone(desk.office.bot), key


def form(**fields: str) -> dict[str, str]:
    return {"CallSid": CALL, "AccountSid": ACCOUNT, "CallStatus": "in-progress", **fields}


def test_the_phone_hears_the_code_letter_by_letter_and_is_asked_for_a_1(database: Database) -> None:
    desk, phone, key = ringing_desk(database)
    heard = phone.post(f"/webhooks/page/{key}", form()).get_data(as_text=True)
    code = desk.value("SELECT code FROM handoffs")
    assert f"Urgent request {', '.join(str(code))} is waiting. Press 1 to take it." in heard
    assert f'action="/webhooks/page/{key}/answer"' in heard


def test_a_pressed_1_is_a_person_and_anything_else_is_not(database: Database) -> None:
    desk, phone, key = ringing_desk(database)
    phone.post(f"/webhooks/page/{key}/answer", form(Digits=""))
    assert desk.value("SELECT status FROM pages") == "ringing"
    heard = phone.post(f"/webhooks/page/{key}/answer", form(Digits="1")).get_data(as_text=True)
    assert "open the console and claim it" in heard
    assert desk.value("SELECT status FROM pages") == "accepted"


def test_the_end_of_the_ringing_moves_the_ladder_on(database: Database) -> None:
    desk, phone, key = ringing_desk(database)
    assert phone.post(f"/webhooks/page/{key}/over", form(CallStatus="no-answer")).status_code == 204
    desk.work()
    assert "nobody_came" in desk.acts()


def test_a_page_nobody_knows_is_hung_up_and_an_unsigned_one_is_refused(database: Database) -> None:
    _, phone, key = ringing_desk(database)
    assert b"<Hangup" in phone.post("/webhooks/page/nobody", form()).data
    assert phone.post(f"/webhooks/page/{key}/answer", form(Digits="1"), token="0" * 32).status_code == 403
    assert phone.post(f"/webhooks/page/{key}", {**form(), "AccountSid": "AC" + "b" * 32}).status_code == 400
