"""What a clinic may change of its own facts while the line runs, and what the facts are after that. Pure."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.clinic.profile import Closed, Hours, InWords, Profile
from bot.clinic.rota import Duty, RotaError, first_rota, parse, plain


class Fact(StrEnum):
    """The facts that may be changed, by the name they are kept under."""

    HOURS = "hours"  # the week
    HOURS_IN_WORDS = "hours_in_words"  # as people are told them
    CLOSED = "closed"  # holidays and single days
    PLANS = "plans"  # plans accepted, in words
    ROTA = "rota"  # who is reached when


_SHAPES: Mapping[Fact, type[BaseModel]] = {
    Fact.HOURS: Hours,
    Fact.HOURS_IN_WORDS: InWords,
    Fact.CLOSED: Closed,
    Fact.PLANS: InWords,
}


class WrongFact(Exception):
    """A change that cannot be used; its text says what is wrong, without quoting a number."""


def first_facts(profile: Profile) -> dict[Fact, Any]:
    """Each fact as the clinic's file has it, in plain values."""
    return {
        Fact.HOURS: profile.hours.model_dump(mode="json", exclude_none=True),
        Fact.HOURS_IN_WORDS: profile.hours_in_words.model_dump(mode="json"),
        Fact.CLOSED: profile.closed.model_dump(mode="json"),
        Fact.PLANS: profile.plans.model_dump(mode="json"),
        Fact.ROTA: plain(first_rota(profile)),
    }


def changed(profile: Profile, facts: Mapping[Fact, Any]) -> Profile:
    """The profile with these facts in place of its own. Raises WrongFact."""
    kinds: Mapping[Fact, type[BaseModel]] = {
        Fact.HOURS: Hours,
        Fact.HOURS_IN_WORDS: InWords,
        Fact.CLOSED: Closed,
        Fact.PLANS: InWords,
    }
    try:
        update = {name.value: kind.model_validate(facts[name]) for name, kind in kinds.items() if name in facts}
    except ValidationError as error:
        problem = error.errors(include_input=False, include_url=False)[0]
        raise WrongFact(f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}") from None
    after = profile.model_copy(update=update)
    spans = [span for _, span in after.hours if span is not None]
    if not spans:
        raise WrongFact("the clinic is never open; give at least one day")
    if any(opens >= closes for opens, closes in spans):
        raise WrongFact("a day closes at or before it opens")
    return after


def duties(profile: Profile, facts: Mapping[Fact, Any]) -> tuple[Duty, ...]:
    """The rota in these facts; the file's where it was never changed. Raises WrongFact."""
    try:
        return parse(facts[Fact.ROTA], profile.numbers.bot_lines) if Fact.ROTA in facts else first_rota(profile)
    except RotaError as error:
        raise WrongFact(str(error)) from None
