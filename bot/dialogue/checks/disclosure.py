"""P9: nothing about a visit is told before the ladder allows it (`clinic.verification`, L2).

Takes away the only ways by which somebody is recognised, or has just booked, and looks what can still be reached.
"""

import re
from collections.abc import Iterator

from bot.dialogue.book import FlowBook
from bot.dialogue.checks.issue import Content, Issue, Said, all_said, flow_name
from bot.dialogue.checks.structure import entries
from bot.dialogue.checks.wordings import texts_of
from bot.dialogue.flow import Call, Do, End, Step, absolute, targets

# What is known of a visit is reported by these outcomes alone; the proof of who asks, or the booking itself.
OPENING = {
    "recognise": ("one", "two", "three"),
    "recognise_by_name": ("one", "two", "three"),
    "book_visit": ("booked", "asked"),
    "hear_offer": ("offer",),
    "name_visit": ("told",),
}
TOLD = re.compile(r"\{(known_\w+|offered_\w+|visit_\d_\w+|visit_code|visit_link)\}")


def told_after_match(content: Content) -> Iterator[Issue]:
    """Every wording with a fact of a visit stands behind a match, or behind the booking itself."""
    unproved = _reached_by_strangers(content.book)
    for said in all_said(content.book):
        if said.place in unproved and tells_of_a_visit(said):
            sentence = "Tells of a visit, and can be reached by somebody nobody has recognised."
            yield Issue("told-too-early", said.place, sentence, "Lead to it through visit_check.start alone.")


def tells_of_a_visit(said: Said) -> bool:
    """True where the words hold a fact of somebody's visit."""
    return any(TOLD.search(text) for text in texts_of(said))


def _reached_by_strangers(book: FlowBook) -> set[str]:
    """Every place that can be reached without one of the OPENING outcomes."""
    reached = set(entries(book))
    before = -1
    while before < len(reached):  # a call is returned from as soon as an end of its flow is reached
        before = len(reached)
        pending = list(reached)
        while pending:
            place = pending.pop()
            for target in _ways(place, book.steps[place], book, reached):
                if target not in reached:
                    reached.add(target)
                    pending.append(target)
    return reached


def _ways(place: str, step: Step, book: FlowBook, reached: set[str]) -> Iterator[str]:
    if isinstance(step, Call):
        callee = flow_name(absolute(flow_name(place), step.to))
        ends = {
            end.outcome for name in reached if flow_name(name) == callee and isinstance(end := book.steps[name], End)
        }
        yield absolute(flow_name(place), step.to)
        yield from (absolute(flow_name(place), name) for outcome, name in step.on.items() if outcome in ends)
        return
    closed = OPENING.get(step.action, ()) if isinstance(step, Do) else ()
    yield from (absolute(flow_name(place), name) for label, name in targets(step) if label not in closed)
