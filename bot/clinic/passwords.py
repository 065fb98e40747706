"""Which passwords are accepted: long, and not one that everybody tries first. No rules on kinds of letters.

Source: NIST SP 800-63B-4 and OWASP ASVS 5.0, 6.2; a password is used exactly as typed, after NFC.
"""

import unicodedata
from enum import StrEnum
from itertools import pairwise

SHORTEST = 12
LONGEST = 1024  # characters; more would only keep the hash busy

# What remains of the usual ones once digits and marks are taken away.
_WORDS = (
    "password passw passwd pass qwerty qwertyuiop asdfgh asdfghjkl zxcvbnm letmein welcome admin administrator "
    "iloveyou monkey dragon football baseball sunshine princess superman batman trustno changeme changemenow "
    "secret default login master shadow summer winter spring autumn test testing clinic spine dfwspine backpain "
    "doctor nurse hospital medical patient frontdesk office texas dallas fortworth contraseña contrasena hola "
    "abcdefghijkl abcdefghijklmnop correcthorsebatterystaple"
)
_COMMON = frozenset(_WORDS.split())


class PasswordFault(StrEnum):
    """Why a password is refused."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    COMMON = "common"
    OWN_NAME = "own_name"


def normal(password: str) -> str:
    """The one spelling of a password, however the keyboard composed it."""
    return unicodedata.normalize("NFC", password)


def fault(password: str, email: str) -> PasswordFault | None:
    """What is wrong with a new password, or None."""
    typed = normal(password)
    if len(typed) > LONGEST:
        return PasswordFault.TOO_LONG
    if len(typed) < SHORTEST:
        return PasswordFault.TOO_SHORT
    letters = "".join(char for char in typed.casefold() if char.isalpha())
    if _is_common(letters) or len(set(typed)) <= 3 or _is_a_row(typed):
        return PasswordFault.COMMON
    own = email.partition("@")[0].casefold()
    if len(own) >= 4 and own in typed.casefold() and len(typed) - len(own) < SHORTEST - 4:
        return PasswordFault.OWN_NAME
    return None


def _is_common(letters: str) -> bool:
    """True for a common word, also repeated; digits and marks around it do not help."""
    if letters in _COMMON:
        return True
    return any(letters == word * (len(letters) // len(word)) for word in _COMMON if letters)


def _is_a_row(typed: str) -> bool:
    """True for 123456789012, abcdefghijkl and the like."""
    steps = {ord(after) - ord(before) for before, after in pairwise(typed)}
    return steps in ({1}, {-1}) or typed.isdigit()
