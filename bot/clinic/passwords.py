"""Which passwords are accepted: long, and not one that everybody tries first. No rules on kinds of letters.

Source: NIST SP 800-63B-4 and OWASP ASVS 5.0, 6.2; a password is used exactly as typed, after NFC.
"""

import unicodedata
from enum import StrEnum

SHORTEST = 12
LONGEST = 1024  # characters; more would only keep the hash busy

WEAK = 3  # of zxcvbn's five grades: below it a guesser needs fewer than a hundred million tries
_LOOKED_AT = 72  # characters; the work grows with their square

# What people try first here, beside the 30,000 words and passwords that the library knows: what remains once digits
# and marks are taken away.
_WORDS = (
    "changeme changemenow summer winter spring autumn clinic spine dfwspine backpain doctor nurse hospital medical "
    "patient frontdesk office texas dallas fortworth contraseña contrasena bienvenido bienvenida verano invierno "
    "primavera otoño clinica clínica espalda enfermera recepcion recepción correcthorsebatterystaple"
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
    if _is_common(letters) or _is_guessed_soon(typed):
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


def _is_guessed_soon(typed: str) -> bool:
    """True for a known password, a walk over the keyboard, a row, and what is made of a few usual words."""
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]  # noqa: PLC0415  its lists are for this one moment

    return bool(zxcvbn(typed[:_LOOKED_AT], user_inputs=sorted(_COMMON))["score"] < WEAK)
