"""Checks of every wording: there, short enough, in the alphabet, and nothing in it that may not be said."""

import re
from collections.abc import Iterator, Mapping
from itertools import product

from bot.dialogue.book import WISH
from bot.dialogue.checks.issue import Content, Issue, Said, Severity, all_said, flow_name, spoken
from bot.dialogue.flow import Ask, Care, Choose, Say, Wording
from bot.dialogue.phrasing import GUESS_NAMES
from bot.dialogue.replies import Choice, Words
from bot.values import Language

MOST_UNITS = 160  # one segment
MOST_SECONDS = 20.0
RESULT_VALUES = frozenset({"by_at", "opens_at", "heat_at"})
# What actions on visits report, each as long as it gets.
VISIT_VALUES: Mapping[str, Mapping[Language, str]] = {
    "visit_at": {Language.EN: "Wed, Sep 30 at 12:40 PM", Language.ES: "mié 30 sep, 12:40 PM"},
    "visit_in_days": {Language.EN: "in 120 days", Language.ES: "en 120 días"},
    "visit_place": {Language.EN: "our Fort Worth office", Language.ES: "nuestra oficina de Fort Worth"},
    "plan_name": dict.fromkeys(Language, "Blue Cross Blue Shield"),
    "visit_link": dict.fromkeys(Language, "https://line.example.org/visits/" + "x" * 57 + ".ics"),
    "visit_code": dict.fromkeys(Language, "123456"),
    "hold_minutes": dict.fromkeys(Language, "10"),
    "notice_hours": dict.fromkeys(Language, "48"),
}
FULL_HOUR = {Language.EN: "12 PM Wednesday", Language.ES: "12 PM (miercoles)"}
HALF_HOUR = {Language.EN: "12:30 PM Wednesday", Language.ES: "12:30 PM (miercoles)"}
# The required notices: how to end texts, and how to get help.
NOTICES = (
    "common.greeting",
    "common.help",
    "common.database_down_stop",
    "manners.",
    "opt_out.",
    "front_door.",
    "booking.reminders",
    "check_ins.offer",
)
KEYWORDS = re.compile(r"\b(STOP|CANCEL|END|QUIT|YES|START|INFO|HELP|REVOKE|OPTOUT)\b")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
OWN_NUMBER = re.compile(r"\(?817\)?[ .-]?\d{3}[ .-]?\d{4}")

DOSE = re.compile(
    r"\b\d+\s*(mg|milligrams?|miligramos?|tablets?|tabletas?|pastillas cada|pills every)\b", re.IGNORECASE
)
OTHER_DRUGS = re.compile(
    r"\b(tylenol|acetaminophen|acetaminof[eé]n|paracetamol|naproxen|naproxeno|aleve|meloxicam|celebrex|gabapentin"
    r"|tramadol|hydrocodone|hidrocodona|opioids?|opioides?|cbd|muscle relax\w+|relajante\w* muscular\w*)\b",
    re.IGNORECASE,
)
ASKED_FOR = ("booking.calls_kept",)  # a call that the person has just agreed to
CALLS = re.compile(r"nobody calls|(they|we) (will )?call you|nadie le llama|le llamamos", re.IGNORECASE)
PILLS = re.compile(r"\b(aspirina?|ibuprofeno?)\b", re.IGNORECASE)
DIAGNOSIS = re.compile(
    r"\b(you (probably |may |might )?have (a )?(herniated|bulging|slipped|cauda|sciatica|fracture)|safe for you to"
    r"|nothing serious|you are fine|usted tiene (una )?(hernia|ci[aá]tica|fractura)|no es nada grave)",
    re.IGNORECASE,
)


def languages(content: Content) -> Iterator[Issue]:
    """Every wording exists in every language."""
    for said in all_said(content.book):
        for language in Language:
            options = said.step.options if isinstance(said.step, Ask | Choose) else ()
            if not said.wording.say.get(language) or any(not option.say.get(language) for option in options):
                yield Issue("missing-language", said.place, f"No {language} wording.", f"Write say.{language}.")


def fits(content: Content) -> Iterator[Issue]:
    """Every text fits one segment of the network's alphabet; every spoken part fits twenty seconds."""
    for said in all_said(content.book):
        for language in Language:
            yield from _fits(content, said, language)


def placeholders(content: Content) -> Iterator[Issue]:
    """Every placeholder is one that something fills."""
    known = {*content.wordings, *RESULT_VALUES, *GUESS_NAMES}
    for place, text, _ in _texts(content):
        for name in PLACEHOLDER.findall(text):
            if name not in known and _visit_value(name) is None:
                yield Issue("unknown-placeholder", place, f"Nothing fills {{{name}}}.", f"Known: {sorted(known)}.")


def keywords(content: Content) -> Iterator[Issue]:
    """P7: no wording invites a word that the phone network takes for itself."""
    for place, text, _ in _texts(content):
        if KEYWORDS.search(text) and not place.startswith(NOTICES):
            yield Issue("carrier-keyword", place, f"Invites a carrier keyword: {text!r}.", "Offer a digit instead.")


def forbidden(content: Content) -> Iterator[Issue]:
    """P8: no dose, no diagnosis, no other drug; aspirin and ibuprofen only behind the medicine questions."""
    for place, text, said in _texts(content):
        may_name_drugs = flow_name(place) in ("pain_pills", "pill_questions")
        if DOSE.search(text):
            yield Issue("dose", place, "Speaks of an amount of medicine.", "Say: follow the label.")
        if DIAGNOSIS.search(text):
            yield Issue("diagnosis", place, "Says what somebody has, or that it is harmless.", "Leave it to a doctor.")
        if OTHER_DRUGS.search(text) and not (may_name_drugs and isinstance(said.step, Ask)):
            yield Issue("other-drug", place, "Names a drug the clinic's page does not.", "Only gate questions may.")
        if PILLS.search(text) and not may_name_drugs:
            yield Issue("drug-outside-gate", place, "Names a drug outside the medicine gate.", "Move it there.")


def numbers(content: Content) -> Iterator[Issue]:
    """The clinic's numbers come from clinic.toml alone."""
    for place, text, _ in _texts(content):
        if OWN_NUMBER.search(text):
            yield Issue("written-number", place, "A clinic number is written out.", "Use its placeholder.")


def promises(content: Content) -> Iterator[Issue]:
    """A wording that speaks of a call by our staff is said to nobody who may not be called (K12)."""
    for place, step in content.book.steps.items():
        if not isinstance(step, Say) or step.promises_call or place in ASKED_FOR:
            continue
        if any(CALLS.search(text) for text in step.say.values()):
            sentence = "Promises a call, perhaps to somebody nobody may call."
            yield Issue("promise", place, sentence, "Add `promises_call = true`.")


def sources(content: Content) -> Iterator[Issue]:
    """Every care and danger wording cites where it comes from, and every citation exists."""
    for place, step in content.book.steps.items():
        cited = (*getattr(step, "facts", ()), *getattr(step, "sources", ()))
        for name in cited:
            if name not in content.sources and name != "POLICY":
                yield Issue("unknown-source", place, f"Cites {name}, which is not in sources.toml.", "Add it there.")
        is_care = isinstance(step, Say | Ask) and step.care is not None
        if not cited and (is_care or bool(getattr(step, "unsafe", "")) or bool(getattr(step, "is_emergency", False))):
            gives_advice = isinstance(step, Say) and step.care in (Care.ICE, Care.HEAT, Care.MEDICINE)
            severity = Severity.ERROR if gives_advice else Severity.WARNING
            yield Issue("no-source", place, "A clinical wording without source.", "Add facts or sources.", severity)


def _fits(content: Content, said: Said, language: Language) -> Iterator[Issue]:
    text = _typical(content, said.wording.say.get(language, ""), language, written=True)
    choices = [
        Choice(choice.key, Words(_typical(content, choice.label.say, language, written=True), choice.label.speak))
        for choice in said.choices(language)
    ]
    units = content.measure.units(text, said.kind, choices, language)
    if units > MOST_UNITS:
        yield Issue("too-long", said.place, f"{units} characters with its manners ({language}).", "160 is one segment.")
    for number, part in enumerate(spoken(said.wording, language), 1):
        seconds = content.measure.seconds(_typical(content, part, language, written=False), language)
        if seconds > MOST_SECONDS:
            sentence = f"Part {number} takes {seconds:.0f} s to say ({language})."
            yield Issue("too-slow", said.place, sentence, "20 s is the most people can follow.", Severity.WARNING)


def _visit_value(name: str) -> Mapping[Language, str] | None:
    return next((longest for ending, longest in VISIT_VALUES.items() if name.endswith(ending)), None)


def _typical(content: Content, text: str, language: Language, *, written: bool) -> str:
    """The text with its placeholders filled as they usually are."""

    def value(match: re.Match[str]) -> str:
        wording = _longest_wish(content, language) if match[1] in GUESS_NAMES else content.wordings.get(match[1])
        visit_value = _visit_value(match[1])
        if visit_value is not None:
            return visit_value[language]
        if wording is None:
            return (FULL_HOUR if match[1] == "heat_at" else HALF_HOUR)[language]
        return wording.say.get(language, "") if written else spoken(wording, language)[0]

    return PLACEHOLDER.sub(value, text)


def _longest_wish(content: Content, language: Language) -> Wording:
    """What the wish with the longest name is called."""
    names = (wording for name, wording in content.book.common.wordings.items() if name.startswith(WISH))
    return max(names, key=lambda wording: len(wording.say.get(language, "")), default=Wording())


def _texts(content: Content) -> Iterator[tuple[str, str, Said]]:
    """Every single text with its place: written, spoken part by part, and the options' labels."""
    for said in all_said(content.book):
        yield from ((said.place, text, said) for text in texts_of(said))


def texts_of(said: Said) -> Iterator[str]:
    """What one step says: written, spoken part by part, and its options."""
    options = said.step.options if isinstance(said.step, Ask | Choose) else ()
    for wording, language in product((said.wording, *options), Language):
        written = wording.say.get(language, "")
        yield from filter(None, dict.fromkeys((written, *spoken(wording, language))))
