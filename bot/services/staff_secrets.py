"""Passwords, one-time codes and links of staff: made and checked here, kept elsewhere as digests only."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Final

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from bot.clinic.passwords import LONGEST, normal

# OWASP's least for argon2id: 19 MiB, two passes. Eight threads at once stay below 160 MiB.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
_NOBODYS: Final = _HASHER.hash("no account has this one")  # checked where there is no account: same work, same time

STEP_SECONDS = 30
RECOVERY_CODES = 10
_PLAIN_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # no 0 O 1 I


def hash_password(password: str) -> str:
    """The password as it is kept."""
    return _HASHER.hash(_bytes(password))


def is_password(kept: str | None, typed: str) -> bool:
    """True for the right password. Takes as long where there is none."""
    try:
        _HASHER.verify(kept or _NOBODYS, _bytes(typed[: LONGEST + 1]))
    except VerificationError:
        return False
    return kept is not None


def new_token(secret_bytes: Callable[[int], bytes]) -> str:
    """A text of 256 random bits for a link or a cookie."""
    return base64.urlsafe_b64encode(secret_bytes(32)).decode().rstrip("=")


def digest(token: str) -> bytes:
    """How a token is kept: it is random, so a plain digest is enough."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def keyed(key: str, *parts: str) -> str:
    """A fingerprint that only this program can make: of a form, of a device that logged in before."""
    told = "\0".join(parts).encode("utf-8", "surrogatepass")
    return hmac.new(key.encode(), told, hashlib.sha256).hexdigest()


def new_totp_secret(secret_bytes: Callable[[int], bytes]) -> str:
    """A shared secret for one-time codes, 160 bits in base 32."""
    return base64.b32encode(secret_bytes(20)).decode()


def totp_address(secret: str, email: str, clinic: str) -> str:
    """What the QR code holds."""
    return pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=clinic)


def totp_code(secret: str, at: datetime) -> str:
    """The code of this half minute."""
    return pyotp.TOTP(secret).at(int(at.timestamp()))


def step_of_code(secret: str, typed: str, now: datetime) -> int | None:
    """The half minute this code belongs to, one early or late included; None for a wrong one."""
    current = int(now.timestamp()) // STEP_SECONDS
    codes = pyotp.TOTP(secret)
    for step in (current, current - 1, current + 1):
        if hmac.compare_digest(codes.at(step * STEP_SECONDS).encode(), typed.encode("utf-8", "replace")):
            return step
    return None


def new_recovery_codes(secret_bytes: Callable[[int], bytes]) -> list[str]:
    """Codes to be printed, 80 bits each, in groups of four."""
    return [_recovery_code(secret_bytes(16)) for _ in range(RECOVERY_CODES)]


def recovery_digest(typed: str) -> bytes:
    """A recovery code as it is kept; blanks, dashes and capitals do not matter."""
    return digest("".join(char for char in typed.upper() if char.isalnum())[:64])


def _bytes(password: str) -> bytes:
    return normal(password).encode("utf-8", "surrogatepass")


def _recovery_code(raw: bytes) -> str:
    letters = "".join(_PLAIN_LETTERS[byte % 32] for byte in raw)
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
