"""Telephone numbers as people write and say them, to E.164."""

from phonenumbers import NumberParseException, PhoneNumberFormat, format_number, is_possible_number, parse

from bot.nlu.numbers import digits_of
from bot.nlu.text import Text


def read_phone(text: Text) -> str | None:
    """E.164, or None. Ten digits are North American; more need a country code."""
    digits = digits_of(text.words)
    plus = "+" in text.raw[:3]
    if not 10 <= len(digits) <= 15:
        return None
    written = f"+{digits}" if plus or (len(digits) > 11) or (len(digits) == 11 and digits[0] == "1") else digits
    try:
        number = parse(written, "US")
    except NumberParseException:
        return None
    return format_number(number, PhoneNumberFormat.E164) if is_possible_number(number) else None
