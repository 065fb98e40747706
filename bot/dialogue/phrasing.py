"""Fills wordings: picks the language, puts in the clinic's own words, and says instants as a day and a time."""

import re
from datetime import datetime, timedelta

from bot.clinic.visit_words import aloud, days_ahead, in_words
from bot.dialogue.book import WISH
from bot.dialogue.facts import Facts
from bot.dialogue.flow import Wording
from bot.dialogue.predicates import heat_starts_at
from bot.dialogue.replies import Words
from bot.dialogue.session import Session
from bot.values import Language

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
VISIT_AT = "_visit_at"  # such a value is an instant that is told with weekday and date
GUESS_NAMES = ("first_guess", "second_guess", "third_guess")  # what a wish that we ask back with is called
_DAYS_AHEAD = "_visit_in_days"  # how far off the same instant is
_WEEKDAYS = {
    Language.EN: ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    Language.ES: ("lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"),
}
_TODAY = {Language.EN: ("today", "tomorrow"), Language.ES: ("hoy", "mañana")}


def words(wording: Wording, session: Session, facts: Facts) -> Words:
    """The wording in the session's language, filled in, written and spoken (its current part)."""
    language = session.language
    say = wording.say.get(language, "")
    speak = wording.speak.get(language, say)
    if not isinstance(speak, str):
        speak = speak[min(session.part, len(speak) - 1)]
    if "{" in say or "{" in speak:
        return Words(_filled(say, session, facts, 0), _filled(speak, session, facts, 1))
    return Words(say, speak)


def parts(wording: Wording, language: Language) -> int:
    """In how many parts this wording is spoken."""
    speak = wording.speak.get(language, "")
    return 1 if isinstance(speak, str) else len(speak)


def moment(at: datetime, now: datetime, language: Language) -> Words:
    """A day and a time that needs no arithmetic: "Tuesday 3 PM", or "today 3 PM"; both aware, same zone."""
    days = (at.date() - now.date()).days
    day = _TODAY[language][days] if days in (0, 1) else _WEEKDAYS[language][at.weekday()]
    clock = at.strftime("%I:%M %p").lstrip("0").replace(":00", "")
    if language is Language.EN:
        return Words(f"{clock} {day}", f"{clock} {day}")
    half = "de la mañana" if at.hour < 12 else "de la tarde" if at.hour < 20 else "de la noche"
    hour = at.hour % 12 or 12
    article = "la" if hour == 1 else "las"
    minutes = f" y {at.minute}" if at.minute else ""
    on = day if days in (0, 1) else f"el {day}"
    return Words(f"{clock} ({day})", f"{on} a {article} {hour}{minutes} {half}")


def _filled(text: str, session: Session, facts: Facts, spoken: int) -> str:
    def value(match: re.Match[str]) -> str:
        found = _value(match[1], session, facts)
        return found.speak if spoken else found.say

    return _PLACEHOLDER.sub(value, text)


def _value(name: str, session: Session, facts: Facts) -> Words:
    if name == "heat_at":
        starts_at = heat_starts_at(session) or facts.now + timedelta(hours=72)
        return moment(_next_full_hour(starts_at.astimezone(facts.now.tzinfo)), facts.now, session.language)
    if name in GUESS_NAMES:
        return _guess(GUESS_NAMES.index(name), session, facts)
    if name in facts.wordings:
        return words(facts.wordings[name], session, facts)
    value = session.values.get(name, session.answers.get(name, ""))
    if name.endswith(_DAYS_AHEAD):
        return _days_ahead(session.values.get(name.replace(_DAYS_AHEAD, VISIT_AT), ""), session.language, facts)
    if value in facts.wordings and name in session.values:
        return words(facts.wordings[value], session, facts)
    if name.endswith(VISIT_AT) and value:
        at = datetime.fromisoformat(value).astimezone(facts.now.tzinfo)
        return Words(in_words(at, session.language), aloud(at, session.language))
    if name.endswith("_at") and value:
        at = datetime.fromisoformat(value).astimezone(facts.now.tzinfo)
        return moment(at, facts.now, session.language)
    return Words(value, value)


def _guess(which: int, session: Session, facts: Facts) -> Words:
    guess = session.guesses[which] if which < len(session.guesses) else ""
    named = facts.wordings.get(f"{WISH}{guess}")
    return Words(guess, guess) if named is None else words(named, session, facts)


def _days_ahead(value: str, language: Language, facts: Facts) -> Words:
    if not value:
        return Words("", "")
    at = datetime.fromisoformat(value).astimezone(facts.now.tzinfo)
    ahead = days_ahead(at.date(), facts.now.date(), language)
    return Words(ahead, ahead)


def _next_full_hour(at: datetime) -> datetime:
    """Never earlier than `at`: telling a later hour for heat costs comfort only."""
    full = at.replace(minute=0, second=0, microsecond=0)
    full = full if full == at else full + timedelta(hours=1)
    return full if full.hour else full + timedelta(hours=1)  # "12 AM Friday" is a night people mix up
