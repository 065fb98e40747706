"""Voicemails and photos reach staff through our own door alone, with an audit line, until they are deleted."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from bot.clinic.staff_rules import Role
from bot.services import media
from bot.services.line import ClinicLine
from bot.services.media import Fetched
from bot.storage import calls
from bot.storage.database import Database
from bot.storage.media import Kept
from tests.bots import ACCOUNT, Phone, a_bot
from tests.services.staffing import HandClock, hire, make_line
from tests.services.waiting import Waiting, write_in
from tests.web.consoles import logged_in, make_console

RECORDING = "RE" + "1" * 32
MEDIA = "ME" + "2" * 32


@dataclass(slots=True)
class Shelf:
    """Has whatever is asked for; `stuck` cannot be deleted."""

    stuck: bool = False
    deleted: list[str] = field(default_factory=list)

    def fetch(self, kept: Kept) -> Fetched | None:
        return Fetched("image/jpeg" if kept.text_id else "audio/mpeg", kept.media_id.encode())

    def delete(self, kept: Kept) -> bool:
        self.deleted += [] if self.stuck else [kept.media_id]
        return not self.stuck


@pytest.fixture
def line(database: Database) -> ClinicLine:
    return make_line(database, HandClock())


@pytest.fixture
def left(line: ClinicLine) -> Waiting:
    """Somebody waits, who has left a voicemail."""
    waiting = write_in(line, "+18175550100", "I left a message")
    with line.database.begin() as tx:
        calls.add_recording(tx, RECORDING, waiting.conversation_id, 21, line.now())
    return waiting


def web_of(line: ClinicLine, shelf: Shelf | None = None) -> Flask:
    return make_console(line, media=shelf or Shelf())


def count(line: ClinicLine, act: str) -> object:
    with line.database.begin() as tx:
        return tx.scalar(text("SELECT count(*) FROM audit WHERE act = :act"), {"act": act})


def test_a_voicemail_is_played_with_an_audit_line(line: ClinicLine, left: Waiting) -> None:
    nora = logged_in(web_of(line), line, hire(line))
    page = nora.get(f"/conversations/{left.conversation_id}").get_data(as_text=True)
    assert f'src="/console/recordings/{RECORDING}"' in page
    answer = nora.get(f"/recordings/{RECORDING}")
    assert (answer.content_type, answer.data) == ("audio/mpeg", RECORDING.encode())
    assert answer.headers["Cache-Control"] == "no-store"
    assert count(line, "voicemail_played") == 1


def test_nobody_who_may_not_read_hears_it(line: ClinicLine, left: Waiting) -> None:
    assert left
    auditor = logged_in(web_of(line), line, hire(line, "Otto Test", Role.AUDITOR))
    assert auditor.get(f"/recordings/{RECORDING}").status_code == 404
    assert count(line, "voicemail_played") == 0


@pytest.mark.parametrize("path", ["RE" + "9" * 32, "..%2Fsecret", "1", "RE" + "g" * 32])
def test_an_unknown_voicemail_does_not_exist(line: ClinicLine, path: str) -> None:
    nora = logged_in(web_of(line), line, hire(line))
    assert nora.get(f"/recordings/{path}").status_code == 404


def test_what_is_older_than_the_setting_is_deleted_at_the_gateway_and_said_to_be(
    line: ClinicLine, left: Waiting
) -> None:
    shelf = Shelf()
    clock = line.clock
    assert isinstance(clock, HandClock)
    clock.instant += timedelta(days=29)
    assert media.delete_old(line, shelf, 30) == 0
    clock.instant += timedelta(days=2)
    assert media.delete_old(line, shelf, 30) == 1
    assert shelf.deleted == [RECORDING]
    nora = logged_in(web_of(line), line, hire(line))
    assert nora.get(f"/recordings/{RECORDING}").status_code == 404
    assert "deleted, its time was over" in nora.get(f"/conversations/{left.conversation_id}").get_data(as_text=True)


def test_what_could_not_be_deleted_is_tried_again(line: ClinicLine, left: Waiting) -> None:
    assert left
    clock = line.clock
    assert isinstance(clock, HandClock)
    clock.instant += timedelta(days=31)
    assert media.delete_old(line, Shelf(stuck=True), 30) == 0
    assert media.delete_old(line, Shelf(), 30) == 1


def photo_of(database: Database, address: str) -> tuple[ClinicLine, object, object]:
    bot = a_bot(database)
    sid = "MM" + "3" * 32
    media_address = address.format(account=ACCOUNT, text=sid, media=MEDIA)
    Phone(bot).text(
        "see my scar", MessageSid=sid, NumMedia="1", MediaUrl0=media_address, MediaContentType0="image/jpeg"
    )
    with database.begin() as tx:
        row = tx.execute(text("SELECT id, conversation_id FROM photos")).first()
    return bot.line, row[0] if row else None, row[1] if row else None


def test_a_photo_of_a_text_is_shown(database: Database) -> None:
    address = "https://api.twilio.com/2010-04-01/Accounts/{account}/Messages/{text}/Media/{media}"
    line, photo, conversation = photo_of(database, address)
    nora = logged_in(web_of(line), line, hire(line))
    assert f"/console/photos/{photo}" in nora.get(f"/conversations/{conversation}").get_data(as_text=True)
    assert nora.get(f"/photos/{photo}").data == MEDIA.encode()
    assert count(line, "photo_seen") == 1


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/2010-04-01/Accounts/{account}/Messages/{text}/Media/{media}",
        "https://api.twilio.com/2010-04-01/Accounts/ACother/Messages/{text}/Media/{media}",
        "https://api.twilio.com/2010-04-01/Accounts/{account}/Messages/{text}/Media/{media}/../x",
        "http://169.254.169.254/latest",
    ],
)
def test_an_address_that_is_not_our_own_is_not_kept(database: Database, address: str) -> None:
    assert photo_of(database, address)[1] is None
