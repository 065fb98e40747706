"""The token of SMART backend services: signed by our key, for one server, for minutes; and kept while it lasts."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from urllib.parse import parse_qs

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from bot.channels.fhir.token import SCOPES, BackendToken
from bot.services.health_record import RecordRefused, RecordUnreachable

RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
P384 = ec.generate_private_key(ec.SECP384R1())


@dataclass(slots=True)
class TokenServer:
    """A real server on loopback that writes down what it was asked; `answer` is its status and words."""

    url: str = ""
    status: int = 200
    words: str | None = None
    asked: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def running() -> Iterator[TokenServer]:
    server = TokenServer()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
            server.asked.append({name: values[0] for name, values in form.items()})
            words = server.words or json.dumps({"access_token": f"token {len(server.asked)}", "expires_in": 300})
            self.send_response(server.status)
            self.end_headers()
            self.wfile.write(words.encode())

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=http.serve_forever, daemon=True).start()
    server.url = f"http://127.0.0.1:{http.server_port}/token"
    try:
        yield server
    finally:
        http.shutdown()
        http.server_close()


@pytest.fixture
def server() -> Iterator[TokenServer]:
    with running() as found:
        yield found


@dataclass(slots=True)
class Now:
    at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.at


def pem(key: PrivateKeyTypes) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def token(server: TokenServer, key: PrivateKeyTypes = RSA, now: Now | None = None) -> BackendToken:
    ids = count(1)
    return BackendToken(server.url, "clinic-line", pem(key), "key-1", now or Now(), lambda: f"id {next(ids)}")


@pytest.mark.parametrize(("key", "algorithm"), [(RSA, "RS384"), (P384, "ES384")])
def test_the_assertion_is_signed_and_says_who_for_whom_and_how_long(
    server: TokenServer, key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey, algorithm: str
) -> None:
    assert token(server, key)() == "token 1"
    [asked] = server.asked
    claims = jwt.decode(asked["client_assertion"], key.public_key(), [algorithm], audience=server.url)
    assert (claims["iss"], claims["sub"], claims["jti"]) == ("clinic-line", "clinic-line", "id 1")
    assert claims["exp"] - datetime.now(UTC).timestamp() <= 300
    assert jwt.get_unverified_header(asked["client_assertion"])["kid"] == "key-1"
    assert (asked["grant_type"], asked["scope"]) == ("client_credentials", SCOPES)


def test_a_token_is_kept_until_a_minute_before_its_end(server: TokenServer) -> None:
    now = Now()
    bearer = token(server, now=now)
    assert (bearer(), bearer()) == ("token 1", "token 1")
    now.at += timedelta(seconds=239)
    assert bearer() == "token 1"
    now.at += timedelta(seconds=1)
    assert bearer() == "token 2"
    assert len({asked["client_assertion"] for asked in server.asked}) == 2


def test_a_key_with_its_line_breaks_written_out_is_the_same_key(server: TokenServer) -> None:
    bearer = token(server)
    bearer.private_key = bearer.private_key.replace("\n", "\\n")
    assert bearer() == "token 1"


@pytest.mark.parametrize(
    ("status", "words", "error"),
    [
        (503, None, RecordUnreachable),
        (401, None, RecordRefused),
        (200, "<html>", RecordUnreachable),
        (200, "{}", RecordUnreachable),
    ],
)
def test_a_server_that_gives_no_token_is_told_apart_from_one_that_refuses(
    server: TokenServer, status: int, words: str | None, error: type[Exception]
) -> None:
    server.status, server.words = status, words
    with pytest.raises(error):
        token(server)()


def test_nobody_listening_is_unreachable(server: TokenServer) -> None:
    bearer = token(server)
    bearer.token_url = "http://127.0.0.1:9/token"
    with pytest.raises(RecordUnreachable):
        bearer()


def test_neither_key_nor_token_stands_in_its_words(server: TokenServer) -> None:
    bearer = token(server)
    bearer()
    assert "PRIVATE KEY" not in repr(bearer)
    assert "token 1" not in repr(bearer)
