"""Which of several moments said of the past is the onset: what was taken back, asked for or only told is left out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.nlu.past import Began, Past
from bot.nlu.times.line import Line

_LITTLE = ("the", "in", "around", "at", "began", "told", "from", "not_a_visit", "this", "last")
_TAKES_BACK = ("correction", "no", "so")
_NEAR = 6  # words between an hour and its day
_LONGEST_DAY = timedelta(hours=34)  # "last night" to "yesterday"


@dataclass(frozen=True, slots=True)
class Said:
    """A moment said, the place of its first word, and whether a word such as "since" leads to it."""

    began: Began
    place: int
    is_led: bool


def meant(past: Past, found: list[Said]) -> list[Said]:
    """Those that may be the onset; of what begins with waking only where nothing else is named."""
    line = past.line
    found = _with_hours(past, _joined(line, _not_taken_back(line, found)))
    found = [said for said in found if not _is_asked_for(line, said)]
    named = [said for said in found if line.name(said.began.after - 1, "past") != "woke"] or found
    return [said for said in named if said.is_led] or named


def _not_taken_back(line: Line, found: Sequence[Said]) -> list[Said]:
    """Without the yesterday of "not yesterday", "yesterday no monday", "the eighth, no, the ninth"."""
    kept: list[Said] = []
    for at, said in enumerate(found):
        between = range(found[at - 1].began.after, said.place) if at else range(0)
        is_joint = all(line.is_(place, *_TAKES_BACK, *_LITTLE) for place in between)
        if is_joint and any(line.is_(place, *_TAKES_BACK) for place in between):
            kept = []
        is_denied = at + 1 < len(found) and not kept and _is_denied(line, said)
        if not (is_denied or _is_no_onset(line, said) or (kept and _is_counted_to(line, said, between))):
            kept.append(said)
    return kept


def _is_denied(line: Line, said: Said) -> bool:
    before = line.skip_back(said.place - 1, *_LITTLE)
    return line.is_(before, "not", "no") and not any(line.lexes[at].pause for at in range(before + 1, said.place))


def _is_no_onset(line: Line, said: Said) -> bool:
    """The like of "no pain since monday", "my last shot was october 12"."""
    before = line.skip_back(said.place - 1, *_LITTLE)
    return line.is_(before, "no_pain") or (line.is_(before, "other_event") and not said.is_led)


def _is_counted_to(line: Line, said: Said, between: range) -> bool:
    """The "today" of "a week ago today", "three days today"."""
    return line.name(said.place, "day") == "today" and all(line.is_(place, "ago") for place in between)


def _joined(line: Line, found: Sequence[Said]) -> list[Said]:
    """The like of "thursday or friday": from the first to the last of them."""
    kept: list[Said] = []
    for said in found:
        at = line.skip_back(said.place - 1, *_LITTLE)
        if kept and line.is_(at, "or") and at == kept[-1].began.after:
            first = kept.pop()
            earliest = min(first.began.earliest, said.began.earliest)
            began = replace(said.began, earliest=earliest, latest=max(first.began.latest, said.began.latest))
            kept.append(Said(began, first.place, first.is_led or said.is_led))
        else:
            kept.append(said)
    return kept


def _with_hours(past: Past, found: Sequence[Said]) -> list[Said]:
    """An hour belongs to the day named near it: "last night about 9", "around 6 this morning"."""
    kept: list[Said] = []
    for said in found:
        other = kept[-1] if kept else None
        if other is not None and said.place - other.began.after <= _NEAR:
            timed, day = (said, other) if said.began.clock is not None else (other, said)
            clock, span = timed.began.clock, day.began.latest - day.began.earliest
            if clock is not None and day.began.clock is None and span <= _LONGEST_DAY:
                began = replace(past.at(day.began, clock), after=said.began.after)
                kept[-1] = Said(began, other.place, other.is_led or said.is_led)
                continue
        kept.append(said)
    return kept


def _is_asked_for(line: Line, said: Said) -> bool:
    """The like of "tuesday at 3 works", "can you call me monday", "every morning": a wish or a habit, no onset."""
    if said.is_led:
        return False
    begin, end = said.place, said.began.after
    while begin > 0 and not line.lexes[begin].pause:
        begin -= 1
    while end < len(line.lexes) and not line.lexes[end].pause:
        end += 1
    return any(line.is_(place, "asks", "books", "habit") for place in range(begin, end))
