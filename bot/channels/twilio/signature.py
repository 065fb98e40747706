"""Believes a webhook only when Twilio signed it. The string and its HMAC are the official library's own;
what surrounds them closes its traps (no header, no token, a hash in the query that is never checked).

The signed address is the configured one plus the raw target: what a proxy or the framework makes of the
address is no evidence.
"""

import hmac
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import unquote

from twilio.request_validator import RequestValidator  # type: ignore[import-untyped]  # it has no types

from bot.channels.twilio.fields import Form

_HEADER = re.compile(r"[A-Za-z0-9+/]{27}=")  # HMAC-SHA1 in Base64
MOST_TOKENS = 2  # the current one, and the one it is being replaced with


class Verifier:
    """Checks against one or two auth tokens: Twilio signs with the old one until the new is promoted."""

    __slots__ = ("_base_url", "_validators")

    def __init__(self, base_url: str, tokens: Sequence[str]) -> None:
        """`base_url`: scheme, host and perhaps port, as Twilio is told to call. Raises ValueError."""
        if not re.fullmatch(r"https?://[^/?#\s]+/?", base_url):
            raise ValueError("PUBLIC_BASE_URL must have no path: https://line.example.org")
        if not 1 <= len(tokens) <= MOST_TOKENS or not all(token.strip() for token in tokens):
            raise ValueError("One or two auth tokens are needed. None may be empty: anybody can sign with that.")
        self._base_url = base_url.rstrip("/")
        self._validators = tuple(RequestValidator(token) for token in tokens)

    def accepts(self, raw_target: str, form: Form, header: str | None) -> bool:
        """True where this header signs exactly this target (path and query as received) and these fields."""
        if not isinstance(header, str) or not _HEADER.fullmatch(header):
            return False
        if not raw_target.startswith("/") or "bodysha256" in unquote(raw_target).lower():
            return False
        try:
            # A form post always has fields; a JSON body arrives here as no field at all.
            return len(form) > 0 and any(
                _signs(validator, self._base_url + raw_target, form, header) for validator in self._validators
            )
        except Exception:  # noqa: BLE001  whatever a forged request breaks, it has not proved its origin
            return False


def sign(base_url: str, target: str, form: Form | Mapping[str, str], token: str) -> str:
    """The header Twilio would send: for the simulator and the tests."""
    return str(RequestValidator(token).compute_signature(base_url.rstrip("/") + target, form))


def _signs(validator: RequestValidator, url: str, form: Form, header: str) -> bool:
    """The plain address first, which is nearly always right; the library also tries other ports."""
    expected = validator.compute_signature(url, _Fields(form))
    return hmac.compare_digest(expected, header) or bool(validator.validate(url, _Fields(form), header))


class _Fields:
    """The form as the library reads it fastest: it asks for `getall` first."""

    __slots__ = ("_form", "getall")

    def __init__(self, form: Form) -> None:
        self._form = form
        self.getall = form.getlist

    def __iter__(self) -> Iterator[str]:
        return iter(self._form)

    def __len__(self) -> int:
        return len(self._form)
