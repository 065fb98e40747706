"""What the invariants speak about, found in the content itself and not in what the engine believes of it.

A sentence of the clinic about ice, heat or pills counts as care whether or not somebody tagged it so,
and a screen counts as passed when these dangers were denied, whatever step says that it is over.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from bot.dialogue.book import DISPOSITIONS, SCREEN, FlowBook
from bot.dialogue.flow import Ask, Care, Cited, Say, Step, Waits
from bot.dialogue.phrasing import parts
from bot.values import Disposition, Language, RedFlag

GATE = "pain_pills"  # the flow that asks before any pill (clinical.md 4.1)
SKIN = "spasm_care.skin_check"  # IH0: skin that must be neither iced nor heated

# Q1 to Q6 (clinical.md 3.2): what must have been denied before any advice.
SCREENED = frozenset(
    {
        RedFlag.CHEST_BREATHING, RedFlag.AORTIC, RedFlag.STROKE, RedFlag.SADDLE_NUMBNESS, RedFlag.BLADDER,
        RedFlag.BOWEL, RedFlag.LEG_WEAKNESS, RedFlag.BOTH_LEGS, RedFlag.MAJOR_TRAUMA, RedFlag.FRAGILE_BONES,
        RedFlag.FEVER, RedFlag.CANCER, RedFlag.INFECTION_RISK, RedFlag.POST_OP, RedFlag.PREGNANCY,
        RedFlag.UPPER_BACK,
    }
)  # fmt: skip
# The compact question after four hours (clinical.md 3.4, F72); it renews a full screen, and replaces none.
RENEWED = frozenset({RedFlag.SADDLE_NUMBNESS, RedFlag.BLADDER, RedFlag.BOWEL, RedFlag.LEG_WEAKNESS, RedFlag.FEVER})

_CARE_FACTS = frozenset(f"S{n}" for n in range(6, 16))  # S6 … S15: ice, heat, pills, "doing all of these"
_TOUCH_FACTS = frozenset(f"S{n}" for n in range(6, 14))  # S6 … S13: ice and heat
_DRUG = re.compile(r"aspirin|ibuprofen", re.IGNORECASE)  # and aspirina, ibuprofeno
_WARNING = re.compile(r"\b(do not|don't|no tome|no use)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Danger:
    """A danger question: what it asks about and the only answer that denies it."""

    flags: frozenset[RedFlag]
    safe: str
    parts: int  # spoken parts, each of which must be denied


@dataclass(frozen=True, slots=True)
class Landmarks:
    """The places that matter, by what they mean."""

    care: frozenset[str]  # gives self-care of any kind
    heat: frozenset[str]
    touch: frozenset[str]  # ice or heat for this person's own skin
    mentions_touch: frozenset[str]  # speaks of ice or heat in general
    advice: frozenset[str]  # suggests a pill
    dangers: Mapping[str, Danger]
    gate: frozenset[str]  # the medicine questions
    dispositions: Mapping[str, Disposition]  # what saying a step means
    screen: str  # the flow of the safety screen


def landmarks(book: FlowBook) -> Landmarks:
    """The landmarks of this content."""
    cited = {place: step for place, step in book.steps.items() if isinstance(step, Cited)}
    touch = {place for place, step in cited.items() if _care(step) in (Care.ICE, Care.HEAT)}
    return Landmarks(
        care=frozenset(place for place, step in cited.items() if _care(step) or _CARE_FACTS & {*step.facts}),
        heat=frozenset(place for place, step in cited.items() if _care(step) is Care.HEAT),
        touch=frozenset(touch),
        mentions_touch=frozenset(place for place, step in cited.items() if _TOUCH_FACTS & {*step.facts}) - touch,
        advice=frozenset(place for place, step in cited.items() if _suggests_a_pill(step)),
        dangers={place: _danger(step) for place, step in cited.items() if _is_danger(step)},
        gate=frozenset(place for place, step in cited.items() if _is_danger(step) and _flow(place) == GATE),
        dispositions={place: said for place, step in cited.items() if (said := _said(place, step)) is not None},
        screen=_flow(SCREEN),
    )


def _flow(place: str) -> str:
    return place.partition(".")[0]


def _care(step: Step | Cited) -> Care | None:
    care: Care | None = getattr(step, "care", None)
    return care


def _is_danger(step: Cited) -> bool:
    return isinstance(step, Ask) and bool(step.unsafe)


def _danger(step: Cited) -> Danger:
    assert isinstance(step, Ask)
    safe = "no" if step.unsafe == "yes" else "yes"
    return Danger(frozenset(step.flags), safe, parts(step, Language.EN))


def _suggests_a_pill(step: Cited) -> bool:
    """S14, or a drug by name in a step of advice that is no warning against it."""
    if "S14" in step.facts:
        return True
    texts = [*step.say.values(), *(text for text in step.speak.values() if isinstance(text, str))]
    names_drug = any(_DRUG.search(text) and not _WARNING.search(text) for text in texts)
    return isinstance(step, Say) and _care(step) is Care.MEDICINE and names_drug


def _said(place: str, step: Cited) -> Disposition | None:
    """What a step tells the person to do: as it says itself, or by its name among the emergency wordings."""
    if isinstance(step, Say) and step.disposition is not None:
        return step.disposition
    if _flow(place) != DISPOSITIONS or isinstance(step, Waits):
        return None
    name = place.partition(".")[2]
    return next((known for known in Disposition if name.startswith(known.value)), None)
