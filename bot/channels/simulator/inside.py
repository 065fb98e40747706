"""Posts to a WSGI application of this very process: the webhooks run whole, signature and all, without a port."""

import io
from collections.abc import Callable, Iterable
from types import TracebackType
from typing import Any
from urllib.parse import urlencode, urlsplit
from wsgiref.util import setup_testing_defaults

from bot.channels.simulator.exchange import Answer, Post
from bot.channels.simulator.forms import Form

Sign = Callable[[str, Form], tuple[str, str]]
Application = Callable[[dict[str, Any], Any], Iterable[bytes]]


def posting(application: Application, base_url: str, sign: Sign) -> Post:
    """`sign` gives the name and value of the header that makes a webhook genuine, for a target and a form."""
    address = urlsplit(base_url)

    def post(target: str, form: Form) -> Answer:
        body = urlencode(form).encode()
        path, _, query = target.partition("?")
        header, signature = sign(target, form)
        asked: dict[str, Any] = {
            "REQUEST_METHOD": "POST",
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "RAW_URI": target,
            "REQUEST_URI": target,
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_HOST": address.netloc,
            "REMOTE_ADDR": "127.0.0.1",
            "wsgi.url_scheme": address.scheme,
            "wsgi.input": io.BytesIO(body),
            "HTTP_" + header.upper().replace("-", "_"): signature,
        }
        setup_testing_defaults(asked)
        return _answered(application, asked)

    return post


def _answered(application: Application, asked: dict[str, Any]) -> Answer:
    started: list[tuple[str, list[tuple[str, str]]]] = []
    written: list[bytes] = []

    def start_response(
        status: str,
        headers: list[tuple[str, str]],
        _: tuple[type[BaseException], BaseException, TracebackType] | None = None,
    ) -> Callable[[bytes], None]:
        started.append((status, headers))
        return written.append

    body = application(asked, start_response)
    try:
        written.extend(body)
    finally:
        close = getattr(body, "close", None)
        if close:
            close()
    status, headers = started[-1]
    kinds = [value for name, value in headers if name.lower() == "content-type"]
    return Answer(int(status.split()[0]), kinds[0] if kinds else "", b"".join(written).decode("utf-8", "replace"))
