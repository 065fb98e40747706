"""The shape of reviewed content: flows made of steps, both languages side by side.

A step says what is meant and never names a channel. `say` is written, `speak` replaces it where speech needs
other words; a list in `speak` is one question asked in parts, one idea at a time.
Places are `flow.step`; inside a flow the step's name is enough.
"""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.nlu.meaning import Expect
from bot.values import Disposition, HandoffReason, Intent, Language, RedFlag, Team, Urgency

FORMAT = 1
_DAY = r"^(\d{4}-\d{2}-\d{2})?$"


class Care(StrEnum):
    """What kind of self-care a wording gives; such a step needs a passed safety screen (P1)."""

    GENERAL = "general"  # whole-care wording, when to call, follow-up
    ICE = "ice"  # cold
    HEAT = "heat"  # moist heat
    MEDICINE = "medicine"  # aspirin or ibuprofen


class Content(BaseModel):
    """Content is data: unknown keys are mistakes, and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Wording(Content):
    """Words in every language. `speak` entries fall back to `say`."""

    say: Mapping[Language, str] = {}
    speak: Mapping[Language, str | tuple[str, ...]] = {}


class Cited(Wording):
    """A step with words and where they come from."""

    facts: tuple[str, ...] = ()  # S1 … S20: what the clinic itself says
    sources: tuple[str, ...] = ()  # ids of flows/sources.toml
    note: str = ""  # for reviewers, never said


class Say(Cited):
    """Says something and goes on."""

    kind: Literal["say"]
    next: str
    care: Care | None = None
    disposition: Disposition | None = None  # saying this sets it; it sticks
    requires: Mapping[str, str] = {}  # answer name → the only value with which this may be said
    is_emergency: bool = False
    promises_call: bool = False  # to somebody nobody may call, the common wording `no_call` is said instead (K12)


class Ask(Cited):
    """Asks for something and waits. `on` maps yes / no (and unsure) to a step; other kinds use `next`."""

    kind: Literal["ask"]
    expects: Expect
    answer: str = ""  # the answer's name; the place itself unless given
    on: Mapping[str, str] = {}
    next: str = ""
    options: tuple["OnsetOption", ...] = ()  # only for onset
    unsafe: Literal["yes", "no", ""] = ""  # a danger question's unsafe answer
    flags: tuple[RedFlag, ...] = ()  # the dangers it asks about
    unmatched: str = ""  # where a second unclear answer goes; else the unsafe answer, or a person
    spoken_on_yes: tuple[str, ...] = ()  # asked in parts: where each part's yes goes
    on_time: str = ""  # where words that name a time lead; they are kept as the answer "when"
    time_beside: Literal["yes", "no", ""] = ""  # a time beside this answer is kept as if told with the wish
    again: Wording | None = None  # other words for the second try
    care: Care | None = None


class OnsetOption(Wording):
    """A choice for when the pain began. `days_ago` is (earliest, latest); (0, 0) is "not sure": from now."""

    key: str
    days_ago: tuple[int, int]


class ChooseOption(Wording):
    """A choice and where it goes. `means` is kept as the answer instead of the key."""

    key: str
    next: str
    means: str = ""
    words: tuple[str, ...] = ()  # other words people use for it, in any language


class Choose(Cited):
    """Offers a short menu and waits."""

    kind: Literal["choose"]
    options: tuple[ChooseOption, ...]
    answer: str = ""
    unsafe: str = ""  # the key of the unsafe option, for a danger question
    flags: tuple[RedFlag, ...] = ()
    unmatched: str = ""
    on_time: str = ""  # as for `ask`: "no, Wednesday" is heard where times are offered
    again: Wording | None = None
    care: Care | None = None


class Do(Content):
    """Asks the outside for an action and goes on with its outcome."""

    kind: Literal["do"]
    action: str
    on: Mapping[str, str]
    note: str = ""


class Branch(Content):
    """Goes on by a named predicate over answers and facts."""

    kind: Literal["branch"]
    by: str
    on: Mapping[str, str]
    note: str = ""


class Call(Content):
    """Walks another flow and goes on with how it ended."""

    kind: Literal["call"]
    to: str
    on: Mapping[str, str]
    note: str = ""


class ToStaff(Content):
    """Opens a handoff (the action `open_handoff`) and goes on with open, closed or failed."""

    kind: Literal["to_staff"]
    reason: HandoffReason
    urgency: Urgency
    team: Team
    on: Mapping[str, str]
    note: str = ""


class End(Content):
    """Ends this flow. With nothing beneath it, the talk is over."""

    kind: Literal["end"]
    outcome: str = "done"
    passes_screen: bool = False
    note: str = ""


Step = Annotated[Say | Ask | Choose | Do | Branch | Call | ToStaff | End, Field(discriminator="kind")]
Waits = Ask | Choose


class Review(Content):
    """Who has read this flow. `digest` is of its steps; an edited flow is unreviewed again. Days are ISO dates."""

    reviewer: str = ""
    role: str = ""
    reviewed_on: str = Field("", pattern=_DAY)
    review_by: str = Field("", pattern=_DAY)
    digest: str = ""


class Flow(Content):
    """One reviewed content file."""

    format: Literal[1]
    flow: str
    title: str
    is_clinical: bool = False  # closes to staff while unreviewed in production
    is_screen: bool = False  # restarts from its first step when stale
    resumes: Literal["step", "start"] = "step"  # where an expired talk goes on
    start: str = "start"
    reviewed: Review = Review()
    moved: Mapping[str, str] = {}  # old step name → new place
    steps: Mapping[str, Step]


class Wish(Content):
    """Where an intent or a topic leads. `aside` comes back to the question; `jump` does not.

    `beside_danger` is told at a danger question instead, which is then asked again; without it the wish is no answer
    there. It says a few words and nothing more.
    """

    to: str
    way: Literal["jump", "aside"] = "jump"
    beside_danger: str = ""


class Common(Content):
    """Words and ways that belong to no single flow."""

    format: Literal[1]
    wordings: Mapping[str, Wording]
    intents: Mapping[Intent, Wish]
    topics: Mapping[str, Wish] = {}  # sentences of understanding/topics.toml that have an answer of their own

    def wishes(self) -> Iterator[tuple[str, Wish]]:
        """Every wish, and where its line stands."""
        yield from ((f"intents.{intent}", wish) for intent, wish in self.intents.items())
        yield from ((f"topics.{topic}", wish) for topic, wish in self.topics.items())


def absolute(flow: str, name: str) -> str:
    """The place a step's reference means: `q2` inside its flow, `other.step` anywhere."""
    return name if "." in name else f"{flow}.{name}"


def targets(step: Step) -> Iterator[tuple[str, str]]:
    """Every way out of a step as (label, reference), in the file's order."""
    match step:
        case Say():
            yield "next", step.next
        case Ask():
            yield from step.on.items()
            if step.next:
                yield "next", step.next
            yield from ((f"part {n} yes", to) for n, to in enumerate(step.spoken_on_yes, 1))
            yield from _other_ways(step)
        case Choose():
            yield from ((option.key, option.next) for option in step.options)
            yield from _other_ways(step)
        case Do() | Branch() | ToStaff():
            yield from step.on.items()
        case Call():
            yield "call", step.to
            yield from step.on.items()
        case End():
            return


def _other_ways(step: Waits) -> Iterator[tuple[str, str]]:
    if step.unmatched:
        yield "unmatched", step.unmatched
    if step.on_time:
        yield "a time", step.on_time
