"""Voicemails and photos are brought over a real socket: with our secret to the account's host alone, and bounded."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from uuid import UUID

import pytest

from bot.channels.twilio import media
from bot.channels.twilio.media import TwilioMedia
from bot.services.media import Fetched
from bot.storage.media import Kept
from bot.values import ConversationId

ACCOUNT = "AC" + "a" * 32
HERE = ConversationId(UUID(int=1))
SOUND = Kept(HERE, "RE" + "1" * 32)
PICTURE = Kept(HERE, "ME" + "2" * 32, "MM" + "3" * 32)


class Gateway:
    """Answers every request as it was told, and writes down what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, str]] = []  # verb, path, authorisation
        self.status, self.headers, self.body = 200, {"Content-Type": "audio/mpeg"}, b"sound"
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def _answer(self) -> None:
                outer.asked.append((self.command, self.path, self.headers.get("Authorization", "")))
                self.send_response(outer.status)
                for name, value in outer.headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(outer.body)))
                self.end_headers()
                self.wfile.write(outer.body)

            do_GET = do_DELETE = _answer  # noqa: N815  the library's own names

            def log_message(self, *_: object) -> None:
                """Nothing is printed."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def store(self) -> TwilioMedia:
        return TwilioMedia(ACCOUNT, ("SK1", "secret"), base_url=self.address)


@pytest.fixture
def gateway() -> Iterator[Gateway]:
    made = Gateway()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_voicemail_is_asked_for_by_its_id_and_with_our_secret(gateway: Gateway) -> None:
    assert gateway.store().fetch(SOUND) == Fetched("audio/mpeg", b"sound")
    ((verb, path, secret),) = gateway.asked
    assert (verb, path) == ("GET", f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{SOUND.media_id}.mp3")
    assert secret.startswith("Basic ")


def test_a_photo_is_asked_for_by_its_text_and_its_id(gateway: Gateway) -> None:
    gateway.headers = {"Content-Type": "image/jpeg; charset=binary"}
    assert gateway.store().fetch(PICTURE) == Fetched("image/jpeg", b"sound")
    assert gateway.asked[0][1] == f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{PICTURE.text_id}/Media/{PICTURE.media_id}"


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/pdf", ""])
def test_what_a_page_must_not_show_does_not_come_through(gateway: Gateway, kind: str) -> None:
    gateway.headers = {"Content-Type": kind}
    assert gateway.store().fetch(PICTURE) is None


def test_what_is_too_large_does_not_come_through(gateway: Gateway, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(media, "LARGEST", 3)
    assert gateway.store().fetch(SOUND) is None


def test_a_redirect_to_anywhere_else_is_not_followed(gateway: Gateway) -> None:
    gateway.status, gateway.headers = 307, {"Location": f"{gateway.address}/elsewhere"}
    assert gateway.store().fetch(PICTURE) is None
    assert len(gateway.asked) == 1


@pytest.mark.parametrize(
    ("address", "is_theirs"),
    [
        ("https://media.twiliocdn.com/x?sig=1", True),
        ("https://mms.twiliocdn.com/x", True),
        ("http://media.twiliocdn.com/x", False),
        ("https://twiliocdn.com.example.org/x", False),
        ("https://eviltwiliocdn.com/x", False),
        ("https://media.twiliocdn.com@example.org/x", False),
        ("//media.twiliocdn.com/x", False),
        ("", False),
    ],
)
def test_only_the_gateway_s_own_store_is_asked(address: str, is_theirs: bool) -> None:
    assert media._is_store(address) is is_theirs


@pytest.mark.parametrize(("status", "is_gone"), [(204, True), (404, True), (401, False), (500, False)])
def test_what_is_gone_is_gone_and_everything_else_is_tried_again(gateway: Gateway, status: int, is_gone: bool) -> None:
    gateway.status, gateway.body = status, b""
    assert gateway.store().delete(SOUND) is is_gone
    assert gateway.asked[0][:2] == ("DELETE", f"/2010-04-01/Accounts/{ACCOUNT}/Recordings/{SOUND.media_id}")


def test_a_gateway_that_is_down_is_no_exception() -> None:
    store = TwilioMedia(ACCOUNT, ("SK1", "secret"), base_url="http://127.0.0.1:9")
    assert store.fetch(SOUND) is None
    assert not store.delete(SOUND)
