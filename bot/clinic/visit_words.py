"""A visit's time in a reminder: short, for one segment, and with its weekday, so that a wrong week is seen."""

from datetime import datetime

from bot.values import Language

_DAYS = {Language.EN: "Mon Tue Wed Thu Fri Sat Sun", Language.ES: "lun mar mié jue vie sáb dom"}
_MONTHS = {
    Language.EN: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    Language.ES: "ene feb mar abr may jun jul ago sep oct nov dic",
}


def in_words(at: datetime, language: Language) -> str:
    """This instant, which must be in the clinic's zone: "Wed, Nov 25 at 2:30 PM"."""
    day = _DAYS[language].split()[at.weekday()]
    month = _MONTHS[language].split()[at.month - 1]
    clock = f"{at.hour % 12 or 12}:{at.minute:02} {'PM' if at.hour >= 12 else 'AM'}"
    return f"{day}, {month} {at.day} at {clock}" if language is Language.EN else f"{day} {at.day} {month}, {clock}"
