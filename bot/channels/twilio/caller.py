"""Rings staff phones through Twilio's own library: once, with an end to the ringing."""

from collections.abc import Callable
from contextlib import suppress

import requests
from twilio.base.exceptions import (  # type: ignore[import-untyped]
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.rest import Client  # type: ignore[import-untyped]

from bot.channels.twilio.sender import OneTry, refusal
from bot.services.gateway import Accepted, Outcome, Unknown

RING_SECONDS = 20  # a mailbox comes later, and people do not wait longer


class TwilioCaller:
    """`page_url` makes the address of a page's documents from its key."""

    def __init__(
        self,
        account_sid: str,
        secret: tuple[str, str],
        page_url: Callable[[str], str],
        *,
        base_url: str = "",
        ring_seconds: int = RING_SECONDS,
    ) -> None:
        self._http = OneTry(base_url)
        self._client = Client(secret[0], secret[1], account_sid, http_client=self._http)
        self._page_url = page_url
        self._ring_seconds = ring_seconds

    def ring(self, to: str, line: str, key: str) -> Outcome:
        """Begins the call; what is heard and pressed comes by webhook."""
        try:
            made = self._client.calls.create(
                to=to,
                from_=line,
                url=self._page_url(key),
                timeout=self._ring_seconds,
                status_callback=self._page_url(key) + "/over",
                status_callback_event=["completed"],
            )
        except (TwilioRestException, TwilioServiceException) as error:
            return refusal(error.status, error.code, self._http.here.rest_seconds)
        except (TwilioException, requests.RequestException, ValueError):
            return Unknown()
        return Accepted(made.sid) if isinstance(made.sid, str) and made.sid else Unknown()

    def end(self, gateway_id: str) -> None:
        """Hangs up a call of ours, ringing or not. One that is over already is no fault."""
        with suppress(TwilioException, requests.RequestException):
            self._client.calls(gateway_id).update(status="completed")
