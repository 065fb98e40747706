"""Brings voicemails and photos from Twilio, with authentication, and deletes them there.

One redirect is followed, to Twilio's own store and without our secret; nothing of another kind or of more than
ten megabytes comes through.
"""

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.services.media import Fetched
from bot.storage.media import Kept

if TYPE_CHECKING:  # a web worker that is asked for no sound needs no HTTP library
    import requests

HOST = "https://api.twilio.com"
STORE = re.compile(r"(?:[a-z0-9-]+\.)*twiliocdn\.com")
TIMEOUT = (3.0, 10.0)  # to connect, and between two pieces
LARGEST = 10 * 1024 * 1024  # bytes
KINDS = frozenset({"audio/mpeg", "audio/x-wav", "audio/wav", "image/jpeg", "image/png", "image/gif", "image/webp"})
_PIECE = 64 * 1024
_OK, _GONE, _NEVER_THERE = 200, 204, 404


class TwilioMedia:
    """`secret`: an API key and its secret, or the account and its auth token."""

    def __init__(self, account_sid: str, secret: tuple[str, str], *, base_url: str = "") -> None:
        self._base = f"{(base_url or HOST).rstrip('/')}/2010-04-01/Accounts/{account_sid}"
        self._secret = secret

    def fetch(self, kept: Kept) -> Fetched | None:
        """The sound or picture; None where it cannot be had or is of no kind that a page may show."""
        import requests  # noqa: PLC0415

        address = self._address(kept) + ("" if kept.text_id else ".mp3")
        try:
            with requests.get(address, auth=self._secret, timeout=TIMEOUT, allow_redirects=False, stream=True) as got:
                if not got.is_redirect:
                    return _read(got)
                elsewhere = got.headers.get("Location", "")
            if not _is_store(elsewhere):
                return None
            with requests.get(elsewhere, timeout=TIMEOUT, allow_redirects=False, stream=True) as got:
                return _read(got)
        except requests.RequestException:
            return None

    def delete(self, kept: Kept) -> bool:
        """True when it is gone, also where it was gone before."""
        import requests  # noqa: PLC0415

        try:
            told = requests.delete(self._address(kept), auth=self._secret, timeout=TIMEOUT, allow_redirects=False)
        except requests.RequestException:
            return False
        return told.status_code in (_GONE, _NEVER_THERE)

    def _address(self, kept: Kept) -> str:
        if kept.text_id:
            return f"{self._base}/Messages/{kept.text_id}/Media/{kept.media_id}"
        return f"{self._base}/Recordings/{kept.media_id}"


def _is_store(address: str) -> bool:
    asked = urlsplit(address)
    return asked.scheme == "https" and STORE.fullmatch(asked.hostname or "") is not None


def _read(got: "requests.Response") -> Fetched | None:
    kind = got.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if got.status_code != _OK or kind not in KINDS:
        return None
    body = b""
    for piece in got.iter_content(_PIECE):
        body += piece
        if len(body) > LARGEST:
            return None
    return Fetched(kind, body)
