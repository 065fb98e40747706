"""Private links to a visit's file for a calendar, and to a practitioner's feed: nobody guesses one, and each ends.

A link carries an id or a key and the hour it ends at, signed. It opens a time and a place, never a name or a reason.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from itsdangerous import BadSignature, Signer

from bot.clinic.appointments import Appointment, AppointmentId

AFTER_VISIT = timedelta(days=1)  # a link to a visit ends so long after it
FEED_LASTS = timedelta(days=365)
_HOUR_BYTES = 3  # hours since 1970


@dataclass(frozen=True, slots=True)
class VisitLinks:
    """Makes and reads links. `base_url` is the program's own public address."""

    base_url: str
    secret_key: str = field(repr=False)

    def of_visit(self, visit: Appointment) -> str:
        """The link to one visit's file."""
        return f"{self.base_url}/visits/{self._sign('visit', visit.id.bytes, visit.ends_at + AFTER_VISIT)}.ics"

    def of_feed(self, practitioner: str, now: datetime) -> str:
        """The link to one practitioner's feed."""
        return f"{self.base_url}/feeds/{self._sign('feed', practitioner.encode(), now + FEED_LASTS)}.ics"

    def visit(self, token: str, now: datetime) -> AppointmentId | None:
        """Whose file this is; None where the token is not ours, or has ended."""
        known_as = self._read("visit", token, now)
        return AppointmentId(UUID(bytes=known_as)) if known_as and len(known_as) == 16 else None

    def feed(self, token: str, now: datetime) -> str | None:
        """Whose feed this is, by key."""
        key = self._read("feed", token, now)
        return key.decode() if key else None

    def _sign(self, purpose: str, known_as: bytes, ends_at: datetime) -> str:
        hour = int(ends_at.timestamp() // 3600) + 1
        return self._signer(purpose).sign(_text(hour.to_bytes(_HOUR_BYTES, "big") + known_as)).decode()

    def _read(self, purpose: str, token: str, now: datetime) -> bytes | None:
        signer, given = self._signer(purpose), token.encode("utf-8", "replace")
        try:
            signed = signer.unsign(given)
        except BadSignature:
            return None
        if signer.sign(signed) != given:  # base64 has several spellings of one signature: ours alone opens
            return None
        raw = urlsafe_b64decode(signed + b"=" * (-len(signed) % 4))
        ends_at = datetime.fromtimestamp(int.from_bytes(raw[:_HOUR_BYTES], "big") * 3600, UTC)
        return raw[_HOUR_BYTES:] if now < ends_at else None

    def _signer(self, purpose: str) -> Signer:
        return Signer(self.secret_key, salt=f"clinic line {purpose}", key_derivation="hmac")


def _text(raw: bytes) -> bytes:
    return urlsafe_b64encode(raw).rstrip(b"=")
