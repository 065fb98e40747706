"""Reads keys, and words beside a question, as one of three things: a universal wish, an answer, or neither.

The universal words work at every step. Where digits are expected, only their starred keys do.
"""

from datetime import date, datetime, timedelta

from bot.clinic.verification import OLDEST
from bot.dialogue.facts import Facts
from bot.dialogue.flow import Ask, Choose, ChooseOption, OnsetOption, Waits
from bot.nlu.answers import LONGEST_CODE, SHORTEST_CODE
from bot.nlu.meaning import Expect
from bot.values import Intent, Language

UNIVERSAL = (
    Intent.TALK_TO_HUMAN,
    Intent.HELP,
    Intent.REPEAT,
    Intent.GO_BACK,
    Intent.START_OVER,
    Intent.LANGUAGE_SWITCH,
)
_KEYS = {
    "0": Intent.TALK_TO_HUMAN,
    "8": Intent.LANGUAGE_SWITCH,
    "9": Intent.REPEAT,
    "*": Intent.GO_BACK,
    "*0": Intent.TALK_TO_HUMAN,
    "*8": Intent.LANGUAGE_SWITCH,
    "*9": Intent.REPEAT,
}
DIGIT_KINDS = (Expect.NUMBER, Expect.CODE, Expect.DATE_OF_BIRTH, Expect.PHONE, Expect.DAY)
UNSURE = "unsure"  # the third answer to a yes/no question
BARE_WORDS = 4  # a text of at most so many words can be nothing but a universal wish


def expects(step: Waits) -> Expect:
    """What a waiting step wants."""
    return step.expects if isinstance(step, Ask) else Expect.CHOICE


def is_free_text(step: Waits) -> bool:
    """True where nearly any words are the answer."""
    return expects(step) in (Expect.NOTE, Expect.NAME)


def is_option_word(text: str, step: Waits) -> bool:
    """True where this is one of the words that an option is chosen by, and nothing else."""
    said = text.strip(" .!¡").lower()
    return isinstance(step, Choose) and any(said in option.words for option in step.options)


def universal_key(keys: str, step: Waits) -> Intent | None:
    """The universal wish these keys stand for at this step; a closing pound key is a habit, not a key."""
    keys = keys.rstrip("#") or keys
    if expects(step) in DIGIT_KINDS and not keys.startswith("*"):
        return None
    return _KEYS.get(keys)


def key_answer(keys: str, step: Waits, today: date) -> str | None:
    """The canonical answer these keys give, or None where they are none."""
    keys = keys.rstrip("#")
    if not (keys.isascii() and keys.isdigit()):
        return None
    match expects(step):
        case Expect.YES_NO:
            return {"1": "yes", "2": "no"}.get(keys)
        case Expect.CHOICE | Expect.ONSET:
            return keys if any(option.key == keys for option in options(step)) else None
        case Expect.NUMBER:
            return keys.lstrip("0") or "0"
        case Expect.CODE:
            return keys if SHORTEST_CODE <= len(keys) <= LONGEST_CODE else None
        case Expect.DATE_OF_BIRTH:
            return _date_of_birth(keys, today)
        case Expect.PHONE:
            return f"+1{keys[-10:]}" if len(keys) in (10, 11) else None
        case _:
            return None


def fits(answer: str, step: Waits) -> bool:
    """True where this is a canonical answer of the step's kind, so that nothing further on can stumble."""
    match expects(step):
        case Expect.YES_NO:
            return answer in ("yes", "no", UNSURE)
        case Expect.CHOICE:
            return any(option.key == answer for option in options(step))
        case Expect.ONSET:
            return any(option.key == answer for option in options(step)) or _is_span(answer)
        case _:
            return True


def options(step: Waits) -> tuple[OnsetOption, ...] | tuple[ChooseOption, ...]:
    """The step's options, of either kind; each has a `key`."""
    return step.options


def settled(answer: str, step: Waits, facts: Facts) -> str:
    """The answer as it is kept: a menu key becomes what it means, an onset key two instants."""
    if isinstance(step, Choose):
        chosen = next(option for option in step.options if option.key == answer)
        return chosen.means or answer
    if step.expects is Expect.ONSET:
        for option in step.options:
            if option.key == answer:
                return _span(option, facts.now)
    return answer


def _span(option: OnsetOption, now: datetime) -> str:
    """A1, A2: a day-only onset counts from that day's last moment; "not sure" and today from now."""
    earliest_ago, latest_ago = option.days_ago
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    earliest = midnight - timedelta(days=earliest_ago)
    latest = now if latest_ago == 0 else midnight - timedelta(days=latest_ago - 1)
    return f"{earliest.isoformat()}/{min(latest, now).isoformat()}"


def _is_span(answer: str) -> bool:
    """True for two aware ISO instants, the earlier first."""
    earliest, _, latest = answer.partition("/")
    try:
        first, last = datetime.fromisoformat(earliest), datetime.fromisoformat(latest)
    except ValueError:
        return False
    return first.tzinfo is not None and last.tzinfo is not None and first <= last


def _date_of_birth(keys: str, today: date) -> str | None:
    """Month, day and four-digit year as pressed; a day that anybody alive can have been born on."""
    if len(keys) != 8:
        return None
    try:
        born = datetime.strptime(keys, "%m%d%Y").date()  # noqa: DTZ007 a birthday has no zone
    except ValueError:
        return None
    return born.isoformat() if today.year - OLDEST <= born.year and born <= today else None


def language_wanted(text: str, current: Language) -> Language:
    """The language these words name, or the other one where they name none."""
    words = text.lower()
    if any(name in words for name in ("español", "espanol", "spanish", "castellano")):
        return Language.ES
    return Language.EN if any(name in words for name in ("english", "inglés", "ingles")) else current.other
