"""Turns flow files (already read as text) into a FlowBook, or names every problem at once."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from bot.dialogue.actions import ACTIONS
from bot.dialogue.book import DISPOSITIONS, ENGINE_PLACES, ENGINE_WORDINGS, MENU, FlowBook
from bot.dialogue.flow import (
    Ask,
    Branch,
    Call,
    Choose,
    Common,
    Do,
    End,
    Flow,
    Step,
    ToStaff,
    absolute,
    targets,
)
from bot.dialogue.phrasing import parts
from bot.dialogue.predicates import PREDICATES
from bot.dialogue.review import digest, fingerprint
from bot.nlu.meaning import Expect
from bot.values import Disposition, Intent, Language


class ContentError(Exception):
    """The flows are not consistent. Run `python -m bot check` for the list with places and cures."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load(files: Mapping[str, str]) -> FlowBook:
    """The book in these files (name without ending → TOML text). Raises ContentError with all problems.

    A long flow has chapters: `red_flags.crisis` holds more steps of `red_flags`, and nothing else.
    """
    problems: list[str] = []
    parsed = _with_chapters({name: _parse(name, text, problems) for name, text in files.items()}, problems)
    flows = {}
    common: Common | None = None
    for name, table in parsed.items():
        try:
            if name == "common":
                common = Common.model_validate(table)
            else:
                flow = Flow.model_validate(table)
                flows[flow.flow] = flow
                if flow.flow != name:
                    problems.append(f"{name}.toml: says it is flow '{flow.flow}'; use the file's name")
        except ValidationError as error:
            problems.extend(_explain(name, error))
    if common is None:
        problems.append("common.toml: missing or broken; it holds the words that belong to no flow")
    if problems or common is None:
        raise ContentError(problems)
    steps = {f"{flow.flow}.{name}": step for flow in flows.values() for name, step in flow.steps.items()}
    editions = {name: digest(flow) for name, flow in flows.items()}
    questions = {place: fingerprint(step) for place, step in steps.items() if isinstance(step, Ask | Choose)}
    book = FlowBook(flows, common, steps, editions, questions)
    problems.extend(_inconsistencies(book))
    if problems:
        raise ContentError(problems)
    return book


def _parse(name: str, text: str, problems: list[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        problems.append(f"{name}.toml: not valid TOML: {error}")
        return {}


def _with_chapters(parsed: dict[str, dict[str, Any]], problems: list[str]) -> dict[str, dict[str, Any]]:
    """Each flow's table with the steps of its chapters after its own."""
    flows = {name: table for name, table in parsed.items() if "." not in name}
    for name in parsed.keys() - flows.keys():
        flow, chapter = flows.get(name.partition(".")[0]), parsed[name]
        if flow is None:
            problems.append(f"{name}.toml: is a chapter, but there is no {name.partition('.')[0]}.toml")
            continue
        problems += [f"{name}.toml: '{key}' belongs in the flow's own file" for key in chapter if key != "steps"]
        more = chapter.get("steps", {})
        problems += [f"{name}.toml: step '{step}' stands twice" for step in more if step in flow.get("steps", {})]
        flow["steps"] = {**flow.get("steps", {}), **more}
    return flows


def _explain(name: str, error: ValidationError) -> Iterator[str]:
    for problem in error.errors(include_url=False, include_input=False):
        where = ".".join(str(part) for part in problem["loc"])
        yield f"{name}.toml: {where}: {problem['msg']}"


def _inconsistencies(book: FlowBook) -> Iterator[str]:
    for place in ENGINE_PLACES:
        if place not in book.steps:
            yield f"{place}: the engine goes there, but the step is missing"
    for name in ENGINE_WORDINGS:
        if name not in book.common.wordings:
            yield f"common.toml: wordings.{name} is missing; the engine says it"
    if Intent.TALK_TO_HUMAN not in book.common.intents:
        yield f"common.toml: intents.{Intent.TALK_TO_HUMAN} is missing; a person must be reachable everywhere"
    if MENU in book.steps and not isinstance(book.steps[MENU], Choose):
        yield f"{MENU}: must be a choose step; the engine reads its keys"
    yield from _loose_places(book)
    for place, step in book.steps.items():
        yield from (f"{place}: {problem}" for problem in _dangling(book, place, step))
        yield from (f"{place}: {problem}" for problem in _step_problems(book, place, step))


def _loose_places(book: FlowBook) -> Iterator[str]:
    """References from outside the steps: dispositions, intents, flows' starts and old names."""
    for disposition in Disposition:
        if disposition.acts_at_once and f"{DISPOSITIONS}.{disposition}" not in book.steps:
            yield f"{DISPOSITIONS}.{disposition}: no words for this disposition"
    for name, wish in book.common.wishes():
        if wish.to not in book.steps:
            yield f"common.toml: {name}: leads to '{wish.to}', which does not exist"
        if wish.beside_danger and not book.only_tells(wish.beside_danger):
            yield f"common.toml: {name}: beside_danger must lead through words without care or danger to an end"
    for flow in book.flows.values():
        yield from (f"{flow.flow}.toml: moved.{old} leads nowhere" for old in flow.moved
                    if not book.find(absolute(flow.flow, old)))  # fmt: skip
        if (flow.is_screen or flow.resumes == "start") and flow.start not in flow.steps:
            yield f"{flow.flow}.toml: start = '{flow.start}' is no step, but an expired talk goes back to it"


def _dangling(book: FlowBook, place: str, step: Step) -> Iterator[str]:
    for label, name in targets(step):
        if absolute(place.partition(".")[0], name) not in book.steps:
            yield f"{label} leads to '{name}', which does not exist"


def _step_problems(book: FlowBook, place: str, step: Step) -> Iterator[str]:
    flow = place.partition(".")[0]
    match step:
        case Do() if step.action not in ACTIONS:
            yield f"action '{step.action}' is unknown; known: {', '.join(ACTIONS)}"
        case Do():
            yield from _unhandled(ACTIONS[step.action], step.on)
        case ToStaff():
            yield from _unhandled(ACTIONS["open_handoff"], step.on)
        case Branch() if step.by not in PREDICATES:
            yield f"predicate '{step.by}' is unknown; known: {', '.join(PREDICATES)}"
        case Branch():
            yield from _unhandled(PREDICATES[step.by].outcomes, step.on)
        case Call() if absolute(flow, step.to) in book.steps:
            yield from _unhandled(_outcomes(book, absolute(flow, step.to)), step.on)
        case Ask():
            yield from _ask_problems(step)
        case Choose() if step.unsafe and step.unsafe not in {option.key for option in step.options}:
            yield f"unsafe = '{step.unsafe}' is none of its keys"
        case _:
            return


def _unhandled(outcomes: tuple[str, ...], on: Mapping[str, str]) -> Iterator[str]:
    for outcome in outcomes:
        if outcome not in on:
            yield f"outcome '{outcome}' is not handled"
    for outcome in on:
        if outcome not in outcomes:
            yield f"outcome '{outcome}' cannot happen; possible: {', '.join(outcomes)}"


def _outcomes(book: FlowBook, place: str) -> tuple[str, ...]:
    """How the flow at this place can end, in the file's order."""
    ends = (step.outcome for step in book.flow_of(place).steps.values() if isinstance(step, End))
    return tuple(dict.fromkeys(ends))


def _ask_problems(step: Ask) -> Iterator[str]:
    if step.expects is Expect.YES_NO:
        if not {"yes", "no"} <= step.on.keys():
            yield "a yes/no question needs on.yes and on.no"
    elif step.unsafe:
        yield "only a yes/no question has an unsafe answer"
    if step.expects is not Expect.YES_NO and not step.next:
        yield f"a question that expects {step.expects} needs next"
    yield from _part_problems(step)
    if step.expects is Expect.ONSET and not step.options:
        yield "an onset question needs options"


def _part_problems(step: Ask) -> Iterator[str]:
    """A question in parts is the same question in every language, or a switch would skip a part."""
    counts = {parts(step, language) for language in Language}
    if counts == {1}:
        if step.spoken_on_yes:
            yield "spoken_on_yes is for a question that is spoken in parts"
        return
    if not step.unsafe:
        yield "only a danger question may be spoken in parts"
    if len(counts) > 1:
        yield "the spoken parts differ in number between languages"
    if step.spoken_on_yes and counts != {len(step.spoken_on_yes)}:
        yield "spoken_on_yes needs one step for each spoken part"
    if step.again is not None and {parts(step.again, language) for language in Language} != counts:
        yield "again needs as many spoken parts as the question"
