"""A visit's time in words: weekday and date always together, so that a wrong week is seen and heard."""

from datetime import date, datetime

from bot.values import Language

_DAYS = {Language.EN: "Mon Tue Wed Thu Fri Sat Sun", Language.ES: "lun mar mié jue vie sáb dom"}
_MONTHS = {
    Language.EN: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    Language.ES: "ene feb mar abr may jun jul ago sep oct nov dic",
}
_LONG_DAYS = {
    Language.EN: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    Language.ES: "lunes martes miércoles jueves viernes sábado domingo",
}
_LONG_MONTHS = {
    Language.EN: "January February March April May June July August September October November December",
    Language.ES: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}
_NEAR = {Language.EN: ("today", "tomorrow"), Language.ES: ("hoy", "mañana")}


def in_words(at: datetime, language: Language) -> str:
    """This instant, which must be in the clinic's zone: "Wed, Nov 25 at 2:30 PM"."""
    day = _DAYS[language].split()[at.weekday()]
    month = _MONTHS[language].split()[at.month - 1]
    clock = f"{at.hour % 12 or 12}:{at.minute:02} {_half(at)}"
    return f"{day}, {month} {at.day} at {clock}" if language is Language.EN else f"{day} {at.day} {month}, {clock}"


def aloud(at: datetime, language: Language) -> str:
    """The same for a call: "Wednesday, November 25, at 2:30 PM"."""
    day, month = _LONG_DAYS[language].split()[at.weekday()], _LONG_MONTHS[language].split()[at.month - 1]
    hour = at.hour % 12 or 12
    if language is Language.EN:
        return f"{day}, {month} {at.day}, at {hour}{f':{at.minute:02}' if at.minute else ''} {_half(at)}"
    article = "la" if hour == 1 else "las"
    part = "de la mañana" if at.hour < 12 else "de la tarde" if at.hour < 20 else "de la noche"
    return f"el {day} {at.day} de {month} a {article} {hour}{f' y {at.minute}' if at.minute else ''} {part}"


def days_ahead(day: date, today: date, language: Language) -> str:
    """How far off it is: "today", "tomorrow", "in 4 days"."""
    ahead = (day - today).days
    if ahead in (0, 1):
        return _NEAR[language][ahead]
    return f"in {ahead} days" if language is Language.EN else f"en {ahead} días"


def _half(at: datetime) -> str:
    return "PM" if at.hour >= 12 else "AM"
