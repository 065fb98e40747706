"""The questions a branch may ask about answers and facts, each with every answer it can give."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.dialogue.facts import Facts
from bot.dialogue.flow import Care, Say, Step
from bot.dialogue.session import Session
from bot.values import Channel

HEAT_AFTER = timedelta(hours=72)  # S11: moist heat only after 72 hours (A1, A2: from the latest possible onset)
ONSET = "onset"
PILLS = "pain_pills.allowed"
SKIN = "spasm_care.skin_check"
PAIN = "check_ins.pain"
WORST = 9  # of 10: treated like "worse" (clinical.md 6: 10/10 enters the screen again)


@dataclass(frozen=True, slots=True)
class Predicate:
    """A named question and its possible answers. `reads` names the kept answers it looks at."""

    outcomes: tuple[str, ...]
    ask: Callable[[Session, Facts], str]
    reads: tuple[str, ...] = ()


def latest_onset(session: Session) -> datetime | None:
    """The latest moment the pain can have begun, or None when it was not asked."""
    onset = session.answers.get(ONSET)
    return datetime.fromisoformat(onset.partition("/")[2]) if onset else None


def heat_starts_at(session: Session) -> datetime | None:
    """When heat may start: 72 hours after the latest possible onset."""
    onset = latest_onset(session)
    return onset + HEAT_AFTER if onset else None


def _phase(session: Session, facts: Facts) -> str:
    starts_at = heat_starts_at(session)
    if starts_at is None:
        return "unknown"
    return "heat" if facts.now >= starts_at else "ice"


def _back_pain(session: Session, facts: Facts) -> str:
    """Whether this talk has just been about back pain: nobody in a spasm is asked again what a visit is for."""
    return "told" if session.is_screened(facts.now) and session.answers.get(ONSET) else "not_told"


def _screen(session: Session, facts: Facts) -> str:
    if session.is_screened(facts.now):
        return "fresh"
    return "stale" if session.screened_at else "never"


def _may_ice(session: Session, facts: Facts) -> str:
    return "yes" if _phase(session, facts) == "ice" and session.answers.get(SKIN) == "no" else "no"


def _pain_now(session: Session, _: Facts) -> str:
    """An unreadable number counts as the worst."""
    told = session.answers.get(PAIN, "")
    level = int(told) if told.isdigit() else WORST
    return "gone" if level == 0 else "worst" if level >= WORST else "some"


def _owner(_: Session, facts: Facts) -> str:
    if facts.is_blocked:
        return "blocked"
    return "people" if facts.is_claimed else "line"


PREDICATES: Mapping[str, Predicate] = {
    "opening_hours": Predicate(("open", "closed"), lambda _, f: "open" if f.is_open else "closed"),
    "care_lock": Predicate(("locked", "free"), lambda s, f: "locked" if s.is_locked or f.is_locked else "free"),
    "owner": Predicate(("line", "people", "blocked"), _owner),
    "medium": Predicate(("call", "text"), lambda s, _: "call" if s.channel is Channel.VOICE else "text"),
    "phase": Predicate(("ice", "heat", "unknown"), _phase, (ONSET,)),
    "back_pain": Predicate(("told", "not_told"), _back_pain, (ONSET,)),
    "may_ice": Predicate(("yes", "no"), _may_ice, (ONSET, SKIN)),
    "pain_now": Predicate(("gone", "some", "worst"), _pain_now, (PAIN,)),
    "screen": Predicate(("fresh", "stale", "never"), _screen),
    "calendar": Predicate(("here", "elsewhere"), lambda _, f: "here" if f.books_visits else "elsewhere"),
    "left_alone": Predicate(("yes", "no"), lambda _, f: "yes" if f.is_left_alone else "no"),
    "textable": Predicate(("yes", "no"), lambda _, f: "yes" if f.is_textable else "no"),
    "text_only": Predicate(("yes", "no"), lambda _, f: "yes" if f.is_text_only else "no"),
    "pills_asked": Predicate(("yes", "no"), lambda s, _: "yes" if s.answers.get(PILLS) else "no", (PILLS,)),
}


def may_be_said(step: Step, session: Session, facts: Facts) -> bool:
    """True where the conditions of a wording of care are met: its time has come, its answers are the only safe ones."""
    required = step.requires if isinstance(step, Say) else {}
    if getattr(step, "care", None) is Care.HEAT and _phase(session, facts) != "heat":
        return False
    return all(session.answers.get(name) == value for name, value in required.items())
