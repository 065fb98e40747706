"""How many people went along each way of a flow, as far as what they were told shows it.

Only what is said leaves a trace. Between two things that were said a talk went by steps that say nothing; it is taken
to have gone the shortest way through them.
"""

from collections import Counter, deque
from collections.abc import Mapping

from bot.dialogue.drawing.picture import Counts
from bot.dialogue.flow import Branch, Call, Do, Flow, ToStaff, absolute, targets

Way = tuple[str, str]


def along(flow: Flow, told: Mapping[Way, int]) -> Counts:
    """People on each way of this flow. `told` counts pairs of places that were said one after the other."""
    counts: Counter[Way] = Counter()
    for (before, after), people in told.items():
        for way in _between(flow, before, after):
            counts[way] += people
    return counts


def _between(flow: Flow, before: str, after: str) -> list[Way]:
    """The shortest way from one place to the other: through silent steps of this flow, or out of it at the end."""
    pending: deque[tuple[Way, ...]] = deque([()])
    seen = {before}
    while pending:
        ways = pending.popleft()
        here = ways[-1][1] if ways else before
        name, _, step = here.partition(".")
        if name != flow.flow or step not in flow.steps:
            continue
        for _, reference in targets(flow.steps[step]):
            place = absolute(flow.flow, reference)
            walked = (*ways, (here, place))
            if place == after or _leaves_towards(flow, place, after):
                return list(walked)
            silent = flow.steps.get(place.partition(".")[2]) if place.startswith(f"{flow.flow}.") else None
            if isinstance(silent, Branch | Do | Call | ToStaff) and place not in seen:
                seen.add(place)
                pending.append(walked)
    return []


def _leaves_towards(flow: Flow, place: str, after: str) -> bool:
    """True where the way goes out of this flow, into the one in which something was said next."""
    target = place.partition(".")[0]
    return target != flow.flow and target == after.partition(".")[0]
