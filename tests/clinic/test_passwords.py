"""Which passwords staff may choose."""

import pytest

from bot.clinic.passwords import PasswordFault, fault, normal

ME = "ana.lopez@example.org"


@pytest.mark.parametrize("password", ["long blue heron", "cuatro gatos al sol", "  spaces count  ", "ñandú veloz 7 x"])
def test_a_long_password_is_taken_as_typed(password: str) -> None:
    assert fault(password, ME) is None


@pytest.mark.parametrize("password", ["", "short", "elevenchars"])
def test_fewer_than_twelve_characters_are_too_short(password: str) -> None:
    assert fault(password, ME) is PasswordFault.TOO_SHORT


@pytest.mark.parametrize(
    "password",
    ["password1234", "Password!!!!", "passwordpassword", "123456789012", "aaaaaaaaaaaa", "Welcome20262026",
     "abcdefghijklm", "qwertyuiop12", "abababababab", "DFWspine2026!", "1qaz2wsx3edc", "q1w2e3r4t5y6", "unbelievable",
     "michaeljackson", "liverpoolfc1", "basketball123", "P@ssw0rd2026!", "Verano2026!!", "contraseña123"],
)  # fmt: skip
def test_what_everybody_tries_first_is_refused(password: str) -> None:
    assert fault(password, ME) is PasswordFault.COMMON


def test_ones_own_address_is_no_password() -> None:
    assert fault("ana.lopez2026", ME) is PasswordFault.OWN_NAME


def test_a_megabyte_is_refused_before_anybody_hashes_it() -> None:
    assert fault("x1y2" * 250_000, ME) is PasswordFault.TOO_LONG


def test_the_keyboard_may_compose_letters_either_way() -> None:
    assert normal("jose\u0301 tiene frío") == normal("josé tiene frío")
