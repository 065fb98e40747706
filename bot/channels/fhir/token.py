"""SMART backend services: this program proves itself to the health record by its private key, and nobody logs in.

The key never leaves the process; the record holds the public half. A token is kept until shortly before it ends.
"""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import jwt
from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from bot.services.health_record import RecordRefused, RecordUnreachable

SCOPES = "system/Schedule.rs system/Slot.rsu system/Appointment.crus system/Patient.crs"
ASSERTION_LASTS = timedelta(minutes=4)  # the standard allows five
EARLY = timedelta(seconds=60)  # a token this near to its end is not used
TIMEOUT_SECONDS = 8
LARGEST_ANSWER = 100_000  # bytes
_ASSERTION = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(slots=True)
class BackendToken:
    """Gives the bearer token of the moment. `new_id` makes an id that is never used twice; `now` is the real time."""

    token_url: str
    client_id: str
    private_key: str = field(repr=False)  # PEM, RSA or P-384
    key_id: str
    now: Callable[[], datetime]
    new_id: Callable[[], str]
    _token: str = field(default="", repr=False)
    _ends_at: datetime | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self) -> str:
        """Raises RecordUnreachable and RecordRefused."""
        with self._lock:
            if self._ends_at is None or self.now() >= self._ends_at - EARLY:
                self._fetch()
            return self._token

    def assertion(self) -> str:
        """What the private key signs: who we are, for whom this is, and for how short a time."""
        claims = {
            "iss": self.client_id,
            "sub": self.client_id,
            "aud": self.token_url,
            "exp": int((self.now() + ASSERTION_LASTS).timestamp()),
            "jti": self.new_id(),
        }
        key = load_pem_private_key(self.private_key.replace("\\n", "\n").encode(), password=None)
        if not isinstance(key, RSAPrivateKey | EllipticCurvePrivateKey):
            raise RecordRefused("FHIR_PRIVATE_KEY must be an RSA key or a key on the curve P-384")
        algorithm = "RS384" if isinstance(key, RSAPrivateKey) else "ES384"
        return jwt.encode(claims, key, algorithm, headers={"kid": self.key_id})

    def _fetch(self) -> None:
        form = {
            "grant_type": "client_credentials",
            "scope": SCOPES,
            "client_assertion_type": _ASSERTION,
            "client_assertion": self.assertion(),
        }
        request = Request(self.token_url, data=urlencode(form).encode(), headers={"Accept": "application/json"})  # noqa: S310  checked by the settings
        try:
            with urlopen(request, timeout=TIMEOUT_SECONDS) as answer:  # noqa: S310
                found = json.loads(answer.read(LARGEST_ANSWER))
            self._token = str(found["access_token"])
            self._ends_at = self.now() + timedelta(seconds=int(found.get("expires_in", 300)))
        except HTTPError as error:
            with error:
                raise (RecordUnreachable if error.code >= 500 else RecordRefused)(str(error.code)) from None
        except (OSError, HTTPException, ValueError, KeyError, TypeError):
            raise RecordUnreachable(RecordUnreachable.__doc__) from None
