"""Posts texts through Twilio's own library: once. Whatever is no clear answer is Unknown, never a failure.

Creating a message knows no idempotency key, so nothing in here or below it may try twice. The library logs
numbers, and its errors quote them: neither leaves this file.
"""

import logging
import re
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from twilio.base.exceptions import (  # type: ignore[import-untyped]
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.http_client import TwilioHttpClient  # type: ignore[import-untyped]
from twilio.http.response import Response  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from bot.channels.twilio import codes
from bot.channels.twilio.numbers import usable_number
from bot.channels.twilio.receipts import status_of
from bot.clinic.sending import Failure
from bot.services.gateway import Accepted, Found, GatewaySilent, Outcome, Parcel, Received, Refused, Unknown
from bot.values import MessageStatus

CONNECT_SECONDS, READ_SECONDS = 3.0, 10.0
MOST_LISTED = 50  # newest texts to one number; no filter by date, what waits there has not been sent
RING_SECONDS = 25
MOST_RECEIVED = 1000  # of an outage; the list is newest first
_BAD_REQUEST, _SERVER_ERROR = 400, 500
_SOMETIMES = 5.0  # seconds of rest where the gateway names none

logging.getLogger("twilio.http_client").setLevel(logging.WARNING)  # at INFO it writes numbers


class OneTry(TwilioHttpClient):  # type: ignore[misc]
    """The library's client with an end to every wait, no second try, and perhaps another address."""

    def __init__(self, base_url: str) -> None:
        super().__init__()
        self.timeout = (CONNECT_SECONDS, READ_SECONDS)  # its constructor knows no pairs, its session does
        self._base = urlsplit(base_url) if base_url else None
        self.here = threading.local()  # what the newest answer of this thread asked for
        for scheme in ("http://", "https://"):
            self.session.mount(scheme, HTTPAdapter(pool_connections=2, pool_maxsize=16, max_retries=0))

    def request(self, method: str, url: str, *rest: Any, **named: Any) -> Response:
        if self._base is not None:
            asked = urlsplit(url)
            url = urlunsplit((self._base.scheme, self._base.netloc, asked.path, asked.query, ""))
        answer = super().request(method, url, *rest, **named)
        self.here.rest_seconds = _seconds((answer.headers or {}).get("Retry-After", ""))
        return answer


class TwilioSender:
    """The gateway of production. `receipt_url` makes the address for a receipt key."""

    def __init__(
        self,
        account_sid: str,
        secret: tuple[str, str],
        receipt_url: Callable[[str], str],
        call_url: Callable[[str], str],
        *,
        messaging_service_sid: str = "",
        base_url: str = "",
    ) -> None:
        """`secret`: an API key and its secret, or the account and its auth token."""
        self._http = OneTry(base_url)
        self._client = Client(secret[0], secret[1], account_sid, http_client=self._http)
        self._receipt_url = receipt_url
        self._call_url = call_url
        self._service = messaging_service_sid

    def send(self, parcel: Parcel) -> Outcome:
        """Posts the text. The sender is the service's choice where there is one, else the number the person knows."""
        if parcel.is_call:
            return self._outcome(lambda: self._ring(parcel))
        return self._outcome(lambda: self._write(parcel))

    def _write(self, parcel: Parcel) -> str | None:
        sender = {"messaging_service_sid": self._service} if self._service else {"from_": parcel.line}
        made = self._client.messages.create(
            to=parcel.to,
            body=parcel.body,
            status_callback=self._receipt_url(parcel.receipt_key),
            validity_period=parcel.valid_seconds,
            **sender,
        )
        found: str | None = made.sid
        return found

    def _ring(self, parcel: Parcel) -> str | None:
        """Who picks up is looked at first: a machine hears nothing."""
        url = self._call_url(parcel.receipt_key)
        made = self._client.calls.create(
            to=parcel.to,
            from_=parcel.line,
            url=url,
            timeout=RING_SECONDS,
            machine_detection="Enable",
            status_callback=f"{url}/over",
            status_callback_event=["completed"],
        )
        found: str | None = made.sid
        return found

    def _outcome(self, post: Callable[[], str | None]) -> Outcome:
        try:
            gateway_id = post()
        except (TwilioRestException, TwilioServiceException) as error:
            return refusal(error.status, error.code, self._http.here.rest_seconds)
        except (TwilioException, requests.RequestException, ValueError):
            return Unknown()
        return Accepted(gateway_id) if isinstance(gateway_id, str) and gateway_id else Unknown()

    def find(self, parcel: Parcel, since: datetime) -> Sequence[Found]:
        """The texts with these words to this number since then."""
        try:
            listed = self._client.messages.list(to=parcel.to, limit=MOST_LISTED)
        except (TwilioException, requests.RequestException, ValueError):
            raise GatewaySilent from None
        return [
            Found(text.sid, status_of(str(text.status)) or MessageStatus.ACCEPTED, _code(text.error_code))
            for text in listed
            if text.body == parcel.body and (text.date_created is None or text.date_created >= since)
        ]

    def received(self, since: datetime) -> Sequence[Received]:
        """The texts people wrote to us since then; short codes and other machines are left out."""
        try:
            listed = self._client.messages.list(date_sent_after=since, limit=MOST_RECEIVED)
        except (TwilioException, requests.RequestException, ValueError):
            raise GatewaySilent from None
        return [
            Received(text.sid, phone, text.to, text.body or "", text.date_sent, int(text.num_media or 0))
            for text in listed
            if text.direction == "inbound" and text.date_sent and (phone := usable_number(text.from_ or ""))
        ]

    def reason(self, code: str) -> Failure:
        """What this error code means."""
        return codes.reason(code)


def refusal(status: int, code: int | None, rest_seconds: float) -> Outcome:
    """Only a clear no is a refusal: after a 5xx the text may be on its way."""
    if status == requests.codes.too_many_requests:
        return Refused(Failure.TOO_MANY, str(code or 20429), rest_seconds or _SOMETIMES)
    if status in (requests.codes.unauthorized, requests.codes.forbidden):
        return Refused(Failure.SET_UP, str(code or 20003))
    if not _BAD_REQUEST <= status < _SERVER_ERROR or status == requests.codes.request_timeout:
        return Unknown()
    return Refused(codes.reason(str(code or "")), str(code or status), _SOMETIMES)


def _seconds(raw: str) -> float:
    """A number of seconds; a date there is not used, the shortest rest does."""
    return float(raw) if re.fullmatch(r"[0-9]{1,4}", raw) else 0.0


def _code(raw: object) -> str | None:
    return str(raw) if raw else None
