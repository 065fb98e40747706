"""Asks Twilio Lookup what kind of line a number is: one paid field, one try."""

import requests
from twilio.base.exceptions import TwilioException  # type: ignore[import-untyped]
from twilio.rest import Client  # type: ignore[import-untyped]

from bot.channels.twilio.sender import OneTry

FIELD = "line_type_intelligence"


class TwilioLookup:
    """`secret`: an API key and its secret, or the account and its auth token."""

    def __init__(self, account_sid: str, secret: tuple[str, str], *, base_url: str = "") -> None:
        self._client = Client(secret[0], secret[1], account_sid, http_client=OneTry(base_url))

    def line_type(self, phone: str) -> str | None:
        """Twilio's own word, such as `mobile` or `landline`. None where it does not say, or cannot be asked."""
        try:
            told = self._client.lookups.v2.phone_numbers(phone).fetch(fields=FIELD).line_type_intelligence
        except (TwilioException, requests.RequestException, ValueError):
            return None
        kind = told.get("type") if isinstance(told, dict) else None
        return kind if isinstance(kind, str) and kind else None
