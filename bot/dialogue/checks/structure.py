"""Checks of the shape of flows: what cannot be reached, what cannot be told apart, what is unsafe by its shape."""

import re
from collections.abc import Iterator

from bot.dialogue import book as places
from bot.dialogue.book import FlowBook
from bot.dialogue.checks.issue import Content, Issue, Severity, all_said, flow_name, flows
from bot.dialogue.flow import Ask, Branch, Call, Choose, Say, absolute, targets
from bot.dialogue.predicates import ONSET, PREDICATES
from bot.dialogue.review import digest, is_signed
from bot.nlu.meaning import Expect
from bot.values import Disposition, Language, RedFlag

MOST_BY_VOICE = 4
NO_DANGER = (f"{places.RED_FLAGS}.{RedFlag.ONE_LEG}",)  # RF26: either answer leads to a visit, never to the ER
_SOUNDEX = str.maketrans("BFPVCGJKQSXZDTLMNR", "111122222222334556")


def unreachable(content: Content) -> Iterator[Issue]:
    """Every step can be reached from the front door, an intent, a danger or the engine itself."""
    reached = _reached(content.book)
    for place in content.book.steps:
        if place not in reached:
            yield Issue("unreachable", place, "Nothing leads to this step.", "Lead to it, or remove it.")


def options(content: Content) -> Iterator[Issue]:
    """A menu can be held in mind: few options, each with a key and a sound of its own."""
    for place, step in content.book.steps.items():
        if not isinstance(step, Ask | Choose) or not step.options:
            continue
        keys = [option.key for option in step.options]
        if len(keys) > MOST_BY_VOICE:
            yield Issue(
                "too-many-options",
                place,
                f"{len(keys)} options; a caller keeps {MOST_BY_VOICE}.",
                "Split the menu, or move some behind one option.",
            )
        if len(set(keys)) < len(keys):
            yield Issue("same-key", place, "Two options have one key.", "Give each its own.")
        if any(not re.fullmatch(r"[1-7]", key) for key in keys):
            yield Issue("odd-key", place, "A key is not 1 to 7.", "0, 8, 9 and * are universal; use the others.")


def sound_alikes(content: Content) -> Iterator[Issue]:
    """Two options that sound the same cannot be told apart on a call."""
    for said in all_said(content.book):
        for language in Language:
            labels = [choice.label.speak for choice in said.choices(language)]
            heard = [_sound(label) for label in labels if "{" not in label]  # times differ by their numbers
            if len(set(heard)) < len(heard):
                yield Issue(
                    "sound-alike", said.place, f"Two options sound alike ({language}).", "Use words that differ."
                )


def screen_questions(content: Content) -> Iterator[Issue]:
    """Every yes/no question of a safety screen names its unsafe answer, and the dangers it asks about."""
    for flow in flows(content):
        for name, step in flow.steps.items():
            place = f"{flow.flow}.{name}"
            is_screening = flow.is_screen or flow.flow == places.RED_FLAGS
            if not is_screening or not isinstance(step, Ask) or step.expects is not Expect.YES_NO:
                continue
            if not step.unsafe and place not in NO_DANGER:
                yield Issue("no-unsafe-answer", place, "A danger question without unsafe answer.", "Add `unsafe`.")
            safe = {"yes": "no", "no": "yes"}.get(step.unsafe, "")
            way = _urgency(step.on.get(safe, ""))
            if way >= Disposition.ER_NOW.urgency and way >= _urgency(step.on.get(step.unsafe, "")):
                sentence = "Its safe answer leads to an emergency wording."
                yield Issue("polarity", place, sentence, "Swap the answers, or name the other one unsafe.")
            if step.unsafe and not step.flags:
                sentence = "It does not say which dangers it asks about."
                yield Issue("no-flags", place, sentence, "Add `flags`.", Severity.WARNING)


def answers_stay(content: Content) -> Iterator[Issue]:
    """No flow looks at an answer that was given in a flow it called: the proof does not follow one past a return."""
    steps = content.book.steps
    called = {flow_name(absolute(flow_name(place), step.to)) for place, step in steps.items() if isinstance(step, Call)}
    given: dict[str, set[str]] = {}
    for place, step in steps.items():
        if isinstance(step, Ask | Choose):
            given.setdefault(step.answer or place, set()).add(flow_name(place))
    for place, step in steps.items():
        looks_at = set(step.requires) if isinstance(step, Say) else set()
        if isinstance(step, Branch):
            looks_at |= set(PREDICATES[step.by].reads)
        for name in sorted(looks_at - {ONSET}):  # the onset is remembered, and walked with every value
            if (given.get(name, set()) & called) - {flow_name(place)}:
                sentence = f"It looks at '{name}', which is answered in a flow that is called."
                yield Issue("answered-elsewhere", place, sentence, "Let that flow end with an outcome, and go by it.")


def flags_have_questions(content: Content) -> Iterator[Issue]:
    """Every flag that may be asked about has its own question; crisis flags are never asked about."""
    never_asked = (RedFlag.SUICIDAL, RedFlag.OVERDOSE, RedFlag.ABUSE_AT_HOME, RedFlag.OTHER_EMERGENCY)
    for flag in RedFlag:
        place = f"{places.RED_FLAGS}.{flag}"
        if flag not in never_asked and place not in content.book.steps:
            yield Issue("no-question", place, "This danger has no question of its own.", "Write it.", Severity.WARNING)


def reviewed(content: Content) -> Iterator[Issue]:
    """Which clinical flows nobody has signed as they stand, or whose review has run out."""
    for flow in flows(content):
        if not flow.is_clinical or is_signed(flow, content.today):
            continue
        if flow.reviewed.digest == digest(flow):
            yield Issue(
                "review-expired",
                f"{flow.flow}.toml",
                f"The review was good until {flow.reviewed.review_by or 'no day at all'}.",
                "Its advice is closed now: read it again and sign it.",
                Severity.WARNING,
            )
            continue
        was_signed = bool(flow.reviewed.reviewer)
        yield Issue(
            "draft",
            f"{flow.flow}.toml",
            "Edited since it was signed." if was_signed else "Draft: no clinician has signed these words.",
            "In production its advice stays closed until somebody does.",
            Severity.NOTICE,
        )


def _urgency(name: str) -> int:
    """How urgent the wording is that a step leads to; 0 where it leads to none."""
    flow, _, step = name.partition(".")
    if flow != places.DISPOSITIONS:
        return 0
    return max((known.urgency for known in Disposition if step.startswith(known.value)), default=0)


def entries(book: FlowBook) -> list[str]:
    """Where a talk can begin or be sent to without a step that leads there."""
    start = [*places.ENGINE_PLACES, *(wish.to for _, wish in book.common.wishes())]
    start += [wish.beside_danger for _, wish in book.common.wishes()]
    start += [f"{flow.flow}.{flow.start}" for flow in book.flows.values() if flow.resumes == "start"]
    for disposition in Disposition:
        names = (disposition, *(f"{disposition}_{flag}" for flag in RedFlag))
        start += [f"{places.DISPOSITIONS}.{name}" for name in names if disposition.acts_at_once]
    start += [f"{places.RED_FLAGS}.{flag}" for flag in RedFlag]
    return [place for place in start if place in book.steps]


def _reached(book: FlowBook) -> set[str]:
    pending = entries(book)
    reached = set(pending)
    while pending:
        place = pending.pop()
        for _, name in targets(book.steps[place]):
            target = absolute(flow_name(place), name)
            if target not in reached:
                reached.add(target)
                pending.append(target)
    return reached


def _sound(label: str) -> str:
    """The consonants of each word by how they sound: two labels with one sound are one label on a bad line."""
    sounds = []
    for word in re.findall(r"[A-Z]+", label.upper()):
        coded = word.translate(_SOUNDEX)
        sounds.append(word[0] + re.sub(r"[A-Z]|(\d)\1+", r"\1", coded[1:])[:3])
    return " ".join(sounds)
