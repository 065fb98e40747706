"""Who is writing or calling, as far as a `From` can tell. It proves nothing: it may be withheld, spelled on
a keypad, spoofed or no telephone number at all. Only a usable number is ever texted or names a contact.
"""

import re
from collections.abc import Container
from enum import StrEnum
from functools import lru_cache
from typing import NewType

import phonenumbers

PhoneNumber = NewType("PhoneNumber", str)  # E.164, valid in North America

# Words a phone network spells on the keypad in place of a withheld number: as published, and as computed.
_SPELLED = frozenset(
    {
        "266696687",  # ANONYMOUS
        "7378742883", "7378742833",  # RESTRICTED
        "2562533",  # BLOCKED
        "8656696", "8566696",  # UNKNOWN
        "86282452253",  # UNAVAILABLE
        "7748283",  # PRIVATE
        "464",
    }
)  # fmt: skip
_WITHHELD = re.compile(r"anonym|restrict|unknown|unavail|withheld|blocked|private", re.IGNORECASE)
_REMEMBERED = 4096  # numbers whose validity is known; the same person writes again and again


class SenderKind(StrEnum):
    NUMBER = "number"  # usable: may be texted, may name a contact
    FOREIGN = "foreign"  # a number outside North America: no identity, never texted or called by us
    WITHHELD = "withheld"  # anonymous, restricted, keypad-spelled or missing
    SHORT_CODE = "short_code"  # a machine
    NAME = "name"  # an alphanumeric sender: nobody can answer it
    OTHER_APP = "other_app"  # whatsapp:, client:, sip: …: not covered by the clinic's agreements
    OUR_LINE = "our_line"  # one of our own lines: answering it would never end
    INVALID = "invalid"  # shaped like a number, but none


def usable_number(raw: str) -> PhoneNumber | None:
    """The number in E.164 where it is a valid North American one that people can have; else None."""
    is_shaped = re.fullmatch(r"\+1[2-9][0-9]{9}", raw) is not None
    return PhoneNumber(raw) if is_shaped and not _is_spelled(raw) and _is_valid(raw) else None


@lru_cache(maxsize=_REMEMBERED)
def _is_valid(number: str) -> bool:
    kind = phonenumbers.number_type(phonenumbers.parse(number))
    return kind not in (phonenumbers.PhoneNumberType.UNKNOWN, phonenumbers.PhoneNumberType.PREMIUM_RATE)


def sender_kind(raw: str, our_lines: Container[str]) -> SenderKind:
    """What kind of sender this `From` is."""
    if raw in our_lines:
        return SenderKind.OUR_LINE
    if usable_number(raw) is not None:
        return SenderKind.NUMBER
    if not raw or _is_spelled(raw) or _WITHHELD.search(raw):
        return SenderKind.WITHHELD
    if ":" in raw or "@" in raw:
        return SenderKind.OTHER_APP
    if re.fullmatch(r"\+?[0-9]{3,6}", raw):
        return SenderKind.SHORT_CODE
    if re.fullmatch(r"\+(?!1)[1-9][0-9]{6,14}", raw):
        return SenderKind.FOREIGN
    return SenderKind.INVALID if re.fullmatch(r"[+0-9() .-]+", raw) else SenderKind.NAME


def _is_spelled(raw: str) -> bool:
    """With or without the country's 1; that two of these could be numbers in Austin is accepted."""
    plain = raw.removeprefix("+")
    return plain in _SPELLED or plain.removeprefix("1") in _SPELLED
