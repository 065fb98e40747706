"""Telephone numbers as people write and say them, to E.164."""

import re

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_possible_number, parse

from bot.nlu.numbers import digits_of
from bot.nlu.text import Text

_WRITTEN = re.compile(r"(?<![\d+])(?:1[\s.-]*)?\(?[2-9]\d{2}\)?[\s./-]*\d{3}[\s.-]*\d{2}[\s.-]?\d{2}(?!\d)")
_NOT_THE_NUMBER = re.compile(r"\b(?:ext|extension|x|call me|call after|after|before|text|despues|antes|llame)\b.*")


def read_phone(text: Text) -> str | None:
    """E.164, or None. Ten digits are North American; more need a country code."""
    written = _WRITTEN.search(text.flat)
    line = " ".join(text.words)
    digits = "".join(re.findall(r"\d", written[0])) if written else digits_of(_NOT_THE_NUMBER.sub("", line).split())
    if not digits:
        digits = digits_of(text.words)
    plus = written is None and "+" in text.raw[:3]
    if not 10 <= len(digits) <= 15:
        return None
    dialled = f"+{digits}" if plus or (len(digits) > 11) or (len(digits) == 11 and digits[0] == "1") else digits
    try:
        number = parse(dialled, "US")
    except NumberParseException:
        return None
    return format_number(number, PhoneNumberFormat.E164) if is_possible_number(number) else None
